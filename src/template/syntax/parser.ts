import { quote } from '../python/quote.ts'
import type { Output, Statement } from './nodes.ts'
import type { SyntaxOptions } from './options.ts'
import type { Source } from './source.ts'
import { StatementParser } from './statements.ts'

type Parse = (parser: TemplateParser) => Statement

/** Jinja2's parser on nunjucks' (Jinja2 3.1 parser `subparse`, `parse_statement`). */
class TemplateParser extends StatementParser {
  /** The tags that are open, outermost first, and the ends that each body waits for. */
  readonly #tags: string[] = []
  readonly #ends: (readonly string[])[] = []

  /** Text, prints and statements up to the awaited end tag or the end of the template; called by parseUntilBlocks. */
  override parseNodes(): readonly Statement[] {
    const ends = this.#ends.at(-1)
    const body: Statement[] = []
    let parts: Output['parts'][number][] = []
    const flush = () => {
      const [first] = parts
      if (first !== undefined) body.push({ type: 'output', offset: first.offset, parts })
      parts = []
    }
    for (;;) {
      const token = this.current
      if (token.type === 'eof') break
      if (token.type === 'data') {
        parts.push({ type: 'data', offset: token.offset, text: String(token.value) })
        this.advance()
      } else if (token.type === 'variable-start') {
        this.advance()
        const start = this.current.offset
        const expression = this.parseTuple()
        parts.push({ type: 'printed', offset: start, expression, start, end: this.lastEnd })
        this.take('variable-end')
      } else {
        flush()
        this.advance()
        if (ends?.some((end) => this.isName(end))) return body
        body.push(this.nested(() => this.#parseStatement()))
        this.take('block-end')
      }
    }
    flush()
    return body
  }

  protected override parseBody(...ends: string[]): readonly Statement[] {
    // Python's colon after a tag is let through.
    this.skipIf('colon')
    this.take('block-end')
    this.#ends.push(ends)
    // parseNodes gives statements; the base class wraps them in a node of its own.
    const body = this.parseUntilBlocks(...ends).children as readonly Statement[]
    if (this.current.type === 'eof') this.#failUnclosed(null)
    this.#ends.pop()
    return body
  }

  #parseStatement(): Statement {
    const token = this.current
    if (token.type !== 'symbol') this.failAt('tag name expected')
    const name = String(token.value)
    const parse = this.#tagParser(name)
    if (parse === undefined) this.#failUnclosed(name)
    this.#tags.push(name)
    const statement = parse(this)
    this.#tags.pop()
    return statement
  }

  #tagParser(name: string): Parse | undefined {
    const extension = extensionTags.get(name)
    if (extension !== undefined && this.options.extensions.has(extension)) return tags.get(name)
    return extension === undefined ? tags.get(name) : undefined
  }

  /** An unknown tag, or the end of the template before an end tag (Jinja2 3.1 `_fail_ut_eof`). */
  #failUnclosed(name: string | null): never {
    const awaited = this.#ends.at(-1)?.map(quote).join(' or ')
    const message = [name === null ? 'Unexpected end of template.' : `Encountered unknown tag ${quote(name)}.`]
    if (awaited !== undefined) {
      const isMisplaced = name !== null && this.#ends.some((ends) => ends.includes(name))
      message.push(
        isMisplaced
          ? `You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${awaited}.`
          : `Jinja was looking for the following tags: ${awaited}.`,
      )
    }
    const innermost = this.#tags.at(-1)
    if (innermost !== undefined) message.push(`The innermost block that needs to be closed is ${quote(innermost)}.`)
    return this.failAt(message.join(' '))
  }

  /** Every tag and what reads it. The methods are protected, so the table stands inside the class. */
  static readonly parsers: ReadonlyMap<string, Parse> = new Map<string, Parse>([
    ['for', (parser) => parser.parseFor()],
    ['if', (parser) => parser.parseIf()],
    ['block', (parser) => parser.parseBlock()],
    ['extends', (parser) => parser.parseExtends()],
    ['print', (parser) => parser.parsePrint()],
    ['macro', (parser) => parser.parseMacro()],
    ['include', (parser) => parser.parseInclude()],
    ['from', (parser) => parser.parseFrom()],
    ['import', (parser) => parser.parseImport()],
    ['set', (parser) => parser.parseSet()],
    ['with', (parser) => parser.parseWith()],
    ['autoescape', (parser) => parser.parseAutoescape()],
    ['call', (parser) => parser.parseCall()],
    ['filter', (parser) => parser.parseFilterBlock()],
    ['do', (parser) => parser.parseDo()],
    ['break', (parser) => parser.parseLoopControl()],
    ['continue', (parser) => parser.parseLoopControl()],
  ])
}

const tags = TemplateParser.parsers

const extensionTags: ReadonlyMap<string, string> = new Map([
  ['do', 'jinja2.ext.do'],
  ['break', 'jinja2.ext.loopcontrols'],
  ['continue', 'jinja2.ext.loopcontrols'],
])

/** The statements of a template; throws SourceError with Jinja2's class and message. */
export function parse(source: Source, options: SyntaxOptions): readonly Statement[] {
  // parseNodes gives statements; the base class wraps them in a node of its own.
  return new TemplateParser(source, options).parseAsRoot().children as readonly Statement[]
}

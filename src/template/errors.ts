import { type CodeOf, KdeployError } from '../errors.ts'
import { excerpt as cutWhereShown } from '../shorten.ts'
import { PyError } from './python/error.ts'
import { lineOf, type Position, positionOf, type Source } from './syntax/source.ts'

/** An error of lexer, parser or compiler: it knows its place in the source. */
export class SourceError extends PyError {
  readonly offset: number

  constructor(name: string, message: string, offset: number) {
    super(name, message)
    this.offset = offset
  }
}

export function syntaxError(message: string, offset: number): SourceError {
  return new SourceError('TemplateSyntaxError', message, offset)
}

export function assertionError(message: string, offset: number): SourceError {
  return new SourceError('TemplateAssertionError', message, offset)
}

/** A place that an error passed on its way out, innermost first. */
export interface Site {
  readonly source: Source
  readonly offset: number
  /** What runs there: `template`, `block content`, `macro container`. */
  readonly label: string
}

const trails = new WeakMap<Error, Site[]>()

/** Turns whatever was thrown into a PyError and notes where it passed. Called by the catch of every compiled function. */
export function trace(thrown: unknown, source: Source, offset: number, label: string): PyError {
  const error = thrown instanceof PyError ? thrown : translate(thrown)
  const trail = trails.get(error)
  if (trail === undefined) trails.set(error, [{ source, offset, label }])
  else trail.push({ source, offset, label })
  return error
}

/** The places that an error passed, innermost first. */
export function trailOf(error: Error): readonly Site[] {
  return trails.get(error) ?? []
}

/** JavaScript's own errors that a template can provoke are limits; anything else is a mistake of ours. */
function translate(thrown: unknown): PyError {
  if (thrown instanceof RangeError && thrown.message.includes('call stack')) {
    return new PyError('LimitError', 'the template nests too deeply')
  }
  if (thrown instanceof RangeError) return new PyError('LimitError', 'a value exceeds what can be held in memory')
  const error = new PyError('InternalError', thrown instanceof Error ? thrown.message : String(thrown))
  error.cause = thrown
  return error
}

/** A place in a template, as an error lists it. */
export interface TemplatePlace {
  /** null for a template given as text. */
  readonly template: string | null
  readonly line: number
  readonly column: number
}

export interface ChainLink extends TemplatePlace {
  /** What the place belongs to: `template`, `block content`, `macro container`. */
  readonly label: string
}

/**
 * What a render throws: `name` is the class that Jinja2 or Python would have thrown, `message` its text. The place is
 * the expression that failed; `chain` leads from it out through macros, blocks, includes and imports.
 */
export class TemplateError extends KdeployError implements TemplatePlace {
  override readonly name: string
  readonly template: string | null
  readonly line: number
  readonly column: number
  /** What the place belongs to: `template`, `block content`, `macro container`. */
  readonly label: string
  /** The line and a caret under the column. (`detail` has the whole line, for kdeploy to cut it once it is masked.) */
  readonly excerpt: string
  readonly chain: readonly ChainLink[]

  /** `mask` hides what is sensitive in the message and the hint. */
  constructor(error: PyError, trail: readonly Site[], hint: string | undefined, mask: (text: string) => string) {
    const [site] = trail
    const position = site === undefined ? { line: 1, column: 1 } : positionOf(site.source, site.offset)
    const template = site?.source.name ?? null
    const excerpt = site === undefined ? '' : drawExcerpt(site.source, position)
    super({
      code: codes.get(error.name) ?? 'template-failed',
      category: 'input',
      message: mask(error.message),
      place: { file: template ?? '<template>', line: position.line, column: position.column },
      detail: site === undefined ? '' : wholeExcerpt(site.source, position),
      hint: hint && mask(hint),
      cause: error.cause,
    })
    this.name = error.name
    this.template = template
    this.line = position.line
    this.column = position.column
    this.label = site?.label ?? 'template'
    this.excerpt = excerpt
    this.chain = trail.slice(1, maxChain + 1).map(chainLink)
  }

  /** nunjucks hands an error that has this method on as it is. */
  Update(): this {
    return this
  }
}

const maxChain = 20

const codes: ReadonlyMap<string, CodeOf<'input'>> = new Map([
  ['TemplateSyntaxError', 'template-syntax'],
  ['TemplateAssertionError', 'template-syntax'],
  ['SyntaxError', 'template-syntax'],
  ['UndefinedError', 'template-undefined'],
  ['TemplateNotFound', 'template-not-found'],
  ['TemplatesNotFound', 'template-not-found'],
  ['LimitError', 'template-limit'],
])

function chainLink(site: Site): ChainLink {
  const { line, column } = positionOf(site.source, site.offset)
  return { template: site.source.name, line, column, label: site.label }
}

/** Characters of a long line that an excerpt shows around its caret. */
const excerptWidth = 120

function drawExcerpt(source: Source, position: Position): string {
  const number = String(position.line)
  const whole = lineOf(source, position.line)
  const from = whole.length <= excerptWidth ? 0 : Math.max(0, position.column - excerptWidth / 2)
  const line = whole.slice(from, from + excerptWidth)
  // Tabs stay tabs under the caret's padding, so that it stands below its character.
  const padding = line.slice(0, position.column - 1 - from).replace(/[^\t]/g, ' ')
  return `${number} | ${line}\n${' '.repeat(number.length)} | ${padding}^`
}

function wholeExcerpt(source: Source, { line, column }: Position): string {
  const whole = lineOf(source, line)
  const [before, after] = [whole.slice(0, column - 1), whole.slice(column - 1)]
  return cutWhereShown({ gutter: String(line), before, after, width: excerptWidth })
}

/** The error for a terminal: message, place, excerpt, chain and hint, a few lines. */
export function format(error: TemplateError): string {
  const lines = [`${error.name}: ${error.message}`, `  in ${error.label}, ${formatPlace(error)}`]
  for (const line of error.excerpt.split('\n')) if (line !== '') lines.push(`    ${line}`)
  for (const link of error.chain) {
    const line = `  in ${link.label}, ${formatPlace(link)}`
    if (line !== lines.at(-1)) lines.push(line)
  }
  if (error.hint !== undefined) lines.push(`  hint: ${error.hint}`)
  return lines.join('\n')
}

function formatPlace(place: TemplatePlace): string {
  return `${place.template ?? '<template>'}:${place.line}:${place.column}`
}

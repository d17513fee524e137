import { type Event, parseEvents, YAMLException } from 'js-yaml'
import { YamlProblem } from './problem.ts'

/** A part of the user's text that begins with a document. */
export interface Part {
  readonly text: string
  /** Its offset in the user's text. */
  readonly start: number
}

/** What was parsed: a part's text, with indentation added where js-yaml asks for more than libyaml does. */
export interface Source {
  readonly text: string
  /** The offset in the user's text of an offset in `text`. */
  offsetOf(offset: number): number
}

/** js-yaml's reason for a line in brackets or quotes that is indented less than the block around it. */
const tooLittleIndentation = 'deficient indentation'
/** Each repair parses the text once more: this often, and a text that is long less often. */
const maxRepairs = 500
const maxReparsed = 64 * 1024 * 1024

/**
 * Parses a part into events. libyaml (and so kubectl) takes lines within brackets and quotes whatever their
 * indentation, js-yaml wants them indented more than the block around them; so such a line is indented, which changes
 * no value, and the text parsed again. @throws YamlProblem
 */
export function parseLeniently(part: Part, maxDepth: number): { readonly source: Source; readonly events: Event[] } {
  const source = new RepairedSource(part)
  let first: YamlProblem | undefined
  for (;;) {
    try {
      return { source, events: parseEvents(source.text, { maxDepth }) }
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error
      const position = error.mark?.position ?? 0
      const problem = new YamlProblem(explain(error.reason), source.offsetOf(position), bare(error.reason))
      if (error.reason !== tooLittleIndentation || !source.indent(position)) throw first ?? problem
      first ??= problem
    }
  }
}

function explain(reason: string): string {
  return reason === tooLittleIndentation ? 'too little indentation, or a bracket or quote above is not closed' : reason
}

/** js-yaml quotes the text in double quotes, or after a colon. */
function bare(reason: string): string {
  return explain(reason).replace(/(?:: | ?").*$/s, '')
}

class RepairedSource implements Source {
  readonly #part: Part
  /** Line starts of the part that got as many spaces as `#width`, ascending. */
  readonly #indented: number[] = []
  #width = 0
  text: string

  constructor(part: Part) {
    this.#part = part
    this.text = part.text
  }

  offsetOf(offset: number): number {
    return this.#part.start + this.#withoutIndentation(offset)
  }

  /** Indents the line that holds an offset of the text; false where that was done before, or too often. */
  indent(offset: number): boolean {
    const { text } = this.#part
    const at = this.#withoutIndentation(offset)
    const line = text.lastIndexOf('\n', at - 1) + 1
    const most = Math.min(maxRepairs, maxReparsed / text.length)
    if (this.#indented.includes(line) || this.#indented.length >= most) return false
    this.#width ||= 1 + (text.match(/^ +/gm) ?? []).reduce((width, spaces) => Math.max(width, spaces.length), 0)
    this.#indented.push(line)
    this.#indented.sort((left, right) => left - right)
    let repaired = ''
    let from = 0
    for (const start of this.#indented) {
      repaired += text.slice(from, start) + ' '.repeat(this.#width)
      from = start
    }
    this.text = repaired + text.slice(from)
    return true
  }

  #withoutIndentation(offset: number): number {
    let added = 0
    for (const line of this.#indented) {
      const start = line + added
      if (offset < start) break
      added += Math.min(this.#width, offset - start)
    }
    return offset - added
  }
}

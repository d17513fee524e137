import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml'
import { type Part, parseLeniently, type Source } from './parse.ts'
import { YamlProblem } from './problem.ts'

/** Where a node's own text is; `end` is excluded. */
interface Range {
  readonly start: number
  end: number
}

export interface ScalarNode extends Range {
  readonly kind: 'scalar'
  readonly tag: string | undefined
  /** Neither quoted nor a block: its text decides its type. */
  readonly plain: boolean
  readonly text: string
}

export interface SequenceNode extends Range {
  readonly kind: 'sequence'
  readonly items: Node[]
}

export interface MappingNode extends Range {
  readonly kind: 'mapping'
  readonly entries: { readonly key: Node; readonly value: Node }[]
}

export interface AliasNode extends Range {
  readonly kind: 'alias'
  readonly anchor: string
  readonly target: Node
}

export type Node = ScalarNode | SequenceNode | MappingNode | AliasNode

/** Far above what any manifest nests; go-yaml's own limit is 10,000. */
const maxDepth = 500

/** libyaml skips it where a line begins: a file may have been put behind another. */
const byteOrderMark = '\ufeff'

/** The nodes of each document of a part, at their offsets in the whole text; none for an empty text. @throws YamlProblem */
export function compose(part: Part): Node[] {
  const { source, events } = parseLeniently(part, maxDepth)
  return new Composer(source).compose(events)
}

/** The node of one of a part's documents, which was composed before. */
export function composeDocument(part: Part, index: number): Node {
  const node = compose(part)[index]
  if (node === undefined) throw new Error(`the part has no document ${index}`)
  return node
}

/**
 * The parts of a text, which are parsed each by itself so that what is parsed of many documents needn't be held at once. A line that
 * begins with `---` ends whatever is open (yaml.org, 1.2.2, `c-forbidden`); only directives belong to the document behind it.
 */
export function partsOf(text: string): Part[] {
  if (text.startsWith('%') || text.includes('\n%') || text.includes(byteOrderMark)) return [{ text, start: 0 }]
  const starts = [0]
  for (let at = text.indexOf('\n---'); at !== -1; at = text.indexOf('\n---', at + 1))
    if (/^(?:[ \t\r\n]|$)/.test(text.slice(at + 4, at + 5))) starts.push(at + 1)
  return starts.map((start, index) => ({ text: text.slice(start, starts[index + 1]), start }))
}

type Open = { readonly node: SequenceNode } | { readonly node: MappingNode; key: Node | undefined }

class Composer {
  readonly #source: Source
  readonly #documents: Node[] = []
  readonly #open: Open[] = []
  #anchors = new Map<string, Node>()
  #handles = new Map<string, string>()
  #root: Node | undefined
  /** The end of what was read last: where an empty node is. */
  #last: number

  constructor(source: Source) {
    this.#source = source
    this.#last = source.offsetOf(0)
  }

  compose(events: readonly Event[]): Node[] {
    for (const event of events) this.#take(event)
    return this.#documents
  }

  #take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.#anchors = new Map()
        this.#handles = new Map()
        for (const directive of event.directives) {
          if (directive.kind === 'tag') this.#handles.set(directive.handle, directive.prefix)
        }
        this.#root = undefined
        return
      case EVENT_ID.SCALAR: {
        const node = this.#scalar(event)
        this.#anchor(event, node)
        this.#add(node)
        return
      }
      case EVENT_ID.SEQUENCE: {
        const node: SequenceNode = { kind: 'sequence', ...this.#point(event.start), items: [] }
        this.#anchor(event, node)
        this.#add(node)
        this.#open.push({ node })
        return
      }
      case EVENT_ID.MAPPING: {
        const node: MappingNode = { kind: 'mapping', ...this.#point(event.start), entries: [] }
        this.#anchor(event, node)
        this.#add(node)
        this.#open.push({ node, key: undefined })
        return
      }
      case EVENT_ID.ALIAS: {
        const anchor = this.#source.text.slice(event.anchorStart, event.anchorEnd)
        const start = this.#source.offsetOf(event.anchorStart - 1)
        const end = this.#source.offsetOf(event.anchorEnd)
        const target = this.#anchors.get(anchor)
        if (target === undefined) throw new YamlProblem(`unknown anchor: *${anchor}`, start, 'unknown anchor')
        this.#last = end
        this.#add({ kind: 'alias', start, end, anchor, target })
        return
      }
      case EVENT_ID.POP: {
        const open = this.#open.pop()
        if (open !== undefined) open.node.end = Math.max(open.node.end, this.#last)
        else if (this.#root !== undefined) this.#documents.push(this.#root)
        return
      }
    }
  }

  #scalar(event: Extract<Event, { type: typeof EVENT_ID.SCALAR }>): ScalarNode {
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0
    const empty = event.valueStart < 0
    const start = empty ? this.#last : this.#source.offsetOf(event.valueStart - quoted)
    const end = empty ? this.#last : this.#source.offsetOf(event.valueEnd + quoted)
    this.#last = end
    const tag = event.tagStart < 0 ? undefined : this.#tag(this.#source.text.slice(event.tagStart, event.tagEnd))
    const plain = event.style === SCALAR_STYLE.PLAIN
    const text = empty ? '' : getScalarValue(this.#source.text, event)
    const marked = plain && text.startsWith(byteOrderMark) && this.#beginsLine(event.valueStart)
    return { kind: 'scalar', start, end, tag, plain, text: marked ? text.slice(1) : text }
  }

  #beginsLine(offset: number): boolean {
    return offset === 0 || this.#source.text[offset - 1] === '\n'
  }

  /** A collection's range until its end is known. */
  #point(offset: number): Range {
    const start = this.#source.offsetOf(offset)
    return { start, end: start + 1 }
  }

  /** A tag in its short form: `!!int` for `!<tag:yaml.org,2002:int>`. */
  #tag(raw: string): string {
    const [, handle, rest] = /^(![0-9A-Za-z-]*!|!)(.*)$/s.exec(raw) ?? []
    const prefix = handle === undefined ? undefined : this.#handles.get(handle)
    const full = raw.startsWith('!<') ? raw.slice(2, -1) : prefix === undefined ? raw : `${prefix}${rest ?? ''}`
    return full.replace(/^tag:yaml\.org,2002:/, '!!')
  }

  #anchor(event: { readonly anchorStart: number; readonly anchorEnd: number }, node: Node): void {
    if (event.anchorStart >= 0) this.#anchors.set(this.#source.text.slice(event.anchorStart, event.anchorEnd), node)
  }

  #add(node: Node): void {
    const open = this.#open.at(-1)
    if (open === undefined) {
      this.#root = node
    } else if (!('key' in open)) {
      open.node.items.push(node)
    } else if (open.key === undefined) {
      open.key = node
    } else {
      open.node.entries.push({ key: open.key, value: node })
      open.key = undefined
    }
  }
}

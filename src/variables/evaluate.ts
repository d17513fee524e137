import { formatPlace, KdeployError, throwCollected } from '../errors.ts'
import type { Taint } from '../template/provenance.ts'
import { setOwn } from '../yaml/json.ts'
import type { TemplateEngine } from './engine.ts'
import { toTemplateValue } from './for-template.ts'
import { type Delimiters, isTemplate, references } from './references.ts'
import type { MapNode, ValueNode, VariableNode } from './tree.ts'

/** A leaf that can't be evaluated; its problem is reported once, by the leaf where it began. */
class Unresolved extends Error {}

interface Step {
  readonly node: ValueNode
  readonly name: string
}

export interface EvaluatedText {
  readonly text: string
  /** The sensitive values that it was rendered with. */
  readonly taints: readonly Taint[]
}

/** Which parts of a variable a template reads. */
interface Wanted {
  all: boolean
  readonly parts: Map<string, Wanted>
}

/**
 * Renders the strings of merged variables that are templates, each when it is first needed, so that they see what
 * any layer gave. Values of other sources are literal. Problems (cycles, undefined names, syntax) are collected in
 * `problems`, each with the chain of variables that led to it.
 */
export class Evaluation {
  readonly problems: KdeployError[] = []
  readonly #root: MapNode
  readonly #engine: TemplateEngine
  readonly #delimiters: Delimiters
  readonly #done = new Map<ValueNode, ValueNode | Unresolved>()
  readonly #chain: Step[] = []

  constructor(root: MapNode, engine: TemplateEngine, delimiters: Delimiters) {
    this.#root = root
    this.#engine = engine
    this.#delimiters = delimiters
  }

  /** All variables, those that are wanted rendered; leaves with problems stay as they are. */
  all(isWanted: (name: string) => boolean = () => true): MapNode {
    return this.#map(this.#root, '', isWanted)
  }

  /**
   * Renders a string that isn't a variable itself, e.g. a profile's `namespace`, which errors call `name`. Throws
   * KdeployError with the problems of what it needs.
   */
  text(node: ValueNode, name: string): EvaluatedText {
    try {
      const { value, taints } = this.#leaf(node, name)
      return { text: String(value), taints }
    } catch (error) {
      if (error instanceof Unresolved) throwCollected(this.problems, (count) => `${count} variables can't be resolved`)
      throw error
    }
  }

  /** `needed`: all of it, and throws Unresolved for a leaf with a problem. */
  #node(node: VariableNode, name: string, wanted: 'needed' | ((name: string) => boolean)): VariableNode {
    if (node.kind === 'map') return this.#map(node, name, wanted)
    if (node.kind === 'list') {
      return { ...node, items: node.items.map((item, index) => this.#node(item, `${name}[${index}]`, wanted)) }
    }
    if (wanted !== 'needed' && !wanted(name)) return node
    try {
      return this.#leaf(node, name)
    } catch (error) {
      if (wanted === 'needed' || !(error instanceof Unresolved)) throw error
      return node
    }
  }

  #map(node: MapNode, name: string, wanted: 'needed' | ((name: string) => boolean)): MapNode {
    const entries = [...node.entries].map(
      ([key, item]) => [key, this.#node(item, name === '' ? key : `${name}.${key}`, wanted)] as const,
    )
    return { ...node, entries: new Map(entries) }
  }

  #leaf(node: ValueNode, name: string): ValueNode {
    if (!node.template || typeof node.value !== 'string' || !isTemplate(node.value, this.#delimiters)) return node
    const known = this.#done.get(node)
    if (known instanceof Unresolved) throw known
    if (known !== undefined) return known
    this.#refuseCycle(node, name)
    this.#chain.push({ node, name })
    try {
      const rendered = this.#render(node, node.value, name)
      this.#done.set(node, rendered)
      return rendered
    } catch (error) {
      if (error instanceof Unresolved) this.#done.set(node, error)
      throw error
    } finally {
      this.#chain.pop()
    }
  }

  #render(node: ValueNode, source: string, name: string): ValueNode {
    const variables = this.#variablesFor(source)
    try {
      const { text, spans } = this.#engine.render(source, variables)
      // What stands over a sensitive value is sensitive as a whole, whatever it is rendered from.
      if (node.taints.length > 0) return { ...node, value: text, template: false }
      const taints = new Set<Taint>(spans.flatMap((span) => span.taints))
      return { ...node, value: text, template: false, taints: [...taints], spans: taints.size > 0 ? spans : undefined }
    } catch (error) {
      if (!(error instanceof KdeployError)) throw error
      const subject = name.startsWith('`') ? name : `the variable ${name}`
      return this.#fail('variable-unresolved', `${subject}: ${error.message}`, node, this.#chain, error)
    }
  }

  /** What the template reads, rendered; a map only with the parts that it names, so that its siblings don't matter. */
  #variablesFor(source: string): Record<string, unknown> {
    const wanted: Wanted = { all: false, parts: new Map() }
    for (const path of references(source, this.#delimiters)) {
      let at = wanted
      for (const step of path) {
        const next: Wanted = at.parts.get(step) ?? { all: false, parts: new Map() }
        at.parts.set(step, next)
        at = next
      }
      at.all = true
    }
    const variables: Record<string, unknown> = {}
    for (const [name, parts] of wanted.parts) {
      const node = this.#root.entries.get(name)
      if (node !== undefined) setOwn(variables, name, this.#pick(node, parts, name))
    }
    return variables
  }

  /** A step that names no key is a method, which reads it all, or undefined, which the template deals with. */
  #pick(node: VariableNode, wanted: Wanted, name: string): unknown {
    if (node.kind !== 'map' || wanted.all || [...wanted.parts.keys()].some((key) => isMethod(node, key))) {
      return toTemplateValue(this.#node(node, name, 'needed'), this.#engine)
    }
    const picked: Record<string, unknown> = {}
    for (const [key, parts] of wanted.parts) {
      const item = node.entries.get(key)
      if (item !== undefined) setOwn(picked, key, this.#pick(item, parts, `${name}.${key}`))
    }
    return picked
  }

  #refuseCycle(node: ValueNode, name: string): void {
    const start = this.#chain.findIndex((step) => step.node === node)
    if (start < 0) return
    const cycle = [...this.#chain.slice(start), { node, name }]
    this.#fail('variable-cycle', `the variable ${name} needs itself`, node, cycle)
  }

  #fail(code: string, message: string, node: ValueNode, chain: readonly Step[], error?: KdeployError): never {
    const steps = chain.map((step) => `${step.name} (${placeText(step.node)})`).join('\n→ needs ')
    const detail = [error?.detail, chain.length > 1 ? steps : undefined].filter((part) => part !== undefined)
    this.problems.push(
      new KdeployError({
        code,
        category: 'input',
        message,
        place: node.by.place,
        detail: detail.length === 0 ? undefined : detail.join('\n'),
        hint: error?.hint,
      }),
    )
    throw new Unresolved()
  }
}

/** Python's methods of dict. */
const DICT_METHODS = new Set('clear copy fromkeys get items keys pop popitem setdefault update values'.split(' '))

function isMethod(node: MapNode, key: string): boolean {
  return DICT_METHODS.has(key) && !node.entries.has(key)
}

function placeText(node: ValueNode): string {
  return node.by.place === undefined ? node.by.label : formatPlace(node.by.place)
}

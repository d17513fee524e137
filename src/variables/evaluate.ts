import { type CodeOf, formatPlace, KdeployError, throwCollected } from '../errors.ts'
import type { Taint } from '../template/provenance.ts'
import type { TemplateEngine } from './engine.ts'
import { toTemplateValue } from './for-template.ts'
import { type NamedValue, pick, type ReadSet, readSetOf, valuesIn } from './read-set.ts'
import { type Delimiters, isTemplate } from './references.ts'
import type { MapNode, ValueNode, VariableNode } from './tree.ts'
import { undefinedHint } from './undefined-hint.ts'

/** A leaf that can't be evaluated; its problem is reported once, by the leaf where it began. */
const unresolved = Symbol('unresolved')
type Outcome = ValueNode | typeof unresolved

/** A leaf that is being evaluated: what it needs comes first. */
interface Step extends NamedValue {
  readonly source: string
  readonly reads: ReadSet
  readonly needs: readonly NamedValue[]
  /** The first of `needs` that isn't known to be done. */
  next: number
}

export interface EvaluatedText {
  readonly text: string
  /** The sensitive values that it was rendered with. */
  readonly taints: readonly Taint[]
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
  readonly #done = new Map<ValueNode, Outcome>()

  constructor(root: MapNode, engine: TemplateEngine, delimiters: Delimiters) {
    this.#root = root
    this.#engine = engine
    this.#delimiters = delimiters
  }

  /** All variables, those that are requested rendered; leaves with problems stay as they are. */
  all(isRequested: (name: string) => boolean = () => true): MapNode {
    return this.#map(this.#root, '', isRequested)
  }

  /**
   * Renders a string that isn't a variable itself, e.g. a profile's `namespace`, which errors call `name`. @throws
   * KdeployError with the problems of what it needs
   */
  text(node: ValueNode, name: string): EvaluatedText {
    const outcome = this.#evaluate({ node, name })
    if (outcome !== unresolved) return { text: String(outcome.value), taints: outcome.taints }
    throwCollected(this.problems, (count) => `${count} variables can't be resolved`)
    throw new Error(`${name} is unresolved without a problem`)
  }

  #node(node: VariableNode, name: string, isRequested: (name: string) => boolean): VariableNode {
    if (node.kind === 'map') return this.#map(node, name, isRequested)
    if (node.kind === 'list') {
      return { ...node, items: node.items.map((item, index) => this.#node(item, `${name}[${index}]`, isRequested)) }
    }
    if (!isRequested(name)) return node
    const outcome = this.#evaluate({ node, name })
    return outcome === unresolved ? node : outcome
  }

  #map(node: MapNode, name: string, isRequested: (name: string) => boolean): MapNode {
    const entries = [...node.entries].map(
      ([key, item]) => [key, this.#node(item, name === '' ? key : `${name}.${key}`, isRequested)] as const,
    )
    return { ...node, entries: new Map(entries) }
  }

  /** Renders a leaf and, before it, what it needs; in a loop, since a chain of variables may be longer than any stack. */
  #evaluate(leaf: NamedValue): Outcome {
    const first = this.#known(leaf.node)
    if (first !== undefined) return first
    const chain = [this.#step(leaf)]
    const open = new Set([leaf.node])
    for (;;) {
      const step = chain.at(-1)
      if (step === undefined) return this.#done.get(leaf.node) ?? unresolved
      const outcome = this.#advance(step, chain, open)
      if (outcome === undefined) continue
      this.#done.set(step.node, outcome)
      open.delete(step.node)
      chain.pop()
    }
  }

  /** The outcome of a step, undefined where it isn't known yet: then another step comes first. */
  #advance(step: Step, chain: Step[], open: Set<ValueNode>): Outcome | undefined {
    for (; step.next < step.needs.length; step.next += 1) {
      const need = step.needs[step.next] as NamedValue
      const known = this.#known(need.node)
      if (known === unresolved) return unresolved
      if (known !== undefined) continue
      if (open.has(need.node)) return this.#cycle(need, chain)
      chain.push(this.#step(need))
      open.add(need.node)
      return undefined
    }
    return this.#render(step, chain)
  }

  /** What a leaf comes to without rendering it now. */
  #known(node: ValueNode): Outcome | undefined {
    if (!node.template || typeof node.value !== 'string' || !isTemplate(node.value, this.#delimiters)) return node
    return this.#done.get(node)
  }

  #step({ node, name }: NamedValue): Step {
    const source = String(node.value)
    const reads = readSetOf(source, this.#delimiters)
    const needs = valuesIn(this.#root, reads).filter((need) => this.#known(need.node) !== need.node)
    return { node, name, source, reads, needs, next: 0 }
  }

  #render({ node, name, source, reads }: Step, chain: readonly Step[]): Outcome {
    const rendered = (leaf: ValueNode) => {
      const known = this.#known(leaf)
      return known === undefined || known === unresolved ? leaf : known
    }
    const variables = pick(this.#root, reads, (part) => toTemplateValue(part, this.#engine, rendered))
    try {
      const { text, spans } = this.#engine.render(source, variables)
      // What stands over a sensitive value is sensitive as a whole, whatever it is rendered from.
      if (node.taints.length > 0) return { ...node, value: text, template: false }
      const taints = new Set<Taint>(spans.flatMap((span) => span.taints))
      return { ...node, value: text, template: false, taints: [...taints], spans: taints.size > 0 ? spans : undefined }
    } catch (error) {
      if (!(error instanceof KdeployError)) throw error
      const subject = name.startsWith('`') ? name : `the variable ${name}`
      // The engine knows of no variable but those that the string names.
      const hint = undefinedHint(error.message, this.#root, reads, name) ?? error.hint
      const told = { detail: withoutLineNumber(error), hint }
      return this.#fail('variable-unresolved', `${subject}: ${error.message}`, node, chain, told)
    }
  }

  #cycle(need: NamedValue, chain: readonly Step[]): Outcome {
    const cycle = [...chain.slice(chain.findIndex(({ node }) => node === need.node)), need]
    return this.#fail('variable-cycle', `the variable ${need.name} refers to itself`, need.node, cycle)
  }

  #fail(
    code: CodeOf<'input'>,
    message: string,
    node: ValueNode,
    chain: readonly NamedValue[],
    error?: Pick<KdeployError, 'detail' | 'hint'>,
  ): typeof unresolved {
    const detail = [error?.detail, chain.length > 1 ? showChain(chain) : undefined].filter((part) => part !== undefined)
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
    return unresolved
  }
}

/** An error's detail; the lines of a string that is no file are not those of the file that holds it. */
function withoutLineNumber({ detail, place }: KdeployError): string | undefined {
  if (place?.file !== textPlace) return detail
  return detail?.replace(/^\d+(?= \| )/, (number) => ' '.repeat(number.length))
}

/** The file that the engine names for a string. */
const textPlace = '<template>'

/** Steps of a chain that are shown at either end. */
const shownAtEitherEnd = 10

function showChain(chain: readonly NamedValue[]): string {
  const steps = chain.map(({ node, name }) => `${name} (${placeText(node)})`)
  const left = steps.length - 2 * shownAtEitherEnd
  if (left > 1) steps.splice(shownAtEitherEnd, left, `${left} more`)
  return steps.join('\n→ needs ')
}

function placeText(node: ValueNode): string {
  return node.by.place === undefined ? node.by.label : formatPlace(node.by.place)
}

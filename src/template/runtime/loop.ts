import { sequencesEqual } from '../python/compare.ts'
import { raise } from '../python/error.ts'
import { PyFunction } from '../python/function.ts'
import { iterate, length } from '../python/iterate.ts'
import { type KwArgs, PyObject, type PyValue } from '../python/object.ts'
import { signature } from '../python/signature.ts'
import type { Text } from '../python/text.ts'
import { Tuple } from '../python/tuple.ts'
import { makeUndefined, type UndefinedKind } from '../python/undefined.ts'

type Recurse = (items: PyValue, depth: number) => Text

const cycleSignature = signature('LoopContext.cycle', '*args')
const changedSignature = signature('LoopContext.changed', '*value')

/** `loop` (Jinja2 3.1 runtime `LoopContext`): drives the loop and looks ahead only where it is asked to. */
export class LoopContext extends PyObject {
  readonly typeName = 'LoopContext'
  readonly #items: PyValue
  readonly #kind: UndefinedKind
  readonly #recurse: Recurse | null
  readonly #depth: number
  #iterator: Iterator<PyValue>
  #length = -1
  #next: PyValue | undefined
  #previous: PyValue | undefined
  #lastChanged: readonly PyValue[] | undefined
  index0 = -1
  current: PyValue = null

  constructor(items: PyValue, kind: UndefinedKind, recurse: Recurse | null, depth: number) {
    super()
    this.#items = items
    this.#kind = kind
    this.#recurse = recurse
    this.#depth = depth
    this.#iterator = iterate(items)
  }

  override get moduleName(): string {
    return 'jinja2.runtime'
  }

  /** Goes to the next item; false at the end. */
  advance(): boolean {
    let item = this.#next
    if (item === undefined) {
      const step = this.#iterator.next()
      if (step.done) return false
      item = step.value
    } else {
      this.#next = undefined
    }
    if (++this.index0 > 0) this.#previous = this.current
    this.current = item
    return true
  }

  #peek(): PyValue | undefined {
    if (this.#next !== undefined) return this.#next
    const step = this.#iterator.next()
    if (!step.done) this.#next = step.value
    return this.#next
  }

  isLast(): boolean {
    return this.#peek() === undefined
  }

  /** All items; those of a generator are drawn to be counted. */
  countItems(): number {
    if (this.#length !== -1) return this.#length
    const items = this.#items
    const isSized = !(items instanceof PyObject) || items.pyLength !== undefined || 'text' in items
    if (isSized) {
      this.#length = length(items)
    } else {
      const rest: PyValue[] = []
      for (let step = this.#iterator.next(); !step.done; step = this.#iterator.next()) rest.push(step.value)
      this.#iterator = rest[Symbol.iterator]()
      this.#length = rest.length + this.index0 + 1 + (this.#next === undefined ? 0 : 1)
    }
    return this.#length
  }

  override pyLength(): number {
    return this.countItems()
  }

  override pyCall(args: PyValue[], _kwargs: KwArgs | undefined): PyValue {
    if (this.#recurse === null) {
      return raise('TypeError', "The loop must have the 'recursive' marker to be called recursively.")
    }
    const [items] = args
    if (items === undefined) {
      return raise('TypeError', "LoopContext.__call__() missing 1 required positional argument: 'iterable'")
    }
    return this.#recurse(items, this.#depth + 1)
  }

  override pyGetAttribute(name: string): PyValue | undefined {
    switch (name) {
      case 'index0':
        return this.index0
      case 'index':
        return this.index0 + 1
      case 'first':
        return this.index0 === 0
      case 'last':
        return this.isLast()
      case 'length':
        return this.countItems()
      case 'revindex':
        return this.countItems() - this.index0
      case 'revindex0':
        return this.countItems() - this.index0 - 1
      case 'depth':
        return this.#depth + 1
      case 'depth0':
        return this.#depth
      case 'previtem':
        return this.#itemOr(this.#previous, 'there is no previous item')
      case 'nextitem':
        return this.#itemOr(this.#peek(), 'there is no next item')
      case 'cycle':
        return new PyFunction('cycle', cycleSignature, (args) => this.#cycle(itemsOf(args)))
      case 'changed':
        return new PyFunction('changed', changedSignature, (args) => this.#changed(itemsOf(args)))
      default:
        return undefined
    }
  }

  /** The item, which may be None, or undefined where there is none. */
  #itemOr(item: PyValue | undefined, hint: string): PyValue {
    return item === undefined ? makeUndefined(this.#kind, { hint }) : item
  }

  #cycle(args: readonly PyValue[]): PyValue {
    if (args.length === 0) raise('TypeError', 'no items for cycling given')
    return args[this.index0 % args.length] ?? null
  }

  #changed(values: readonly PyValue[]): boolean {
    if (this.#lastChanged !== undefined && sequencesEqual(this.#lastChanged, values)) return false
    this.#lastChanged = values
    return true
  }

  override pyRepr(): string {
    return `<LoopContext ${this.index0 + 1}/${this.countItems()}>`
  }
}

/** The items of bound `*args`. */
function itemsOf(args: PyValue | undefined): readonly PyValue[] {
  return args instanceof Tuple ? args.items : []
}

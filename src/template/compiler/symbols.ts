import type { For, Statement, Target } from '../syntax/nodes.ts'
import { childrenOf, type Node } from './walk.ts'

/** How a local variable gets its value when its frame is entered. */
export type Load =
  | { readonly kind: 'parameter' }
  /** Looked up in the context. */
  | { readonly kind: 'resolve'; readonly name: string }
  /** Copied from the variable of an outer frame. */
  | { readonly kind: 'alias'; readonly variable: string }
  | { readonly kind: 'undefined' }

/** Numbers the names of a template, so that no name becomes part of the generated code. */
export class NameTable {
  readonly #numbers = new Map<string, number>()

  variable(level: number, name: string): string {
    let number = this.#numbers.get(name)
    if (number === undefined) {
      number = this.#numbers.size
      this.#numbers.set(name, number)
    }
    return `v${level}_${number}`
  }
}

/** Which variable a name means in one frame (Jinja2 3.1 idtracking `Symbols`): Jinja2's scoping rules are these. */
export class Symbols {
  readonly names: NameTable
  readonly parent: Symbols | null
  readonly level: number
  /** What a branch of an if adds to: the same frame without it. */
  readonly #base: Symbols | null
  readonly #refs = new Map<string, string>()
  readonly loads = new Map<string, Load>()
  readonly stores = new Set<string>()

  constructor(names: NameTable, parent: Symbols | null, base: Symbols | null = null) {
    this.names = names
    this.parent = parent
    this.level = parent === null ? 0 : parent.level + 1
    this.#base = base
  }

  #define(name: string, load: Load): string {
    const variable = this.names.variable(this.level, name)
    this.#refs.set(name, variable)
    this.loads.set(variable, load)
    return variable
  }

  findLoad(variable: string): Load | undefined {
    return this.loads.get(variable) ?? this.#base?.findLoad(variable) ?? this.parent?.findLoad(variable)
  }

  #findOwnRef(name: string): string | undefined {
    const own = this.#refs.get(name)
    return own === undefined && this.#base !== null ? this.#base.#findOwnRef(name) : own
  }

  findRef(name: string): string | undefined {
    return this.#findOwnRef(name) ?? this.parent?.findRef(name)
  }

  #isStored(name: string): boolean {
    if (this.stores.has(name)) return true
    return this.#base === null ? false : this.#base.#isStored(name)
  }

  ref(name: string): string {
    const variable = this.findRef(name)
    if (variable === undefined) throw new Error('A name was not analysed before it was compiled')
    return variable
  }

  /** The same frame in a branch of an if. */
  branch(): Symbols {
    return new Symbols(this.names, this.parent, this)
  }

  store(name: string): void {
    this.stores.add(name)
    if (this.#findOwnRef(name) !== undefined) return
    const outer = this.parent?.findRef(name)
    this.#define(name, outer === undefined ? { kind: 'undefined' } : { kind: 'alias', variable: outer })
  }

  declareParameter(name: string): string {
    this.stores.add(name)
    return this.#define(name, { kind: 'parameter' })
  }

  load(name: string): void {
    if (this.findRef(name) === undefined) this.#define(name, { kind: 'resolve', name })
  }

  /** Merges what the branches of an if did: a name that some of them set keeps its outer value in the others. */
  mergeBranches(branches: readonly Symbols[]): void {
    const stores = new Set<string>()
    for (const branch of branches) for (const name of branch.stores) if (!this.#isStored(name)) stores.add(name)
    for (const branch of branches) {
      for (const [name, variable] of branch.#refs) this.#refs.set(name, variable)
      for (const [variable, load] of branch.loads) this.loads.set(variable, load)
      for (const name of branch.stores) this.stores.add(name)
    }
    for (const name of stores) {
      const outer = this.parent?.findRef(name)
      this.loads.set(
        this.ref(name),
        outer === undefined ? { kind: 'resolve', name } : { kind: 'alias', variable: outer },
      )
    }
  }

  /** Every name that is set here or further out, with its variable; innermost wins. */
  visibleStores(): ReadonlyMap<string, string> {
    const visible = new Map<string, string>()
    for (let symbols: Symbols | null = this; symbols !== null; symbols = symbols.parent) {
      for (const name of symbols.stores) if (!visible.has(name)) visible.set(name, this.ref(name))
    }
    return visible
  }

  parameters(): Set<string> {
    const variables = new Set<string>()
    for (const [variable, load] of this.loads) if (load.kind === 'parameter') variables.add(variable)
    return variables
  }

  /** Analyses nodes that run in this frame. */
  analyze(nodes: readonly Node[]): void {
    for (const node of nodes) visit(this, node)
  }

  analyzeLoop(node: For, part: 'body' | 'else' | 'test'): void {
    if (part !== 'else') this.#declareTarget(node.target)
    if (part === 'test') this.analyze(node.test === null ? [] : [node.test])
    else this.analyze(part === 'body' ? node.body : node.otherwise)
  }

  #declareTarget(target: Target): void {
    for (const node of targetNodes(target)) this.declareParameter(node)
  }
}

function* targetNodes(target: Node): Generator<string, undefined> {
  if (target.type === 'name') yield target.name
  else if (target.type === 'tuple') for (const item of target.items) yield* targetNodes(item)
}

/** What one node does to the frame that it stands in (Jinja2 3.1 idtracking `FrameSymbolVisitor`). */
function visit(symbols: Symbols, node: Node): void {
  switch (node.type) {
    case 'name':
      if (node.context === 'load') symbols.load(node.name)
      else if (node.context === 'store') symbols.store(node.name)
      else symbols.declareParameter(node.name)
      return
    case 'nsref':
      symbols.load(node.name)
      return
    case 'if':
      visitIf(symbols, node.branches, node.otherwise)
      return
    case 'macro':
      symbols.store(node.name)
      return
    case 'import':
      visit(symbols, node.template)
      symbols.store(node.target)
      return
    case 'fromimport':
      visit(symbols, node.template)
      for (const { alias } of node.names) symbols.store(alias)
      return
    case 'assign':
      visit(symbols, node.value)
      visit(symbols, node.target)
      return
    case 'for':
      visit(symbols, node.iterable)
      return
    case 'callblock':
      visit(symbols, node.call)
      return
    case 'filterblock':
      visit(symbols, node.filter)
      return
    case 'with':
      symbols.analyze(node.values)
      return
    case 'assignblock':
      visit(symbols, node.target)
      return
    case 'autoescape':
    case 'block':
      return
    default:
      symbols.analyze(childrenOf(node))
  }
}

type Branches = readonly { readonly test: Node; readonly body: readonly Statement[] }[]

function visitIf(symbols: Symbols, branches: Branches, otherwise: readonly Statement[]): void {
  const [first, ...rest] = branches
  if (first === undefined) return
  visit(symbols, first.test)
  const body = symbols.branch()
  body.analyze(first.body)
  // An elif is an if of its own inside the frame of all elifs.
  const elifs = symbols.branch()
  for (const branch of rest) visitIf(elifs, [branch], [])
  const last = symbols.branch()
  last.analyze(otherwise)
  symbols.mergeBranches([body, elifs, last])
}

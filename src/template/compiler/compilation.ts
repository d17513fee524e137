import type { UndefinedKind } from '../call-frame.ts'
import { assertionError, SourceError } from '../errors.ts'
import type { Filter } from '../filters/filter.ts'
import type { Block, Statement } from '../syntax/nodes.ts'
import type { Source } from '../syntax/source.ts'
import { Code } from './code.ts'
import type { EvalState, Frame } from './frame.ts'
import { NameTable } from './symbols.ts'

/** Whether the compiled template writes plain text, or remembers where each character came from. */
export type Mode = 'plain' | 'mapped'

/** What a template is compiled for. */
export interface Target {
  readonly mode: Mode
  readonly autoescape: boolean
  readonly undefinedKind: UndefinedKind
  readonly filters: ReadonlyMap<string, Filter>
  readonly tests: ReadonlyMap<string, Filter>
}

/** Ends the compilation of a body whose rest can't be reached. */
export class Unreachable extends Error {}

/** The state of one template's compilation, which every tag's compiler shares (Jinja2 3.1 compiler `CodeGenerator`). */
export class Compilation {
  readonly source: Source
  readonly target: Target
  readonly code = new Code()
  readonly names = new NameTable()
  readonly evalState: EvalState
  readonly blocks = new Map<string, Block>()
  readonly blockVariables = new Map<string, string>()
  extendsCount = 0
  /** An extends tag outside of any if was met: nothing after it is written. */
  hasKnownExtends = false
  /** Macros and the like may outlive the frames that they were made in. */
  hasClosures = false
  refused: SourceError | null = null
  /** The variables that hold a loop now, and the generated function that they belong to. */
  readonly loops = new Map<string, number>()
  #functions = 0
  readonly #loopFunctions: number[] = []
  readonly #assigned: Set<string>[] = []
  readonly #unstoredParameters: Set<string>[] = []
  readonly #statement: (compilation: Compilation, node: Statement, frame: Frame) => void

  constructor(source: Source, target: Target, statement: (c: Compilation, node: Statement, frame: Frame) => void) {
    this.source = source
    this.target = target
    this.evalState = { autoescape: target.autoescape, volatile: false, folding: false }
    this.#statement = statement
  }

  /**
   * What Python's compiler refuses in Jinja2's generated code: reported when everything else was found in order.
   */
  refuse(message: string, offset: number): void {
    this.refused ??= new SourceError('SyntaxError', message, offset)
  }

  fail(message: string, offset: number): never {
    throw assertionError(message, offset)
  }

  statement(node: Statement, frame: Frame): void {
    this.#statement(this, node, frame)
  }

  /** Compiles statements that run one after the other in the frame. */
  body(nodes: readonly Statement[], frame: Frame): void {
    try {
      for (const node of nodes) this.statement(node, frame)
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error
    }
  }

  /** The body of a loop, where break and continue may stand. */
  loopBody(nodes: readonly Statement[], frame: Frame): void {
    this.#loopFunctions.push(frame.functionNumber)
    this.body(nodes, frame)
    this.#loopFunctions.pop()
  }

  /** Whether the innermost loop belongs to the same generated function as the frame. */
  isInLoop(frame: Frame): boolean {
    return this.#loopFunctions.at(-1) === frame.functionNumber
  }

  nextFunction(): number {
    this.#functions++
    return this.#functions
  }

  /** Gives the frame's variables their first values. */
  enter(frame: Frame): void {
    for (const [variable, load] of frame.symbols.loads) {
      if (load.kind === 'parameter') {
        this.code.local(variable)
        continue
      }
      this.code.local(variable)
      if (load.kind === 'resolve') this.code.line(`${variable} = ${this.code.resolved(load.name)};`)
      else this.code.line(`${variable} = ${load.kind === 'alias' ? load.variable : 'undefined'};`)
    }
  }

  /** Forgets the frame's variables, which only a function made in the frame could still see. */
  leave(frame: Frame): void {
    if (!this.hasClosures || frame.symbols.loads.size === 0) return
    this.code.line(`${[...frame.symbols.loads.keys()].join(' = ')} = undefined;`)
  }

  // Assignments at the top level are exported and seen by blocks and includes.

  trackAssignments(): void {
    this.#assigned.push(new Set())
  }

  noteAssignment(name: string, frame: Frame): void {
    if (frame.toplevel || frame.loopFrame || frame.blockFrame) this.#assigned.at(-1)?.add(name)
  }

  /** What a loop assigned to its own variables is no assignment of the set block around it. */
  forgetAssignments(names: Iterable<string>): void {
    const assigned = this.#assigned.at(-1)
    if (assigned !== undefined) for (const name of names) assigned.delete(name)
  }

  publishAssignments(frame: Frame): void {
    const names = this.#assigned.pop() ?? []
    if (frame.blockFrame || frame.loopFrame || !frame.toplevel) return
    for (const name of [...names].sort()) this.publish(name, frame, !name.startsWith('_'))
  }

  /** Puts a variable of the top level into the context. */
  publish(name: string, frame: Frame, exported: boolean): void {
    const call = exported ? 'setExported' : 'setHidden'
    this.code.line(`c.${call}(${JSON.stringify(name)}, ${frame.symbols.ref(name)});`)
  }

  // Parameters of a macro that have no value yet while its defaults are evaluated.

  beginParameters(frame: Frame): void {
    this.#unstoredParameters.push(frame.symbols.parameters())
  }

  storeParameter(variable: string): void {
    this.#unstoredParameters.at(-1)?.delete(variable)
  }

  endParameters(): void {
    this.#unstoredParameters.pop()
  }

  isUnstored(variable: string): boolean {
    return this.#unstoredParameters.at(-1)?.has(variable) ?? false
  }

  /** The names set in this frame and further out, as a Map for another template or block. */
  locals(frame: Frame): string {
    const entries: string[] = []
    for (const [name, variable] of frame.symbols.visibleStores()) entries.push(JSON.stringify(name), variable)
    return entries.length === 0 ? 'undefined' : `locals([${entries.join(', ')}])`
  }
}

import type { CallFrame } from '../call-frame.ts'
import { PyDict } from '../python/dict.ts'
import { raise } from '../python/error.ts'
import { spellingOf } from '../python/keywords.ts'
import { type KwArgs, PyObject, type PyValue } from '../python/object.ts'
import { truthy } from '../python/operators.ts'
import { quote } from '../python/quote.ts'
import { markup, type Text } from '../python/text.ts'
import { Tuple } from '../python/tuple.ts'
import { makeUndefined } from '../python/undefined.ts'

/** A macro's body: parameters in order, undefined for those that were not given. */
export type MacroBody = (...args: (PyValue | undefined)[]) => Text

/** What a macro needs of the context (context.ts) that it is declared in. */
interface MacroContext {
  readonly state: { enter(): void; leave(): void }
  readonly frame: Pick<CallFrame, 'undefinedKind'>
}

/** A macro or the body of a call block (Jinja2 3.1 runtime `Macro`). */
export class Macro extends PyObject {
  readonly typeName = 'Macro'
  readonly #name: string | null
  readonly #params: readonly string[]
  readonly #catchKwargs: boolean
  readonly #catchVarargs: boolean
  readonly #usesCaller: boolean
  readonly #context: MacroContext
  readonly #escaping: PyValue
  readonly #body: MacroBody

  constructor(
    name: string | null,
    params: readonly string[],
    catchKwargs: boolean,
    catchVarargs: boolean,
    usesCaller: boolean,
    context: MacroContext,
    escaping: PyValue,
    body: MacroBody,
  ) {
    super()
    this.#name = name
    this.#params = params
    this.#catchKwargs = catchKwargs
    this.#catchVarargs = catchVarargs
    this.#usesCaller = usesCaller
    this.#context = context
    this.#escaping = escaping
    this.#body = body
  }

  override get moduleName(): string {
    return 'jinja2.runtime'
  }

  override pyCall(args: PyValue[], kwargs: KwArgs | undefined): PyValue {
    const text = this.#run(args, kwargs)
    return truthy(this.#escaping) ? markup(text) : text
  }

  /** Calls it; the result is Markup where autoescaping is on at the call. */
  invoke(frame: CallFrame, args: readonly PyValue[], kwargs: KwArgs | undefined): Text {
    const text = this.#run(args, kwargs)
    return frame.autoescape ? markup(text) : text
  }

  #run(args: readonly PyValue[], kwargs: KwArgs | undefined): Text {
    const { state } = this.#context
    const isPlain = kwargs === undefined && !this.#usesCaller && !this.#catchKwargs && !this.#catchVarargs
    const bound = isPlain && args.length <= this.#params.length ? args : this.#bind(args, kwargs)
    state.enter()
    const text = this.#body(...bound)
    state.leave()
    return text
  }

  #bind(args: readonly PyValue[], kwargs: KwArgs | undefined): (PyValue | undefined)[] {
    const params = this.#params
    const rest = new Map(kwargs)
    const bound: (PyValue | undefined)[] = args.slice(0, params.length)
    let foundCaller = bound.length === params.length && params.includes('caller')
    for (const name of params.slice(bound.length)) {
      bound.push(rest.get(name))
      rest.delete(name)
      if (name === 'caller') foundCaller = true
    }
    if (this.#usesCaller && !foundCaller) {
      const caller = rest.get('caller') ?? null
      rest.delete('caller')
      const kind = this.#context.frame.undefinedKind
      bound.push(caller ?? makeUndefined(kind, { hint: 'No caller defined', name: 'caller' }))
    }
    if (this.#catchKwargs) bound.push(PyDict.of([...rest].map(([name, value]) => [spellingOf(kwargs, name), value])))
    else if (rest.size > 0) this.#failKeyword(rest)
    if (this.#catchVarargs) bound.push(new Tuple(args.slice(params.length)))
    else if (args.length > params.length) {
      raise('TypeError', `macro ${this.#shownName()} takes not more than ${params.length} argument(s)`)
    }
    return bound
  }

  #failKeyword(rest: ReadonlyMap<string, PyValue>): never {
    if (rest.has('caller')) {
      return raise(
        'TypeError',
        `macro ${this.#shownName()} was invoked with two values for the special caller argument. This is most likely a bug.`,
      )
    }
    const [first] = rest.keys()
    return raise('TypeError', `macro ${this.#shownName()} takes no keyword argument ${quote(first ?? '')}`)
  }

  #shownName(): string {
    return this.#name === null ? 'None' : quote(this.#name)
  }

  override pyGetAttribute(name: string): PyValue | undefined {
    switch (name) {
      case 'name':
        return this.#name
      case 'arguments':
        return new Tuple([...this.#params])
      case 'catch_kwargs':
        return this.#catchKwargs
      case 'catch_varargs':
        return this.#catchVarargs
      case 'caller':
        return this.#usesCaller
      case 'explicit_caller':
        return this.#params.includes('caller')
      default:
        return undefined
    }
  }

  override pyRepr(): string {
    return `<Macro ${this.#name === null ? 'anonymous' : quote(this.#name)}>`
  }
}

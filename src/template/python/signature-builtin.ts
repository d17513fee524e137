import type { KwArgs, PyValue } from './object.ts'

/**
 * How a callable takes arguments, which decides what its errors say. `python` is a function written in Python;
 * the others are CPython's calling conventions: METH_NOARGS, METH_O, positional-only Argument Clinic
 * (METH_FASTCALL), with keywords (METH_FASTCALL|METH_KEYWORDS) and PyArg_ParseTuple (METH_VARARGS).
 */
export type Convention = 'python' | 'none' | 'one' | 'positional' | 'keywords' | 'tuple' | 'any'

export interface Parameter {
  readonly name: string
  /** undefined where the argument is required. */
  readonly fallback: PyValue | undefined
}

export interface Signature {
  /** As errors print it: `do_indent`, `str.join` (conventions without keywords), `split`. */
  readonly name: string
  /** The class of a method of a built-in type, for the conventions that print it. */
  readonly owner: string | undefined
  readonly convention: Convention
  readonly positional: readonly Parameter[]
  /** How many of `positional` have no default. */
  readonly required: number
  /** How many of `positional` keywords can't give. */
  readonly positionalOnly: number
  readonly varArgs: boolean
  readonly keywordOnly: readonly Parameter[]
  readonly varKeywords: boolean
  /** Arguments that the engine puts first (environment, context): errors count them. */
  readonly hidden: number
}

/**
 * What CPython's C functions say about arguments that don't fit: Objects/methodobject.c and Python/getargs.c
 * (_PyArg_CheckPositional, _PyArg_UnpackKeywords, PyArg_ParseTuple). Undefined where nothing is wrong.
 */
export function bindBuiltin(
  declared: Signature,
  args: readonly PyValue[],
  kwargs: KwArgs | undefined,
): string | undefined {
  const { convention, name, owner } = declared
  const full = owner === undefined ? name : `${owner}.${name}`
  const given = args.length
  const hasKeywords = kwargs !== undefined && kwargs.size > 0
  if (convention === 'keywords') return checkKeywords(declared, given, kwargs)
  if (hasKeywords && !declared.varKeywords)
    return `${convention === 'tuple' ? name : full}() takes no keyword arguments`
  switch (convention) {
    case 'none':
      return given > 0 ? `${full}() takes no arguments (${given} given)` : undefined
    case 'one':
      return given === 1 ? undefined : `${full}() takes exactly one argument (${given} given)`
    case 'positional':
      return checkPositional(declared, given)
    case 'tuple':
      return checkTuple(declared, given)
    default:
      return undefined
  }
}

function plural(count: number): string {
  return count === 1 ? '' : 's'
}

/** _PyArg_CheckPositional */
function checkPositional(declared: Signature, given: number): string | undefined {
  const { name, required, positional, varArgs } = declared
  const most = positional.length
  if (given < required) {
    const bound = required === most && !varArgs ? '' : 'at least '
    return `${name} expected ${bound}${required} argument${plural(required)}, got ${given}`
  }
  if (given > most && !varArgs) {
    const bound = required === most ? '' : 'at most '
    return `${name} expected ${bound}${most} argument${plural(most)}, got ${given}`
  }
  return undefined
}

/** vgetargs1_impl */
function checkTuple(declared: Signature, given: number): string | undefined {
  const { name, required, positional } = declared
  const most = positional.length
  if (given >= required && given <= most) return undefined
  const count = given < required ? required : most
  const bound = required === most ? 'exactly' : given < required ? 'at least' : 'at most'
  return `${name}() takes ${bound} ${count} argument${plural(count)} (${given} given)`
}

/** _PyArg_UnpackKeywords */
function checkKeywords(declared: Signature, given: number, kwargs: KwArgs | undefined): string | undefined {
  const { name, required, positional, keywordOnly, positionalOnly, varArgs } = declared
  if (varArgs) return undefined
  const parameters = [...positional, ...keywordOnly]
  const named = kwargs?.size ?? 0
  const most = parameters.length
  if (given + named > most) {
    const bound = required < most ? 'at most' : 'exactly'
    const kind = given === 0 ? 'keyword ' : ''
    return `${name}() takes ${bound} ${most} ${kind}argument${plural(most)} (${given + named} given)`
  }
  if (given > positional.length) {
    if (positional.length === 0) return `${name}() takes no positional arguments`
    const bound = required < positional.length ? 'at most' : 'exactly'
    return `${name}() takes ${bound} ${positional.length} positional argument${plural(positional.length)} (${given} given)`
  }
  if (given < positionalOnly && given < required) {
    const bound = positionalOnly < required ? 'at least' : 'exactly'
    return `${name}() takes ${bound} ${required} positional argument${plural(required)} (${given} given)`
  }
  for (const [index, parameter] of parameters.entries()) {
    if (index < given || kwargs?.has(parameter.name)) continue
    if (parameter.fallback === undefined) {
      return `${name}() missing required argument '${parameter.name}' (pos ${index + 1})`
    }
  }
  for (const keyword of kwargs?.keys() ?? []) {
    const index = parameters.findIndex((parameter) => parameter.name === keyword)
    if (index < positionalOnly) return `'${keyword}' is an invalid keyword argument for ${name}()`
    if (index < given) return `argument for ${name}() given by name ('${keyword}') and position (${index + 1})`
  }
  return undefined
}

import { PyDict } from './dict.ts'
import { raise } from './error.ts'
import { spellingOf } from './keywords.ts'
import { type KwArgs, PyObject, type PyValue } from './object.ts'
import { bindBuiltin, type Convention, type Parameter, type Signature } from './signature-builtin.ts'
import { Tuple } from './tuple.ts'

export type { Convention, Signature } from './signature-builtin.ts'

class Missing extends PyObject {
  readonly typeName = 'MissingType'
}

/** The default `=missing`: an argument that wasn't given and whose absence matters. */
export const missing: PyValue = new Missing()

/**
 * Declares a function: `signature('do_indent', 's', 'width=4', 'first=False')`. A parameter is `name`, `name=default`
 * (a Python literal: int, float, 'text', True, False, None, (), or missing), `/`, `*`, `*args`, `**kwargs`, or `@name`
 * for one that the engine passes: counted in errors, not bound. Bound values come in the order of the declaration,
 * `*args` as a tuple, `**kwargs` as a dict.
 */
export function signature(name: string, ...parameters: readonly string[]): Signature {
  return declare('python', undefined, name, parameters)
}

export function declare(
  convention: Convention,
  owner: string | undefined,
  name: string,
  parameters: readonly string[],
): Signature {
  const positional: Parameter[] = []
  const keywordOnly: Parameter[] = []
  let positionalOnly = 0
  let varArgs = false
  let varKeywords = false
  let hidden = 0
  let afterStar = false
  for (const parameter of parameters) {
    if (parameter.startsWith('@')) hidden++
    else if (parameter === '/') positionalOnly = positional.length
    else if (parameter.startsWith('**')) varKeywords = true
    else if (parameter.startsWith('*')) {
      afterStar = true
      varArgs = parameter.length > 1
    } else (afterStar ? keywordOnly : positional).push(parseParameter(parameter))
  }
  const required = positional.filter((parameter) => parameter.fallback === undefined).length
  if (convention !== 'python' && convention !== 'keywords') positionalOnly = positional.length
  return { name, owner, convention, positional, required, positionalOnly, varArgs, keywordOnly, varKeywords, hidden }
}

function parseParameter(text: string): Parameter {
  const at = text.indexOf('=')
  return at < 0
    ? { name: text, fallback: undefined }
    : { name: text.slice(0, at), fallback: parseDefault(text.slice(at + 1)) }
}

function parseDefault(text: string): PyValue {
  switch (text) {
    case 'None':
      return null
    case 'True':
      return true
    case 'False':
      return false
    case '()':
      return new Tuple([])
    case 'missing':
      return missing
    default:
      if (/^'[^']*'$/.test(text)) return text.slice(1, -1)
      if (/^-?\d+$/.test(text)) return Number(text)
      throw new Error(`signature default not understood: ${text}`)
  }
}

/**
 * The arguments in the order of the declaration, defaults filled in.
 * @throws PyError TypeError with CPython 3.11's message where they don't fit.
 */
export function bind(declared: Signature, args: readonly PyValue[], kwargs: KwArgs | undefined): readonly PyValue[] {
  const { positional } = declared
  if (kwargs === undefined || kwargs.size === 0) {
    const count = args.length
    if (count <= positional.length && count >= declared.required && isPlain(declared)) {
      return count === positional.length ? args : fillDefaults(declared, args)
    }
    if (positional.length === 0 && declared.varArgs && declared.keywordOnly.length === 0) {
      return declared.varKeywords ? [new Tuple(args), new PyDict()] : [new Tuple(args)]
    }
  }
  if (declared.convention !== 'python') {
    const error = bindBuiltin(declared, args, kwargs)
    if (error !== undefined) raise('TypeError', error)
  }
  return bindAll(declared, args, kwargs)
}

function isPlain(declared: Signature): boolean {
  return !declared.varArgs && !declared.varKeywords && declared.keywordOnly.length === 0
}

function fillDefaults(declared: Signature, args: readonly PyValue[]): PyValue[] {
  const bound = args.slice()
  for (let index = bound.length; index < declared.positional.length; index++) {
    bound.push(declared.positional[index]?.fallback ?? null)
  }
  return bound
}

function bindAll(declared: Signature, args: readonly PyValue[], kwargs: KwArgs | undefined): PyValue[] {
  const { name, positional, keywordOnly } = declared
  const bound: (PyValue | undefined)[] = args.slice(0, positional.length)
  while (bound.length < positional.length + keywordOnly.length) bound.push(undefined)
  const rest = takeKeywords(declared, bound, kwargs)
  if (args.length > positional.length && !declared.varArgs) raise('TypeError', tooMany(declared, args.length, bound))
  const absent = (parameters: readonly Parameter[], offset: number): string[] =>
    parameters.flatMap((parameter, index) =>
      parameter.fallback === undefined && bound[offset + index] === undefined ? [`'${parameter.name}'`] : [],
    )
  const missingNames = absent(positional, 0)
  if (missingNames.length > 0) raise('TypeError', missingText(name, missingNames, 'positional'))
  const missingKeywords = absent(keywordOnly, positional.length)
  if (missingKeywords.length > 0) raise('TypeError', missingText(name, missingKeywords, 'keyword-only'))
  const all = [...positional, ...keywordOnly].map((parameter, index) => {
    const value = bound[index]
    return value === undefined ? (parameter.fallback ?? null) : value
  })
  const result = all.slice(0, positional.length)
  if (declared.varArgs) result.push(new Tuple(args.slice(positional.length)))
  result.push(...all.slice(positional.length))
  if (declared.varKeywords) result.push(rest)
  return result
}

/** Puts keyword arguments in their places; returns those that only `**kwargs` takes. */
function takeKeywords(declared: Signature, bound: (PyValue | undefined)[], kwargs: KwArgs | undefined): PyDict {
  const rest = new PyDict()
  if (kwargs === undefined) return rest
  const { name, positional, positionalOnly } = declared
  const parameters = [...positional, ...declared.keywordOnly]
  const wrong: string[] = []
  for (const [keyword, value] of kwargs) {
    const index = parameters.findIndex((parameter, at) => at >= positionalOnly && parameter.name === keyword)
    if (index < 0) {
      if (declared.varKeywords) rest.set(spellingOf(kwargs, keyword), value)
      else if (positional.slice(0, positionalOnly).some((parameter) => parameter.name === keyword)) wrong.push(keyword)
      else raise('TypeError', `${name}() got an unexpected keyword argument '${keyword}'`)
      continue
    }
    if (bound[index] !== undefined) raise('TypeError', `${name}() got multiple values for argument '${keyword}'`)
    bound[index] = value
  }
  if (wrong.length > 0) {
    const list = wrong.join(', ')
    raise('TypeError', `${name}() got some positional-only arguments passed as keyword arguments: '${list}'`)
  }
  return rest
}

function tooMany(declared: Signature, given: number, bound: readonly (PyValue | undefined)[]): string {
  const { name, positional, required, hidden } = declared
  const most = positional.length + hidden
  const least = required + hidden
  const plural = least < most || most !== 1 ? 's' : ''
  const takes = least < most ? `from ${least} to ${most}` : String(most)
  const keywords = bound.slice(positional.length).filter((value) => value !== undefined).length
  const total = given + hidden
  if (keywords > 0) {
    const note = `positional argument${total === 1 ? '' : 's'} (and ${keywords} keyword-only argument${keywords === 1 ? '' : 's'})`
    return `${name}() takes ${takes} positional argument${plural} but ${total} ${note} were given`
  }
  return `${name}() takes ${takes} positional argument${plural} but ${total} ${total === 1 ? 'was' : 'were'} given`
}

function missingText(name: string, names: readonly string[], kind: string): string {
  const last = names.at(-1) ?? ''
  const list = names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')}, and ${last}`
  return `${name}() missing ${names.length} required ${kind} argument${names.length === 1 ? '' : 's'}: ${list}`
}

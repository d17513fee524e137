import { createEnvironment, TemplateError } from '../../../src/template/library.ts'
import type { Case, Reference, Result } from './reference.ts'

/** A case that the engines treat differently. */
export interface Difference {
  readonly one: Case
  readonly expected: Result
  readonly actual: Result
}

/** What our engine makes of a case. */
function renderOurs(one: Case): Result {
  const { templates = {} } = one
  const loader = (name: string) => (Object.hasOwn(templates, name) ? (templates[name] ?? null) : null)
  // As the reference gets it: through JSON.
  const context = JSON.parse(JSON.stringify(one.context ?? {})) as Record<string, unknown>
  try {
    const environment = createEnvironment({ ...one.env, loader, limits: { milliseconds: 2_000 } })
    const output =
      one.main === undefined
        ? environment.renderString(one.template ?? '', context)
        : environment.render(one.main, context)
    return { output }
  } catch (error) {
    if (!(error instanceof TemplateError)) return { error: 'NotATemplateError', message: String(error), line: null }
    const line = syntaxErrors.has(error.name) ? error.line : null
    return { error: error.name, message: error.message, line }
  }
}

const syntaxErrors = new Set(['TemplateSyntaxError', 'TemplateAssertionError'])

/** What a comparison found: the differences in the cases' order, and the reason of each that is excused. */
export interface Comparison {
  readonly differences: readonly Difference[]
  readonly excused: readonly string[]
}

export async function compareEngines(reference: Reference, cases: readonly Case[]): Promise<Comparison> {
  const { differences, excused } = await compareOnce(reference, cases)
  const lasting = differences.length === 0 ? [] : await dropRandom(reference, differences)
  const random = 'Python answers differently from run to run: addresses of objects, the order of sets'
  const dropped = Array.from({ length: differences.length - lasting.length }, () => random)
  return { differences: lasting, excused: [...excused, ...dropped] }
}

/** The same, with those where Python itself answers differently from run to run. */
export async function compareOnce(reference: Reference, cases: readonly Case[]): Promise<Comparison> {
  const pending = reference.render(cases)
  const ours = cases.map(renderOurs)
  const theirs = await pending
  const differences: Difference[] = []
  const excused: string[] = []
  for (const [at, one] of cases.entries()) {
    const expected = theirs[at]
    const actual = ours[at]
    if (expected === undefined || actual === undefined) throw new Error('The reference answered too few cases')
    if (isEqual(expected, actual)) continue
    const excuse = excuses.find(({ applies }) => applies(expected, actual, one))
    if (excuse === undefined) differences.push({ one, expected, actual })
    else excused.push(excuse.reason)
  }
  return { differences, excused }
}

/** Without those where Python itself answers differently from run to run. */
async function dropRandom(reference: Reference, differences: readonly Difference[]): Promise<readonly Difference[]> {
  const cases = differences.map(({ one }) => one)
  // Two items of a set keep their order in every other run.
  const runs = await Promise.all(Array.from({ length: 8 }, () => reference.renderAfresh(cases)))
  return differences.filter(({ expected }, at) =>
    runs.every((results) => {
      const again = results[at]
      return again !== undefined && isEqual(expected, again)
    }),
  )
}

function isEqual(expected: Result, actual: Result): boolean {
  if ('output' in expected || 'output' in actual) {
    return 'output' in expected && 'output' in actual && stable(expected.output) === stable(actual.output)
  }
  return (
    expected.error === actual.error &&
    expected.line === actual.line &&
    stable(expected.message) === stable(actual.message)
  )
}

/** Addresses differ from run to run, whatever a filter made of them. */
function stable(text: string): string {
  return text.replace(/(at(?: |\+|%20|&nbsp;))0x[0-9a-f]+/gi, '$10x…')
}

/** Differences that are meant or can't be had; COMPATIBILITY.md lists what a user can meet of them. */
const excuses: readonly {
  readonly reason: string
  readonly applies: (expected: Result, actual: Result, one: Case) => boolean
}[] = [
  {
    reason: 'The reference ran out of time, memory or its process: nothing to compare with',
    applies: (expected) => 'error' in expected && ['TimeLimit', 'Crash', 'MemoryError'].includes(expected.error),
  },
  {
    reason: 'Both refuse: we by a limit, Python by its own (recursion, memory, digits) or a step later',
    applies: (expected, actual) => 'error' in expected && 'error' in actual && actual.error === 'LimitError',
  },
  {
    reason: 'The SyntaxError is about the Python code that Jinja2 generates: only its class is the same',
    applies: (expected, actual) =>
      'error' in expected && expected.error === 'SyntaxError' && 'error' in actual && /SyntaxError$/.test(actual.error),
  },
  {
    reason:
      'What a filter or call block gives must be a str: Jinja2 finds out when all is rendered, so that a later error comes first, and counts pieces of output',
    applies: (expected, actual) =>
      'error' in expected && says(actual, /^sequence item 0: expected str instance, \w+ found$/),
  },
  {
    reason:
      'Jinja2 evaluates a comparison or choice when compiling as far as its constants decide it, wrong slices in them being undefined: to tell, ours would have to evaluate it too',
    applies: (_expected, actual, one) =>
      says(actual, /^slice indices must be integers|^unhashable type: 'slice'|is not subscriptable$/) &&
      expressionsOf(one).some((text) => /\[[^\]]*:[^\]]*\]/.test(text) && /[=<>]|\b(?:and|or|if|in)\b/.test(text)),
  },
  {
    reason:
      'In Jinja2, a macro, call block or recursive loop that holds `include … without context` gives a generator object',
    applies: (_expected, _actual, { main = '', templates = {} }) =>
      /without context/.test(templates[main] ?? '') && /macro|call|recursive/.test(templates[main] ?? ''),
  },
  {
    reason:
      'Jinja2 evaluates constants when compiling, so it may fail where a constant is never reached (unhashable keys, strict undefined), and pass by an unknown filter (1 == 2 == (3|nosuch))',
    applies: (expected, actual, { env }) =>
      says(expected, /^unhashable type: '(?:list|dict)'$/) ||
      ('output' in expected && says(actual, /^No (?:filter|test) named/)) ||
      // A constant's failure names no variable.
      (env?.undefined === 'strict' &&
        'error' in expected &&
        expected.error === 'UndefinedError' &&
        !/^'\w+' is undefined$/.test(expected.message)),
  },
  {
    reason: 'Where Jinja2 names a Python function of its own, we name the template or what it lacks',
    applies: (expected, actual) =>
      'error' in actual && says(expected, /argument after \*\* must be a mapping|t_\d+\(\) got an unexpected keyword/),
  },
  {
    reason: "Our powers of floats are rounded correctly, C's pow() is at times one unit off in the last place",
    applies: (expected, actual, one) =>
      'output' in expected &&
      'output' in actual &&
      JSON.stringify([one.template, one.templates]).includes('**') &&
      roundNumbers(expected.output) === roundNumbers(actual.output),
  },
  {
    reason: "A set block's filter whose argument is a variable fails inside Jinja2's compiler",
    applies: (expected) => says(expected, /^Tried to resolve a name to a reference that was unknown/),
  },
  {
    reason: 'Templates reach few methods of bytes',
    applies: (_, actual) => says(actual, /^'bytes object' has no attribute|'bytes'/),
  },
  {
    reason:
      'Jinja2 writes a constant into its Python code: inf and nan as names that are not there, and no int of over 4,300 digits',
    applies: (expected) => says(expected, /^name '(inf|nan)' is not defined$|^Exceeds the limit \(4300 digits\)/),
  },
]

/** The insides of a case's tags, without the keyword that they start with. */
function expressionsOf({ main, template = '', templates = {} }: Case): readonly string[] {
  const source = main === undefined ? template : (templates[main] ?? '')
  const tags = source.match(/\{[{%][\s\S]*?[%}]\}/g) ?? []
  return tags.map((tag) => tag.slice(2, -2).replace(/^[-+]?\s*(?:if|elif|for [^[]*? in|set [^[]*?=)/, ''))
}

/** Floats to 15 digits. */
function roundNumbers(text: string): string {
  return text.replace(/\d+(?:\.\d+)?(?:e[+-]\d+)?/g, (number) => Number(number).toPrecision(15))
}

function says(result: Result, message: RegExp): boolean {
  return 'error' in result && message.test(result.message)
}

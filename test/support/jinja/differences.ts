import { createEnvironment, TemplateError } from '../../../src/template/library.ts'
import type { Case, Reference, Result } from './reference.ts'

/** A case that the engines treat differently. */
export interface Difference {
  readonly one: Case
  readonly expected: Result
  readonly actual: Result
}

/** What our engine makes of a case. */
export function renderOurs(one: Case): Result {
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

/** The differences among cases, in their order. */
export async function findDifferences(reference: Reference, cases: readonly Case[]): Promise<readonly Difference[]> {
  const pending = reference.render(cases)
  const ours = cases.map(renderOurs)
  const theirs = await pending
  return cases.flatMap((one, at) => {
    const expected = theirs[at]
    const actual = ours[at]
    if (expected === undefined || actual === undefined) throw new Error('The reference answered too few cases')
    return isEqual(expected, actual) || isExcused(expected, actual) ? [] : [{ one, expected, actual }]
  })
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

/** Addresses differ from run to run. */
function stable(text: string): string {
  return text.replace(/ at 0x[0-9a-f]+/g, ' at 0x…')
}

/** Differences that are meant or can't be had; COMPATIBILITY.md lists what a user can meet of them. */
const excuses: readonly { readonly reason: string; readonly applies: (expected: Result, actual: Result) => boolean }[] =
  [
    {
      reason: 'The reference ran out of time, memory or its process: nothing to compare with',
      applies: (expected) => 'error' in expected && ['TimeLimit', 'Crash', 'MemoryError'].includes(expected.error),
    },
    {
      reason:
        'A limit of ours stopped what Python would have gone on with or refused by its own (memory, recursion, index size)',
      applies: (_, actual) => 'error' in actual && actual.error === 'LimitError',
    },
    {
      reason: 'The SyntaxError is about the Python code that Jinja2 generates: only its class is the same',
      applies: (expected, actual) =>
        'error' in expected && 'error' in actual && expected.error === 'SyntaxError' && actual.error === 'SyntaxError',
    },
  ]

function isExcused(expected: Result, actual: Result): boolean {
  return excuses.some(({ applies }) => applies(expected, actual))
}

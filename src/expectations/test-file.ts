import { errorCodes, KdeployError, type Place, throwCollected } from '../errors.ts'
import type { FieldPath } from '../field-path.ts'
import { asList, asMap, type Json } from '../json-map.ts'
import { nearest } from '../nearest.ts'
import { check, mapIn, type Part } from '../profile/check.ts'
import { readOne } from '../profile/profile-file.ts'
import type { Placed } from '../profile/settings.ts'
import { parseQuery, type QueryStep } from './field-query.ts'
import { type Matcher, matcherNames, matcherOf } from './matcher.ts'
import { type Selector, type TestShape, testFileShape } from './shapes.ts'
import { snapshotName } from './snapshot-name.ts'

/** One test of a file, checked. */
export interface TestCase {
  readonly name: string
  readonly place: Place
  /** Names and globs of profiles. */
  readonly profiles: Placed<readonly string[]>
  /** Whether the file says `profiles`, for each of which the test runs. */
  readonly isForEach: boolean
  readonly variables: TestVariables | undefined
  readonly without: readonly Placed<string>[]
  readonly assertions: readonly Assertion[]
  readonly snapshot: Placed<readonly Selector[]> | undefined
  readonly error: Placed<ExpectedError> | undefined
}

/** Variables over those of the profile, and where they are written. */
export interface TestVariables {
  readonly values: { readonly [name: string]: Json }
  readonly placeOf: (path: FieldPath) => Place
  readonly isFloat: (path: FieldPath) => boolean
}

export interface Assertion {
  readonly selector: Selector
  readonly place: Place
  readonly count: Placed<number> | undefined
  readonly fields: readonly FieldAssertion[]
}

export interface FieldAssertion {
  /** As it is written. */
  readonly path: string
  readonly steps: readonly QueryStep[]
  readonly matcher: Matcher
  readonly place: Place
}

export interface ExpectedError {
  readonly code: string | undefined
  readonly message: string | undefined
  readonly at: { readonly file: string; readonly line: number | undefined } | undefined
}

/** The tests of a file. @throws KdeployError `yaml-syntax`, or `file-invalid` with every problem of the file */
export function readTestFile(text: string, file: string): TestCase[] {
  const problems: KdeployError[] = []
  const part = readOne(text, file, 'the test file')
  const shape = check(part, testFileShape, problems)
  const { tests = [], ...defaults } = shape ?? {}
  if (shape !== undefined && tests.length === 0) problems.push(invalid(`${file} has no tests`, { file }))
  const cases = tests.map((test, index) => toCase(test, defaults, partOf(part, index), problems))
  problems.push(...clashes(cases))
  throwCollected(problems, (count) => `${count} problems in ${file}`)
  return cases
}

function partOf(part: Part, index: number): Part {
  return {
    value: asList(asMap(part.value)['tests'])[index] ?? null,
    what: 'the test',
    placeOf: (path) => part.placeOf(['tests', index, ...path]),
    isFloat: (path) => part.isFloat(['tests', index, ...path]),
    plainText: (path) => part.plainText(['tests', index, ...path]),
  }
}

type Profiles = Pick<TestShape, 'profile' | 'profiles'>

function toCase(test: TestShape, defaults: Profiles, part: Part, problems: KdeployError[]): TestCase {
  const { name, variables, without = [], expect, error } = test
  const snapshot = test.snapshot === false ? undefined : test.snapshot
  const place = part.placeOf([])
  const own = test.profile === undefined && test.profiles === undefined ? defaults : test
  const at = part.placeOf(own === test ? [own.profile === undefined ? 'profiles' : 'profile'] : [])
  const given = [...(own.profile === undefined ? [] : [own.profile]), ...(own.profiles ?? [])]
  if (given.length === 0) problems.push(invalid(`the test ${quoted(name)} names no profile`, place, noProfile))
  if (own.profile !== undefined && own.profiles !== undefined)
    problems.push(invalid(`the test ${quoted(name)} has both \`profile\` and \`profiles\``, at, 'keep one of them'))
  if (expect === undefined && snapshot === undefined && error === undefined)
    problems.push(invalid(`the test ${quoted(name)} expects nothing`, place, nothingExpected))
  if (expect?.length === 0)
    problems.push(invalid('`expect` is an empty list', part.placeOf(['expect']), nothingExpected))
  if (error !== undefined && (expect !== undefined || snapshot !== undefined)) {
    const message = `the test ${quoted(name)} expects an error and also something of the manifests, which there are none of then`
    problems.push(invalid(message, part.placeOf(['error']), 'make two tests of it'))
  }
  return {
    name,
    place,
    profiles: { value: given, place: at },
    isForEach: own.profiles !== undefined,
    variables: variables && {
      values: mapIn(part, 'variables'),
      placeOf: (path) => part.placeOf(['variables', ...path]),
      isFloat: (path) => part.isFloat(['variables', ...path]),
    },
    without: without.map((value, index) => ({ value, place: part.placeOf(['without', index]) })),
    assertions: (expect ?? []).map((one, index) => toAssertion(one, ['expect', index], part, problems)),
    snapshot: snapshot && { value: selectorsOf(snapshot), place: part.placeOf(['snapshot']) },
    error: error && { value: toError(error, part, problems), place: part.placeOf(['error']) },
  }
}

const noProfile = 'add `profile: NAME`, or `profiles: [GLOB]` for each of several'
const nothingExpected =
  'add `expect`, `snapshot` or `error`; `expect: [{kind: Ingress, count: 0}]` says that there is none'

function selectorsOf(snapshot: Exclude<NonNullable<TestShape['snapshot']>, false>): readonly Selector[] {
  if (snapshot === true) return [{}]
  return Array.isArray(snapshot) ? snapshot : [snapshot]
}

type AssertionShape = NonNullable<TestShape['expect']>[number]

function toAssertion(
  { count, fields, ...selector }: AssertionShape,
  at: FieldPath,
  part: Part,
  problems: KdeployError[],
): Assertion {
  const place = part.placeOf(at)
  if (Object.keys(selector).length === 0 && count === undefined && fields === undefined)
    problems.push(invalid('this expects nothing', place, 'name a `kind`, a `count` or `fields`'))
  if (fields !== undefined && Object.keys(fields).length === 0)
    problems.push(invalid('`fields` is empty, so nothing is expected of any', part.placeOf([...at, 'fields'])))
  if (fields !== undefined && count === 0)
    problems.push(invalid("`fields` doesn't go with `count: 0`", part.placeOf([...at, 'fields'])))
  return {
    selector,
    place,
    count: count === undefined ? undefined : { value: count, place: part.placeOf([...at, 'count']) },
    fields: Object.entries(fields ?? {}).flatMap(([path, value]) => {
      const where = part.placeOf([...at, 'fields', path])
      const steps = parseQuery(path)
      const matcher = matcherOf(value as Json)
      if (steps === undefined) problems.push(invalid(`${quoted(path)} is not the path of a field`, where, pathHint))
      if (typeof matcher === 'string') problems.push(invalid(`${path}: ${matcher}`, where, matchersHint))
      return steps === undefined || typeof matcher === 'string' ? [] : [{ path, steps, matcher, place: where }]
    }),
  }
}

const pathHint = 'write it as a diff does: spec.template.spec.containers[name=web].image'
const matchersHint = `matchers: ${matcherNames.join(', ')}`

function toError(
  { code, message, at }: NonNullable<TestShape['error']>,
  part: Part,
  problems: KdeployError[],
): ExpectedError {
  const known: readonly string[] = Object.values(errorCodes).flat()
  if (code !== undefined && !known.includes(code)) {
    const meant = nearest(code, known)
    const question = meant === undefined ? '' : `; did you mean ${meant}?`
    const hint = 'docs/reference/errors.md lists all of them'
    problems.push(invalid(`${code} is not the code of an error${question}`, part.placeOf(['error', 'code']), hint))
  }
  if (code === undefined && message === undefined && at === undefined)
    problems.push(
      invalid('`error` is empty', part.placeOf(['error']), 'say its `code`, a part of its `message`, or `at`'),
    )
  const [, file = '', line] = /^(.*?)(?::(\d+))?$/.exec(at ?? '') ?? []
  return {
    code,
    message,
    at: at === undefined ? undefined : { file, line: line === undefined ? undefined : Number(line) },
  }
}

/** Tests of one file that can't be told apart, or whose snapshots can't. */
function clashes(cases: readonly TestCase[]): KdeployError[] {
  const seen = new Map<string, TestCase>()
  return cases.flatMap((one) => {
    const key = snapshotName(one.name)
    const other = seen.get(key)
    if (other === undefined) {
      seen.set(key, one)
      return []
    }
    const message =
      other.name === one.name
        ? `two tests are named ${quoted(one.name)}`
        : `the names ${quoted(other.name)} and ${quoted(one.name)} are too alike: their snapshots would be one file`
    return [invalid(message, one.place, `rename this one; the other is in line ${other.place.line}`)]
  })
}

function quoted(text: string): string {
  return JSON.stringify(text)
}

function invalid(message: string, place: Place, hint?: string): KdeployError {
  return new KdeployError({ code: 'file-invalid', category: 'input', message, place, hint })
}

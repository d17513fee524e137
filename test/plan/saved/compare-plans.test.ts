import { describe, expect, test } from 'vitest'
import type { FieldDifference, ObjectDiff } from '../../../src/plan/diff/types.ts'
import { comparePlans } from '../../../src/plan/saved/compare-plans.ts'
import { type PlanKey, savedObjects } from '../../../src/plan/saved/saved-plan.ts'

const key: PlanKey = { source: 'variable', secret: 'k' }

function field(path: string, before: unknown, after: unknown): FieldDifference {
  return { path, action: 'change', before, after, place: undefined, variables: [], follows: [] } as FieldDifference
}

function diffOf(more: Partial<ObjectDiff> & { secret?: string }): ObjectDiff {
  const { secret = '', ...rest } = more
  return {
    ref: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'ns', name: 'web' },
    ...{ uid: 'u1', action: 'change', place: undefined, checkedByServer: true, hunks: [], alsoChanged: [] },
    fields: [field('spec.replicas', 2, 3)],
    sealedBy: (used) => `${used}:${secret}`,
    texts: () => ({ before: '', after: '' }),
    ...rest,
  }
}

function differences(approved: readonly ObjectDiff[], now: readonly ObjectDiff[]): readonly string[] {
  return comparePlans(savedObjects(approved, key), savedObjects(now, key)).differences
}

describe('an approved plan', () => {
  test.each<[string, Partial<ObjectDiff>]>([
    ['nothing', {}],
    ['the place of a field, which no cluster sees', { place: { file: 'other.yaml', line: 3 } }],
    ['the version that an object is asked by', { ref: { ...diffOf({}).ref, version: 'v1' } }],
    ['the order of what the server changes', { alsoChanged: [] }],
  ])('holds where %s changed', (_, more) => {
    expect(differences([diffOf({})], [diffOf(more)])).toEqual([])
  })

  test.each<[string, Partial<ObjectDiff>, string]>([
    [
      'another value before',
      { fields: [field('spec.replicas', 5, 3)] },
      'spec.replicas: the plan has 2 → 3, now it is 5 → 3',
    ],
    [
      'another value after',
      { fields: [field('spec.replicas', 2, 4)] },
      'spec.replicas: the plan has 2 → 3, now it is 2 → 4',
    ],
    [
      'a further field',
      { fields: [field('spec.replicas', 2, 3), { ...field('spec.paused', undefined, true), action: 'add' }] },
      'spec.paused: the plan has no change, now it is + true',
    ],
    ['a field less', { fields: [] }, 'spec.replicas: the plan has 2 → 3, now it is no change'],
    ['another action', { action: 'recreate' }, 'to change in the plan, but now to recreate'],
    ['another object of its name', { uid: 'u2' }, 'deleted and created again since the plan'],
    ['no object any more', { uid: undefined }, 'it existed in the plan, but is now absent'],
    ['other consequences', { alsoChanged: ['spec.x'] }, 'the API server now changes other fields by itself: spec.x'],
  ])('does not hold for %s', (_, more, line) => {
    expect(differences([diffOf({})], [diffOf(more)])).toEqual([`Deployment ns/web: ${line}`])
  })

  test('shows long values whole, the one of now on a line of its own', () => {
    const image = (of: string) => `registry.example.com/acme/shop@sha256:${of.repeat(64)}`
    const changed = (from: string) => diffOf({ fields: [field('spec.image', image(from), image('c'))] })

    expect(differences([changed('a')], [changed('b')])).toEqual([
      `Deployment ns/web: spec.image: the plan has "${image('a')}" → "${image('c')}",\n  now it is "${image('b')}" → "${image('c')}"`,
    ])
  })

  test('does not hold where an object comes, goes, or exists though it was to be created', () => {
    const other = diffOf({ ref: { ...diffOf({}).ref, name: 'api' }, action: 'delete' })

    expect(differences([], [other])).toEqual(['Deployment ns/api: not in the plan, but now to delete'])
    expect(differences([other], [])).toEqual([
      'Deployment ns/api: to delete in the plan, but now nothing is to be done',
    ])
    expect(differences([diffOf({ uid: undefined })], [diffOf({})])).toEqual([
      'Deployment ns/web: absent in the plan, but now it exists',
    ])
  })
})

test('an approved plan does not hold for an item that comes at another place of its list', () => {
  const added = (behind: string) =>
    diffOf({ fields: [{ ...field('spec.init[name=a]', undefined, 'x'), action: 'add', behind }] })

  expect(differences([added('[name=b]')], [added('[name=b]')])).toEqual([])
  expect(differences([added('[name=b]')], [added('')])).toEqual([
    'Deployment ns/web: spec.init[name=a]: the plan has + "x" after [name=b], now it is + "x" as the first',
  ])
})

describe('a key that comes several times', () => {
  const removed = { ...field('spec.rules[1]', { a: 1 }, undefined), action: 'remove' as const }
  const added = { ...field('spec.rules[1]', undefined, { b: 1 }), action: 'add' as const }

  test('is compared each time: an item goes, and others come at its place', () => {
    expect(differences([diffOf({ fields: [removed, added] })], [diffOf({ fields: [removed, added] })])).toEqual([])
    const other = { ...removed, before: { a: 2 } }
    expect(differences([diffOf({ fields: [removed, added] })], [diffOf({ fields: [other, added] })])).toEqual([
      'Deployment ns/web: spec.rules[1]: the plan has - {"a":1}, now it is - {"a":2}',
    ])
  })

  test('is compared each time: a hook runs in the place of a member that is deleted', () => {
    const runs = diffOf({ action: 'run', uid: undefined })
    const deleted = diffOf({ action: 'delete', fields: [] })
    expect(differences([runs, deleted], [runs, deleted])).toEqual([])
    expect(differences([runs], [runs, deleted])).toEqual(['Deployment ns/web: not in the plan, but now to delete'])
    expect(differences([runs, runs], [runs])).toEqual([
      'Deployment ns/web: to run in the plan, but now nothing is to be done',
    ])
  })

  test('as masked keys of a map do, which look alike', () => {
    const masked = (number: number, after: string) => field(`data[(masked ${number})]`, 'x', after)
    expect(
      differences(
        [diffOf({ fields: [masked(1, 'a'), masked(2, 'b')] })],
        [diffOf({ fields: [masked(3, 'c'), masked(4, 'b')] })],
      ),
    ).toEqual(['Deployment ns/web: data[(masked)]: the plan has "x" → "a", now it is "x" → "c"'])
  })

  test('and tokens of fields that the server changes are compared without their numbers', () => {
    expect(
      differences([diffOf({ alsoChanged: ['data[(masked 1)]'] })], [diffOf({ alsoChanged: ['data[(masked 5)]'] })]),
    ).toEqual([])
  })
})

describe('sensitive values', () => {
  const masked = (number: number, secret: string) =>
    diffOf({ fields: [field('data.password', `(masked ${number})`, `(masked ${number + 1})`)], secret })

  test('are not in the file, and are compared by their MAC whatever their tokens are', () => {
    const saved = savedObjects([masked(1, 'hunter2')], key)

    expect(saved[0]?.fields).toEqual([
      { path: 'data.password', action: 'change', before: '(masked)', after: '(masked)' },
    ])
    expect(differences([masked(1, 'a')], [masked(7, 'a')])).toEqual([])
    expect(differences([masked(1, 'a')], [masked(1, 'b')])).toEqual([
      'Deployment ns/web: a sensitive value is not the one of the plan',
    ])
  })

  test('are told as not compared without a key on either side; an object without any needs none', () => {
    const [withKey, without] = [savedObjects([masked(1, 'a')], key), savedObjects([masked(1, 'b')], undefined)]

    for (const [approved, now] of [[withKey, without] as const, [without, withKey] as const])
      expect(comparePlans(approved, now)).toMatchObject({ differences: [], uncompared: [{ name: 'web' }] })
    expect(comparePlans(savedObjects([diffOf({})], undefined), savedObjects([diffOf({})], key)).uncompared).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import type { Revision } from '../../../../src/history/records/revision.ts'
import {
  barriersBefore,
  barriersOfFinished,
  barriersOfPending,
  revisionsBeyond,
} from '../../../../src/workflow/planning/undo/barriers.ts'

interface Written {
  /** The texts of its barriers, by the name of the object; that of a hook begins with `hook`. */
  readonly barriers?: Readonly<Record<string, string>>
  readonly status?: Revision['status']
  readonly restores?: number
  readonly untouched?: true
  readonly unwritten?: readonly number[]
  /** The names of the hooks that were started. Default: all. */
  readonly started?: readonly string[]
  readonly cutOff?: true
}

function revisionOf(number: number, { barriers = {}, status = 'succeeded', started: _, ...facts }: Written): Revision {
  return {
    ...{ number, status, createdAt: '', by: '', command: '', kdeployVersion: '' },
    ...facts,
    manifests: Object.entries(barriers).map(([name, text]) => {
      const annotations = {
        ...(text === '' ? {} : { 'kdeploy.dev/undo-barrier': text }),
        ...(name.startsWith('hook') ? { 'kdeploy.dev/hook': 'before-apply' } : {}),
      }
      const isHook = name.startsWith('hook')
      const object = {
        apiVersion: isHook ? 'batch/v1' : 'v1',
        kind: isHook ? 'Job' : 'ConfigMap',
        metadata: { name, namespace: 'shop', annotations },
      }
      return { template: 'a.yaml', object, sensitive: [] }
    }),
  }
}

/** A history whose revisions don't record their barriers, as older ones, numbered from `first`. */
function unrecorded(all: readonly Written[], first = 1) {
  return all.map((one, index) => ({ revision: revisionOf(first + index, one) }))
}

/** The same as they are recorded one after the other; no more than `keep` are kept. */
function recorded(all: readonly Written[], keep = 99) {
  let history: { revision: Revision }[] = []
  for (const [index, one] of all.entries()) {
    const revision = revisionOf(index + 1, one)
    const unwritten = new Set(one.unwritten)
    const isInForce = ({ kind, metadata: { name } }: { kind: string; metadata: { name: string } }) =>
      kind === 'Job'
        ? one.restores === undefined && (one.started?.includes(name) ?? true)
        : one.untouched !== true && !unwritten.has(Object.keys(one.barriers ?? {}).indexOf(name))
    const isKnown = one.cutOff !== true
    const barriers = isKnown
      ? barriersOfFinished(history, revision, isInForce)
      : barriersOfPending(history, { ...revision, status: 'pending' })
    history = [...history, { revision: { ...revision, barriers } }].slice(-keep)
  }
  return history
}

const texts = (history: Parameters<typeof barriersBefore>[0], number: number) =>
  barriersBefore(history, number).map(({ text, revision }) => `${text} (${revision})`)

const none = {}
const at42 = { barriers: { a: '42' } }
const at43 = { barriers: { a: '43' } }

describe.each([
  ['as revisions record it', recorded],
  ['as older revisions let it be known', unrecorded],
] as const)('a barrier, %s', (_, historyOf) => {
  test.for<[string, readonly Written[], Readonly<Record<number, readonly string[]>>]>([
    ['stands before the revision that brought it', [none, at42], { 1: ['42 (2)'], 2: [] }],
    ['stands also after the annotation is gone', [none, at42, none], { 1: ['42 (2)'], 2: [] }],
    ['is none again where a later revision says the same', [none, at42, at42], { 1: ['42 (2)'], 2: [] }],
    ['is none again after a revision without it', [none, at42, none, at42], { 1: ['42 (2)'], 2: [], 3: [] }],
    ['is a new one where its text changed', [none, at42, at43], { 1: ['42 (2)', '43 (3)'], 2: ['43 (3)'] }],
    ['is a new one where its text changed back', [none, at42, at43, at42], { 3: ['42 (4)'], 2: ['43 (3)'] }],
    [
      'is each for itself',
      [none, at42, { barriers: { a: '42', b: 'x' } }, none],
      { 1: ['42 (2)', 'x (3)'], 2: ['x (3)'], 3: [] },
    ],
    ['is none after an undo that crossed it', [none, none, at42, { ...none, restores: 2 }], { 1: [], 2: [], 3: [] }],
    [
      'stands again after the undo forward',
      [none, at42, { ...none, restores: 1 }, { ...at42, restores: 2 }],
      { 1: ['42 (2)'], 2: [], 3: ['42 (2)'] },
    ],
    [
      'is a new one where it is deployed again after that, to which one may go back',
      [none, at42, { ...none, restores: 1 }, at42],
      { 1: ['42 (4)'], 2: [], 3: ['42 (4)'] },
    ],
    [
      'stands still after an undo across it that did not end well',
      [none, at42, { ...none, restores: 1, status: 'failed' }],
      { 1: ['42 (2)'], 2: [] },
    ],
    [
      'is none where the deploy failed before its object was written',
      [none, { barriers: { x: '', a: '42' }, status: 'failed', unwritten: [1] }],
      { 1: [] },
    ],
    ['is none where the deploy wrote nothing', [none, { ...at42, status: 'failed', untouched: true }], { 1: [] }],
    [
      'is one where its hook was started, though nothing was written',
      [none, { barriers: { hook: '42' }, status: 'failed', untouched: true }],
      { 1: ['42 (2)'] },
    ],
    ['is one where a run was killed', [none, { ...at42, status: 'failed', cutOff: true }], { 1: ['42 (2)'] }],
  ])('%s', ([, revisions, expected]) => {
    const history = historyOf(revisions)

    const found = Object.keys(expected).map((number) => [number, texts(history, Number(number))])

    expect(Object.fromEntries(found)).toEqual(expected)
  })
})

describe('a barrier of a hook', () => {
  test('is none where the hook was not started, as with --no-hooks or where one before it failed', () => {
    const history = recorded([none, { barriers: { hook: '42' }, started: [] }])

    expect(texts(history, 1)).toEqual([])
  })

  test('is none of an undo, which starts no hook', () => {
    const revisions = [none, { barriers: { hook: '42' }, status: 'failed', untouched: true, started: [] } as const]
    const history = recorded([...revisions, none, { barriers: { hook: '42' }, restores: 2 }])

    expect(texts(history, 1)).toEqual([])
  })
})

describe('a barrier whose revision is not kept any more', () => {
  test('stands nevertheless, by what later ones recorded', () => {
    const history = recorded([none, none, at42, none, none, none])
    const kept = history.filter(({ revision: { number } }) => number === 1 || number > 4)

    expect(texts(kept, 1)).toEqual(['42 (3)'])
  })

  test('stands at the oldest kept revision with that text, where older ones did not record it', () => {
    const history = unrecorded([none, at42, at42, at42])
    const kept = history.filter(({ revision: { number } }) => number !== 2)

    expect(texts(kept, 1)).toEqual(['42 (3)'])
  })

  test('is recorded only as long as a kept revision lacks it, and counts as behind whatever came later', () => {
    const changing = Array.from({ length: 30 }, (_, index) => ({ barriers: { a: String(index) } }))
    const history = recorded([...changing, { barriers: { a: '21' }, restores: 22 }], 10)

    expect(history.at(-2)?.revision.barriers?.length).toBeLessThan(12)
    expect(texts(history, 30)).toEqual([])
  })
})

test('what is not trusted may add a barrier, and takes none away', () => {
  const [first, second] = recorded([none, at42])
  const unreadable = { ...revisionOf(3, none), status: 'unreadable' } as const
  const history = [first, second, { revision: unreadable, claimed: { ...revisionOf(3, at43), barriers: [] } }]

  expect(
    texts(
      history.filter((one) => one !== undefined),
      1,
    ),
  ).toEqual(['42 (2)'])
})

test('tells which revisions lie beyond a barrier, and which barriers those are', () => {
  const { numbers, barriers } = revisionsBeyond(recorded([none, none, at42, none]))

  expect([...numbers]).toEqual([1, 2])
  expect(barriers.map(({ text, revision, ref }) => [text, revision, ref.name])).toEqual([['42', 3, 'a']])
})

test('a target that is not among the revisions is beyond all of them', () => {
  expect(texts(recorded([none, at42]), 9)).toEqual(['42 (2)'])
})

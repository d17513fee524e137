import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { knownReach } from '../../src/history/known-reach.ts'
import { nextNumber, revisionsOf } from '../../src/history/read-revisions.ts'
import type { Revision } from '../../src/history/records/revision.ts'
import { adoptedIn, claimedIn } from '../../src/history/store.ts'
import { parseJson, stringifyJson } from '../../src/json.ts'
import { keyOf, refOf } from '../../src/manifest/identity.ts'
import type { Json, JsonObject, KubeObject } from '../../src/manifest/types.ts'
import { createMasking } from '../../src/masking/masking.ts'
import { hookPhaseOf } from '../../src/plan/hooks.ts'
import { textsOfRecorded } from '../../src/plan/masking/mask.ts'
import { textMaskerOf } from '../../src/plan/masking/mask-text.ts'
import { managedFieldsOf } from '../../src/plan/ownership/managers.ts'
import { listRevision } from '../../src/workflow/history.ts'
import { goodStates, lastGood, previousGood, undoneRevisions } from '../../src/workflow/planning/undo/good-states.ts'
import { recordOf } from '../support/history/stored.ts'

const release = { name: 'trading', profile: 'prod_cthulu', namespace: 'my-ns-prod' }

/** xorshift32: the same in every run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const odd: readonly Json[] = [
  ...[null, true, false, 0, -1, 1.5, 1e300, 2, 9223372036854775807n, '', 'x', '..', '/', '\n\u001b[2J\u0000', '\ud800'],
  ...[
    '2026-11-21T06:00:00Z',
    'pending',
    'succeeded',
    'kube-system',
    'before-apply',
    [],
    {},
    [null],
    [[]],
    { '': null },
  ],
  parseJson('{"__proto__": {"metadata": {"name": "a"}}, "constructor": 1, "toString": null}'),
]

/** A copy in which one place holds something else, is gone, or is there twice. */
function tampered(value: Json, random: (below: number) => number): Json {
  const inner = Array.isArray(value) ? value.length : Object.keys(value ?? {}).length
  if (typeof value !== 'object' || value === null || inner === 0 || random(6) === 0)
    return odd[random(odd.length)] ?? null
  const at = random(inner)
  if (Array.isArray(value)) {
    const item = tampered(value[at] ?? null, random)
    return random(5) === 0 ? [...value, item] : value.map((one, index) => (index === at ? item : one))
  }
  const entries = Object.entries(value)
  const [key = '', item = null] = entries[at] ?? []
  if (random(8) === 0) return Object.fromEntries(entries.filter((_, index) => index !== at))
  if (random(8) === 0) return { ...value, [['__proto__', 'length', 'x', ''][random(4)] ?? '']: item }
  return { ...value, [key]: tampered(item, random) }
}

const revision: Revision = {
  number: 2,
  status: 'failed',
  createdAt: '2026-11-21T06:00:00.000Z',
  finishedAt: '2026-11-21T06:00:09.000Z',
  by: 'ada@laptop',
  command: 'undo to 1',
  kdeployVersion: '0.1.0',
  reason: 'Deployment web: no',
  cutOff: true,
  untouched: false,
  unwritten: [1],
  restores: 1,
  outside: [{ ref: { group: '', version: 'v1', kind: 'Secret', namespace: 'b', name: 'c' }, uid: 'u' }],
  manifests: [
    {
      template: 'web.yaml',
      object: {
        ...{ apiVersion: 'batch/v1', kind: 'Job' },
        metadata: { name: 'a', namespace: 'b', annotations: { 'kdeploy.dev/hook': 'before-apply' } },
        spec: {
          template: { spec: { containers: [{ name: 'a', image: 'b', env: [{ name: 'P', value: 'secret' }] }] } },
        },
      },
      sensitive: [
        { path: ['spec', 'template', 'spec', 'containers', 0, 'env', 0, 'value'], texts: ['secret'], isKey: false },
      ],
    },
    {
      template: 'secret.yaml',
      object: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's' },
        data: { k: 'c2VjcmV0' },
        stringData: { p: 'q' },
      },
      sensitive: [{ path: ['data', 'k'], texts: [], isKey: true }],
    },
  ],
  adopted: [
    {
      object: {
        ...{ apiVersion: 'v1', kind: 'ConfigMap' },
        metadata: {
          ...{ name: 'a', namespace: 'b', uid: 'u' },
          managedFields: [{ manager: 'kubectl', operation: 'Apply', fieldsV1: { 'f:data': { 'f:k': {} } } }],
        },
        data: { k: 'v' },
      },
    },
  ],
}

function encoded(facts: Json, manifests: Json, adopted: Json): KubeObject {
  const secret = recordOf(release, revision)
  const packed = (json: Json) => gzipSync(stringifyJson(json), { level: 1 }).toString('base64')
  const data = {
    revision: Buffer.from(stringifyJson(facts)).toString('base64'),
    manifests: packed(manifests),
    adopted: packed(adopted),
  }
  return { ...secret, data }
}

test('whatever somebody made of a revision, all that goes by it goes on', { timeout: 240_000 }, () => {
  const random = randomFrom(20261121)
  const { manifests, adopted, ...facts } = parseJson(stringifyJson(revision)) as JsonObject
  const first = recordOf(release, { ...revision, number: 1, status: 'succeeded' })
  const status = { unreadable: 0, other: 0 }
  for (let round = 0; round < 2000; round += 1) {
    const parts = [facts, manifests ?? null, adopted ?? null]
    const which = random(3)
    const [one = null, two = null, three = null] = parts.map((part, index) =>
      index === which ? tampered(part, random) : part,
    )
    const history = revisionsOf(release, [first, encoded(one, two, three)])

    expect(history.map(({ revision: { number } }) => number)).toEqual([1, 2])
    expect(nextNumber(release, history)).toBe(3)
    const revisions = history.map((stored) => stored.revision)
    for (const look of [goodStates, lastGood, previousGood, undoneRevisions]) look(revisions)
    for (const stored of history) listRevision(stored, history)
    knownReach(release, null, history, [])
    const { mask } = createMasking()
    for (const recorded of claimedIn(history)) {
      textsOfRecorded(recorded)
      textMaskerOf(recorded, mask)('secret 5')
      hookPhaseOf(recorded.object)
      keyOf(refOf(recorded.object))
    }
    for (const { object } of adoptedIn(history).values()) managedFieldsOf(object)
    status[revisions[1]?.status === 'unreadable' ? 'unreadable' : 'other'] += 1
  }
  // Both of what is refused and of what is only odd there is enough.
  expect(status.unreadable).toBeGreaterThan(500)
  expect(status.other).toBeGreaterThan(200)
})

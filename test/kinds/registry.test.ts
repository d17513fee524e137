import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { kindOf } from '../../src/kinds/kind-of.ts'
import { kinds } from '../../src/kinds/registry.ts'
import { ObjectIndex } from '../../src/kinds/rules/object-index.ts'
import { minute } from '../../src/kinds/rules/progress-limit.ts'
import { refOf } from '../../src/manifest/identity.ts'
import type { JsonObject, KubeObject } from '../../src/manifest/types.ts'
import { assess, type Observed } from '../../src/workflow/waiting/assess.ts'
import { describeBlockers } from '../../src/workflow/waiting/deletion-blockers.ts'
import { limitOf } from '../../src/workflow/waiting/limits.ts'
import type { Mirror } from '../../src/workflow/waiting/mirror.ts'
import { startWaiting } from '../../src/workflow/waiting/wait-state.ts'
import { event, NOW, object } from '../support/kinds/objects.ts'

vi.mock('../../src/kinds/registry.ts', async (original) => {
  const { kafkaTopic } = await import('../support/kinds/kafka-topic.ts')
  const { kinds } = await original<typeof import('../../src/kinds/registry.ts')>()
  return { kinds: [...kinds, kafkaTopic] }
})

const apiVersion = 'kafka.example.com/v1'
const targetOf = (one: KubeObject) => ({ ref: refOf(one), object: one, place: undefined })
const topic = (status: JsonObject = {}, spec: JsonObject = {}) =>
  object(apiVersion, 'KafkaTopic', { name: 'orders', status, spec })

/** As the watches see it: the object, and an event about it. */
function watched(one: KubeObject) {
  const kind = kindOf(refOf(one))
  const observed: Observed = { target: targetOf(one), kind }
  const told = event(one, 'NoBroker', 'no broker takes the partition')
  const mirror = (objects: readonly KubeObject[]): Mirror => ({
    objects: new ObjectIndex(objects),
    deleted: new Map(),
    isListed: true,
    forbidden: undefined,
    problem: undefined,
    lastEventAt: 0,
  })
  const follow = (type: { kind: string }) => mirror(type.kind === 'Event' ? [told] : [one])
  return assess({ follow }, observed, { monotonic: 0, server: NOW })
}

describe('a kind that is added by one file and one line of the registry', () => {
  test('is waited for by its own rules, with the children that it asks for', () => {
    expect(watched(topic())).toMatchObject({
      state: 'progressing',
      message: 'waiting for its partitions',
      causes: [{ reason: 'NoBroker', message: 'no broker takes the partition' }],
    })
    expect(watched(topic({ topicId: 'x7' }))).toMatchObject({ state: 'ready', message: 'has its partitions' })
  })

  test('has as much time as it says, and must stay ready', () => {
    expect(limitOf(targetOf(topic()))).toEqual({ milliseconds: 120_000, sinceProgress: true })
    expect(limitOf(targetOf(topic({}, { creationSeconds: 5 })))).toEqual({ milliseconds: 20_000, sinceProgress: true })
    const one = targetOf(topic())
    expect(startWaiting(one, kindOf(one.ref), limitOf(one), 3000, 0).stableFor).toBe(3000)
  })

  test('says itself what it waits for while it is being deleted', () => {
    expect(describeBlockers(topic(), [])).toBe('its consumers still read')
  })
})

/** What waits for objects of all kinds. */
const general = [
  'kinds/kind-of.ts',
  'kinds/generic.ts',
  'workflow/status.ts',
  ...['kinds/rules', 'workflow/waiting', 'output/progress'].flatMap((folder) =>
    readdirSync(new URL(`../../src/${folder}`, import.meta.url)).map((file) => `${folder}/${file}`),
  ),
]

test('nothing that waits for objects of all kinds names a kind, but for the table of children', () => {
  const name = new RegExp(`'(${kinds.map(({ kind }) => kind).join('|')})'`)
  const naming = general.filter((file) =>
    name.test(readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8')),
  )

  expect(naming).toEqual(['kinds/rules/children.ts'])
})

test('docs/deploying/waiting.md says of every kind when it is ready', () => {
  const [, table = ''] =
    /## When an object is ready\n(.*?)\n\n/s.exec(
      readFileSync(new URL('../../docs/deploying/waiting.md', import.meta.url), 'utf8'),
    ) ?? []
  const told = table
    .split('\n')
    .flatMap((row) => (row.split('|')[1] ?? '').split(',').map((name) => name.replace(/\(.*\)/, '').trim()))

  expect(told).toEqual(expect.arrayContaining(kinds.map(({ kind }) => kind).filter((kind) => kind !== 'KafkaTopic')))
})

test('docs/deploying/waiting.md says of every kind with a limit of its own how long it may go without progress', () => {
  const text = readFileSync(new URL('../../docs/deploying/waiting.md', import.meta.url), 'utf8')
  const told = [...text.matchAll(/^\| (.*) without progress \| (\d+) min \|$/gm)].flatMap(([, names = '', minutes]) =>
    names.split(', ').map((name) => `${name}: ${minutes} min`),
  )
  const limits = kinds.flatMap(({ kind, progressLimit, ownDeadline }) =>
    progressLimit === undefined || ownDeadline !== undefined || kind === 'KafkaTopic'
      ? []
      : [`${kind}: ${progressLimit / minute} min`],
  )

  expect(told.filter((row) => !row.startsWith('any other')).sort()).toEqual(limits.sort())
})

import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import type { Cluster as Api } from '../../../src/cluster/api/cluster.ts'
import { ApiError } from '../../../src/cluster/errors/api-error.ts'
import { asList, isMap } from '../../../src/json-map.ts'
import type { Json, JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { isProvenUnchanged } from '../../../src/plan/ownership/unchanged.ts'
import { dry, own, refOf, withApi } from '../../support/cluster/api.ts'
import { test } from '../../support/cluster/cluster.ts'
import { widgetDefinition } from '../../support/cluster/widget-definition.ts'
import { kinds } from '../../support/model/kinds.ts'
import { edited, pick, type Random, random, turned } from '../../support/model/random-edit.ts'

/** `npm run fuzz proof` sets them. */
const runs = Number(process.env['KDEPLOY_FUZZ_RUNS'] ?? 300)
const seed = Number(process.env['KDEPLOY_FUZZ_SEED'] ?? 17)

/** A kind whose lists are of each type that the server knows. */
const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        byName: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name', 'protocol'],
          items: {
            type: 'object',
            required: ['name'],
            properties: {
              name: { type: 'string' },
              protocol: { type: 'string', default: 'TCP' },
              value: { type: 'string', default: 'v' },
            },
          },
        },
        values: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
        whole: { type: 'array', items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        atom: {
          type: 'object',
          'x-kubernetes-map-type': 'atomic',
          properties: { a: { type: 'string', default: 'd' }, b: { type: 'integer' } },
        },
        size: { 'x-kubernetes-int-or-string': true },
        any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
  },
}
const widgets = [
  { byName: [{ name: 'a' }, { name: 'a', protocol: 'UDP' }], values: ['x', 'y'], size: '1' },
  { byName: [{ name: 'b', value: '' }], whole: [{ a: 1 }], atom: { b: 1 }, any: { deep: { list: [1] } } },
  { atom: {}, values: [], any: {} },
]

const container = {
  name: 'app',
  image: 'registry.example.com/app:1',
  env: [
    { name: 'A', value: '1' },
    { name: 'B', value: '' },
  ],
  ports: [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }],
}
const withLists = {
  replicas: 0,
  selector: { matchLabels: { app: 'lists' } },
  template: { metadata: { labels: { app: 'lists' } }, spec: { containers: [container, { ...container, name: 'b' }] } },
}

/** One object that kdeploy applies, and others change. */
interface Subject {
  desired: KubeObject
  /** What kdeploy applied last. */
  applied: KubeObject
}

/** How often it was proven that nothing changes, and how often it wasn't though nothing would, of every fourth that wasn't. */
interface Counts {
  proven: number
  missed: number
}

/** The object as it is compared: without what the server counts, notes and reports. */
function comparable(object: KubeObject): JsonObject {
  const { status: _, metadata, ...content } = object
  const { resourceVersion: _r, generation: _g, managedFields, ...described } = metadata
  const entries = asList(managedFields as Json)
    .filter((entry) => isMap(entry) && entry['subresource'] === undefined)
    .map((entry) => ({ ...(entry as JsonObject), time: '' }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  return { ...content, metadata: { ...(described as JsonObject), managedFields: entries } }
}

async function allowed<Result>(request: Promise<Result>): Promise<Result | undefined> {
  try {
    return await request
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}

/** Somebody writes the object: another manager with PUT or apply, a person as kdeploy, or kdeploy itself. */
async function disturb(api: Api, subject: Subject, live: KubeObject, next: Random): Promise<void> {
  const changed = edited(live, next)
  const { managedFields: _, ...metadata } = changed.metadata
  const body = { ...changed, metadata: { ...metadata, ...identityOf(live) } }
  const { uid: _u, creationTimestamp: _c, resourceVersion: _r, ...plain } = body.metadata
  const part = { ...body, metadata: plain } as KubeObject
  delete part['status']
  const ways = [
    () => api.replace(body, { fieldManager: 'somebody', dryRun: false }),
    () => api.replace(body, { fieldManager: 'kdeploy', dryRun: false }),
    () => api.apply(partOf(part, next), { fieldManager: 'other', dryRun: false, force: next(2) === 0 }),
    () => api.apply(partOf(edited(subject.desired, next), next), { fieldManager: 'other', dryRun: false, force: true }),
    () => apply(api, subject, edited(subject.desired, next)),
  ]
  await allowed(pick(ways, next)())
}

async function apply(api: Api, subject: Subject, object: KubeObject): Promise<KubeObject> {
  const written = await api.apply(object, { ...own, force: true })
  subject.applied = object
  return written
}

function identityOf({ metadata: { uid = null, resourceVersion = null } }: KubeObject): JsonObject {
  return { uid, resourceVersion }
}

/** Some of the object's fields. */
function partOf(object: KubeObject, next: Random): KubeObject {
  const { apiVersion, kind, metadata, ...content } = object
  const kept = Object.fromEntries(Object.entries(content).filter(() => next(3) > 0))
  return { apiVersion, kind, metadata, ...kept } as KubeObject
}

test('what is proven to need nothing, the server answers a dry-run of with what is there', {
  timeout: 120_000 + runs * 200,
}, async ({ cluster }) => {
  const { namespace } = cluster
  const group = `unchanged-${namespace}.example`
  await cluster.create([widgetDefinition(group, [{ name: 'v1', schema }])])
  await cluster.kubectl(['wait', '--for=condition=Established', `crd/widgets.${group}`])
  const states: readonly (readonly JsonObject[])[] = [
    ...kinds.map(({ states }) => states as readonly JsonObject[]),
    [{ apiVersion: 'apps/v1', kind: 'Deployment', spec: withLists }],
    widgets.map((spec) => ({ apiVersion: `${group}/v1`, kind: 'Widget', spec })),
  ]
  const counts: Counts = { proven: 0, missed: 0 }
  try {
    await withApi(cluster, async (api) => {
      const work = async (ofKind: readonly JsonObject[], index: number) => {
        const next = random(seed * 1000 + index)
        const metadata = { name: `object-${index}`, namespace, labels: { of: 'model' } }
        const stateOf = () => idle({ ...structuredClone(pick(ofKind, next)), metadata } as unknown as KubeObject)
        let subject: Subject | undefined
        for (let run = index; run < runs; run += states.length) {
          if (subject === undefined || next(40) === 0) {
            if (subject !== undefined) await api.delete(refOf(subject.desired))
            const desired = stateOf()
            subject = { desired, applied: desired }
            await allowed(apply(api, subject, desired))
          }
          const live = await api.get(refOf(subject.desired))
          if (live === null || live.metadata['deletionTimestamp'] !== undefined) {
            // Somebody's finalizer keeps it.
            if (live !== null) await release(api, live)
            subject = undefined
            continue
          }
          const step = next(7)
          if (step === 0) subject.desired = edited(subject.desired, next)
          else if (step === 1) subject.desired = stateOf()
          else if (step === 2) await allowed(apply(api, subject, subject.desired))
          else if (step === 3) subject.desired = turned(subject.applied)
          else if (step < 6) await disturb(api, subject, live, next)
          await judge(api, subject, counts, next)
          // An edit that changed much is taken back now and then, so that what is there is wanted again.
          if (next(2) === 0) subject.desired = subject.applied
        }
      }
      await Promise.all(states.map(work))
    })
  } finally {
    await cluster.kubectl(['delete', `crd/widgets.${group}`, '--wait=false'])
  }
  if (process.env['KDEPLOY_FUZZ_RUNS'] !== undefined) process.stderr.write(`${JSON.stringify(counts)}\n`)
  // What needs nothing is proven most of the time.
  expect(counts.proven).toBeGreaterThan(runs / 10)
  expect(counts.proven).toBeGreaterThan(counts.missed)
})

/** Without pods, whose coming and going changes what is compared. */
function idle(object: KubeObject): KubeObject {
  const { spec } = object
  if (isMap(spec) && typeof spec['replicas'] === 'number') spec['replicas'] = 0
  return object
}

async function release(api: Api, live: KubeObject): Promise<void> {
  const { finalizers: _, ...metadata } = live.metadata
  await allowed(api.replace({ ...live, metadata }, { fieldManager: 'somebody', dryRun: false }))
}

/** Whether the server agrees; counts what it says of the unproven. */
async function judge(api: Api, subject: Subject, counts: Counts, next: Random): Promise<void> {
  const { desired, applied } = subject
  const live = await api.get(refOf(desired))
  if (live === null) return
  const isProven = isProvenUnchanged(desired, live, 'kdeploy', applied)
  if (!isProven && next(4) > 0) return
  const answer = await api.apply(desired, dry).catch((error: unknown) => {
    if (!isProven && error instanceof ApiError) return undefined
    throw new Error(`${String(error)}\n${describe(subject, live)}`, { cause: error })
  })
  // A controller wrote it meanwhile.
  const after = await api.get(refOf(desired))
  if (after?.metadata['resourceVersion'] !== live.metadata['resourceVersion']) return judge(api, subject, counts, next)
  if (isProven) {
    expect(answer && comparable(answer), describe(subject, live)).toEqual(comparable(live))
    counts.proven += 1
  } else if (answer !== undefined && isDeepStrictEqual(comparable(answer), comparable(live))) counts.missed += 1
}

function describe({ desired, applied }: Subject, live: KubeObject): string {
  return `seed ${seed}\n${JSON.stringify({ desired, live, applied })}`
}

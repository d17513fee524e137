import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyOf, refOf } from '../../../src/manifest/identity.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { candidatesAmong } from '../../../src/plan/prune/candidates.ts'
import { decideFates } from '../../../src/plan/prune/decide.ts'
import { toDelete, toOrphan } from '../../../src/plan/prune-candidates.ts'
import { whyUnproven } from '../../../src/plan/scope/restoration.ts'
import { noFacts } from '../../support/plan/candidate.ts'

const namespace = 'shop-ns'
const own = { applySet: 'applyset-a-v1', release: 'shop/prod_a/shop-ns' }
const seed = 14
const numRuns = 2000

/** Kinds, and whether each is namespaced. */
const kinds: Readonly<Record<string, { readonly apiVersion: string; readonly isNamespaced: boolean }>> = {
  ConfigMap: { apiVersion: 'v1', isNamespaced: true },
  Namespace: { apiVersion: 'v1', isNamespaced: false },
  PriorityClass: { apiVersion: 'scheduling.k8s.io/v1', isNamespaced: false },
  Role: { apiVersion: 'rbac.authorization.k8s.io/v1', isNamespaced: true },
  ClusterRole: { apiVersion: 'rbac.authorization.k8s.io/v1', isNamespaced: false },
  RoleBinding: { apiVersion: 'rbac.authorization.k8s.io/v1', isNamespaced: true },
  ClusterRoleBinding: { apiVersion: 'rbac.authorization.k8s.io/v1', isNamespaced: false },
}

const few = (...texts: readonly string[]) => fc.subarray([...texts], { minLength: 1 })
const rule = fc.record(
  {
    verbs: few('get', 'delete', '*'),
    apiGroups: few('', 'apps', '*'),
    resources: few('pods', 'secrets', 'pods/log', '*/log', '*'),
    resourceNames: few('a', 'b'),
  },
  { requiredKeys: ['verbs', 'apiGroups', 'resources'] },
)
const paths = fc.record({ verbs: few('get', '*'), nonResourceURLs: few('/a', '/a/b', '/a/*', '*') })
const rules = fc.array(fc.oneof({ arbitrary: rule, weight: 3 }, paths), { maxLength: 3 })
const roleRef = fc.record({ kind: fc.constantFrom('Role', 'ClusterRole'), name: fc.constantFrom('view', 'admin') })
const subjects = fc.array(
  fc.record({ kind: fc.constant('ServiceAccount'), name: fc.constantFrom('web', 'eve'), namespace: fc.constant('x') }),
  { maxLength: 2 },
)

/** An object as a template, a revision or the cluster may have it; its namespace may be one that its kind hasn't got. */
const object = fc
  .record({
    kind: fc.constantFrom(...Object.keys(kinds)),
    name: fc.constantFrom('a', 'b'),
    at: fc.constantFrom(namespace, 'other', undefined),
    rules,
    roleRef,
    subjects,
    labels: fc.dictionary(fc.constantFrom('aggregate', 'enforce'), fc.constantFrom('yes', 'no'), { maxKeys: 1 }),
  })
  .map(({ kind, name, at, labels, ...content }): KubeObject => {
    const about = kind.endsWith('Binding')
      ? { roleRef: content.roleRef, subjects: content.subjects }
      : kind.endsWith('Role')
        ? { rules: content.rules }
        : {}
    const metadata = { name, ...(at === undefined ? {} : { namespace: at }), labels }
    return { apiVersion: kinds[kind]?.apiVersion ?? '', kind, metadata, ...about } as KubeObject
  })

/** Whose a live object is, by what it carries. */
const owner = fc.constantFrom('member', 'forged', 'labelled', 'stranger')

const isNamespaced = ({ kind }: KubeObject) => kinds[kind]?.isNamespaced === true

/** As the API server keeps an object: in no namespace where its kind has none. */
function asLive(wanted: KubeObject, whose: string, uid: string): KubeObject {
  const { namespace: at, labels, ...metadata } = wanted.metadata
  const isOwn = whose !== 'stranger'
  return {
    ...wanted,
    metadata: {
      ...metadata,
      uid,
      ...(isNamespaced(wanted) ? { namespace: at ?? 'other' } : {}),
      labels: { ...(labels as JsonObject), ...(isOwn ? { 'applyset.kubernetes.io/part-of': own.applySet } : {}) },
      annotations: whose === 'labelled' || !isOwn ? {} : { 'kdeploy.dev/release': own.release },
      managedFields: isOwn ? [{ manager: 'kdeploy', operation: 'Apply', fieldsV1: { 'f:data': {} } }] : [],
    },
  }
}

const place = (wanted: KubeObject) =>
  `${wanted.kind}/${isNamespaced(wanted) ? wanted.metadata['namespace'] : ''}/${wanted.metadata.name}`

/** Every request that a role allows, out of a small world of them, as the API server's authorizer decides. */
function allowed(role: KubeObject | undefined): Set<string> {
  const all = new Set<string>()
  const list = (role?.['rules'] ?? []) as { [key: string]: string[] | undefined }[]
  const has = (values: string[] | undefined, wanted: string) => values?.includes('*') || values?.includes(wanted)
  for (const verb of ['get', 'delete', 'escalate'])
    for (const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } of list) {
      if (!has(verbs, verb)) continue
      for (const url of ['/a', '/a/b', '/a/c', '/z'])
        if (nonResourceURLs?.some((one) => one === url || (one.endsWith('*') && url.startsWith(one.slice(0, -1)))))
          all.add(`${verb} ${url}`)
      for (const group of ['', 'apps', 'batch'])
        for (const resource of ['pods', 'secrets', 'pods/log', 'jobs/log', 'jobs'])
          for (const name of ['a', 'b', 'c', ''])
            if (
              has(apiGroups, group) &&
              (has(resources, resource) || (resource.endsWith('/log') && resources?.includes('*/log'))) &&
              (resourceNames === undefined || resourceNames.includes(name))
            )
              all.add(`${verb} ${group}/${resource}/${name}`)
    }
  return all
}

function bound(binding: KubeObject | undefined): Set<string> {
  const { kind, name } = (binding?.['roleRef'] ?? {}) as { kind?: string; name?: string }
  const list = (binding?.['subjects'] ?? []) as { name: string }[]
  return new Set(list.map((subject) => `${kind}/${name} ${subject.name}`))
}

function grantsNoMore(wanted: KubeObject, present: KubeObject | undefined): boolean {
  const granted = wanted.kind.endsWith('Binding') ? bound : allowed
  const known = granted(present)
  return [...granted(wanted)].every((right) => known.has(right))
}

test('what is written of 2,000 tampered revisions is inside the namespace, the release’s or rendered, and grants no more', {
  timeout: 60_000,
}, () => {
  const state = fc.record({
    revision: fc.array(object, { minLength: 1, maxLength: 6 }),
    there: fc.array(fc.tuple(object, owner), { maxLength: 8 }),
    rendered: fc.array(object, { maxLength: 6 }),
  })
  const counts = { written: 0, refused: 0 }
  fc.assert(
    fc.property(state, ({ revision, there, rendered }) => {
      // Nobody who may only write Secrets can forge a member.
      const live = new Map(
        there.map(([one, whose], index) => {
          const object = asLive(one, whose === 'forged' ? 'labelled' : whose, `uid-${index}`)
          return [place(object), { object, isMember: whose === 'member' && one.kind !== 'Namespace' }]
        }),
      )
      const now = new Map(rendered.map((one) => [keyOf(refOf(one)), one]))
      for (const wanted of revision) {
        const found = live.get(place(wanted))
        const present = { own, manager: 'kdeploy', namespace, rendered: now, before: new Map() }
        const restored = { ref: refOf(wanted), object: wanted, live: found?.object ?? null }
        if (whyUnproven({ ...restored, isNamespaced: isNamespaced(wanted) }, present) !== undefined) {
          counts.refused += 1
          continue
        }
        counts.written += 1
        const isInside = isNamespaced(wanted) && wanted.metadata['namespace'] === namespace
        const template = now.get(keyOf(refOf(wanted)))
        const isOwn = isInside || found?.isMember === true || template !== undefined
        const isLabelled = JSON.stringify(wanted.metadata['labels']) === JSON.stringify(template?.metadata['labels'])
        const isRight = wanted.kind === 'Namespace' ? isLabelled : !/Role/.test(wanted.kind)
        const isGranted = isRight || grantsNoMore(wanted, found?.object) || grantsNoMore(wanted, template)
        if (!isOwn || !isGranted) throw new Error(`written: ${JSON.stringify(wanted)}`)
      }
    }),
    { seed, numRuns },
  )
  expect(Math.min(counts.written, counts.refused)).toBeGreaterThan(500)
})

test('what is deleted by 2,000 widened parents is inside the namespace, or was written by the release', {
  timeout: 60_000,
}, () => {
  const state = fc.record({
    there: fc.array(fc.tuple(object, owner, fc.boolean()), { minLength: 1, maxLength: 10 }),
    strangeUids: fc.array(fc.uuid(), { maxLength: 4 }),
  })
  const counts = { deleted: 0, kept: 0 }
  fc.assert(
    fc.property(state, ({ there, strangeUids }) => {
      const members = there.map(([one, whose], index) => asLive(one, whose, `uid-${index}`))
      // What the release wrote itself; whatever else somebody wrote into the records is of no object.
      const written = there.flatMap(([, whose, isWritten], index) =>
        isWritten && whose === 'member' ? [`uid-${index}`] : [],
      )
      const facts = { ...noFacts, namespace, writtenOutside: new Set([...written, ...strangeUids]) }
      const candidates = decideFates(candidatesAmong(members, new Set(), new Set(), 'kdeploy'), facts)
      for (const { live } of [...toDelete(candidates), ...toOrphan(candidates)]) {
        counts.deleted += 1
        const isInside = live.metadata['namespace'] === namespace
        if (!isInside && !written.includes(String(live.metadata['uid']))) throw new Error(`deleted: ${place(live)}`)
      }
      counts.kept += candidates.length - toDelete(candidates).length
    }),
    { seed, numRuns },
  )
  expect(Math.min(counts.deleted, counts.kept)).toBeGreaterThan(1000)
})

import { expect, test } from 'vitest'
import {
  needsOfAutoscalers,
  needsOfDrift,
  needsOfNamespaces,
  needsOfPrune,
  needsOfReferences,
} from '../../../src/plan/permissions/further.ts'
import type { Need } from '../../../src/plan/permissions/need.ts'

const ref = (kind: string, name = 'x', group = 'apps') => ({ group, version: 'v1', kind, namespace: 'a', name })
const applied = (kind: string, plural: string) => ({
  ...{ ref: ref(kind), plural, place: { file: 'x.yaml' }, absent: false },
  desired: { apiVersion: 'apps/v1', kind, metadata: { name: 'x' } },
})
const gist = (needs: readonly Need[]) => needs.map(({ verb, resource }) => `${verb} ${resource}`)

const prune = needsOfPrune([{ group: 'apps', resource: 'deployments', namespace: 'a' }])
const drift = needsOfDrift([applied('Deployment', 'deployments')])
const references = needsOfReferences(['x', 'y'].map((name) => ({ ref: ref('Secret', name, ''), plural: 'secrets' })))
const namespaces = needsOfNamespaces(['a'])
const autoscalers = needsOfAutoscalers([applied('Deployment', 'deployments'), applied('DaemonSet', 'daemonsets')])

test('what only makes a run know more is optional, and names each thing once', () => {
  expect(gist(prune)).toEqual(['get deployments', 'list deployments', 'delete deployments'])
  expect(gist(drift)).toEqual(['update deployments'])
  expect(gist(references)).toEqual(['get secrets', 'list secrets'])
  expect(gist(namespaces)).toEqual(['get namespaces', 'list resourcequotas', 'list limitranges'])
  expect(gist(autoscalers)).toEqual(['list horizontalpodautoscalers'])
  const all = [...prune, ...drift, ...references, ...namespaces, ...autoscalers]
  expect(all.every(({ isOptional }) => isOptional)).toBe(true)
})

test('no autoscaler sets the number of a DaemonSet', () => {
  expect(needsOfAutoscalers([applied('DaemonSet', 'daemonsets')])).toEqual([])
})

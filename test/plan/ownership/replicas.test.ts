import { expect, test } from 'vitest'
import { describeReplicaOwner, type ReplicaFacts, replicaOwnerOf } from '../../../src/plan/ownership/replicas.ts'

const web = { name: 'web', isPruned: false }
const pruned = { name: 'web', isPruned: true }
const plain: ReplicaFacts = { autoscaler: undefined, isUnset: false, wasUnset: false, isScaled: false }

test.each<[string, Partial<ReplicaFacts>, ReturnType<typeof replicaOwnerOf>]>([
  ['of a manifest that sets them are the manifest’s', {}, undefined],
  ['that an autoscaler scales are its own, though the manifest sets them', { autoscaler: web }, web],
  ['of an autoscaler that goes are the manifest’s again', { autoscaler: pruned }, undefined],
  ['of an autoscaler that goes stay where the manifest sets none', { autoscaler: pruned, isUnset: true }, pruned],
  ['that the manifest no longer sets are the default’s', { isUnset: true }, undefined],
  ['that no manifest has set for long stay', { isUnset: true, wasUnset: true }, 'kept'],
  ['that the manifest sets are its own where nobody knows an autoscaler', { autoscaler: 'unknown' }, undefined],
  ['that something scaled stay where nobody knows an autoscaler', { autoscaler: 'unknown', isScaled: true }, 'unknown'],
  ['that the manifest sets none of stay where nobody knows', { autoscaler: 'unknown', isUnset: true }, 'unknown'],
])('replicas %s', (_, facts, owner) => {
  expect(replicaOwnerOf({ ...plain, ...facts })).toEqual(owner)
})

test('why replicas stay is told', () => {
  expect(describeReplicaOwner(web)).toBe('because HorizontalPodAutoscaler web scales it')
  expect(describeReplicaOwner('kept')).toBe('although neither the template nor an autoscaler sets it')
})

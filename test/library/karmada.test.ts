import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createEnvironment } from '../../src/template/library.ts'
import { readDocuments } from '../../src/yaml/read.ts'
import { repository } from '../support/projects/project.ts'

const loader = (name: string) => readFileSync(join(repository, 'templates', name), 'utf8')
const environment = createEnvironment({ undefined: 'strict', loader })

const render = (karmada: unknown) =>
  environment.render('karmada.yaml', karmada === undefined ? { app: 'shop' } : { app: 'shop', karmada })

/** What the one policy says of its clusters. */
const placement = (karmada: unknown) => {
  const [policy] = readDocuments(render(karmada), 'rendered').map(({ value }) => value as { spec?: object })
  return policy?.spec
}

test.each([
  ['karmada is not set', undefined],
  ['a layer sets it to null', null],
  ['a layer takes out every cluster', { clusters: { eu: false }, cluster_labels: { stage: 'prod' } }],
  ['the list is empty', { clusters: [] }],
])('nothing is brought anywhere where %s', (_, karmada) => {
  expect(render(karmada).trim()).toBe('')
})

test('no cluster is meant by default', () => {
  expect(() => render({})).toThrow(/clusters/)
})

test.each([
  ['names', { clusters: ['eu'] }, { clusterAffinity: { clusterNames: ['eu'] } }],
  ['labels', { cluster_labels: { a: 'b' } }, { clusterAffinity: { labelSelector: { matchLabels: { a: 'b' } } } }],
  [
    'the keys of a map, but for those that are false',
    { clusters: { eu: null, us: {}, ap: false } },
    { clusterAffinity: { clusterNames: ['eu', 'us'] } },
  ],
])('clusters are %s, and each gets all replicas', (_, karmada, affinity) => {
  expect(placement(karmada)).toMatchObject({
    placement: { ...affinity, replicaScheduling: { replicaSchedulingType: 'Duplicated' } },
  })
})

test('replicas are divided by weight, by room, or among few clusters', () => {
  const scheduling = (karmada: object) => placement(karmada) as { placement: { replicaScheduling: unknown } }
  const of = (karmada: object) => scheduling(karmada).placement.replicaScheduling
  const weight = (cluster: string, value: number) => ({ targetCluster: { clusterNames: [cluster] }, weight: value })

  expect(of({ clusters: { eu: { weight: 3 }, us: {} } })).toEqual({
    replicaSchedulingType: 'Divided',
    replicaDivisionPreference: 'Weighted',
    weightPreference: { staticWeightList: [weight('eu', 3), weight('us', 1)] },
  })
  expect(of({ clusters: ['eu', 'us'], replicas: 'Weighted' })).toEqual({
    replicaSchedulingType: 'Divided',
    replicaDivisionPreference: 'Weighted',
    weightPreference: { dynamicWeight: 'AvailableReplicas' },
  })
  expect(of({ clusters: ['eu', 'us'], replicas: 'Aggregated' })).toEqual({
    replicaSchedulingType: 'Divided',
    replicaDivisionPreference: 'Aggregated',
  })
})

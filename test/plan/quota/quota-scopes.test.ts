import { describe, expect, test } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { demandOf, excessOf } from '../../../src/plan/quota/quota.ts'
import { configMapRef, deployment, quota, requests } from '../../support/plan/quota.ts'

const required = 'requiredDuringSchedulingIgnoredDuringExecution'

const preferred = 'preferredDuringSchedulingIgnoredDuringExecution'

const elsewhere = { scopes: ['CrossNamespacePodAffinity'] }

const priority = (operator: string, ...values: string[]): JsonObject => ({
  scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator, values }] },
})

describe('a quota', () => {
  test.each<[covered: boolean, what: string, scope: JsonObject, podSpec: JsonObject]>([
    [true, 'a pod with a deadline', { scopes: ['Terminating'] }, { activeDeadlineSeconds: 0 }],
    [false, 'a pod without one', { scopes: ['Terminating'] }, {}],
    [true, 'a pod without one', { scopes: ['NotTerminating'] }, {}],
    [true, 'a pod that asks for nothing', { scopes: ['BestEffort'] }, {}],
    [false, 'a pod that asks for something', { scopes: ['BestEffort'] }, { containers: [requests('1', '1Gi')] }],
    [true, 'a pod that asks for something', { scopes: ['NotBestEffort'] }, { containers: [requests('1', '1Gi')] }],
    [false, 'a pod in one of two scopes', { scopes: ['NotTerminating', 'NotBestEffort'] }, {}],
    [true, 'a class that is listed', priority('In', 'high'), { priorityClassName: 'high' }],
    [false, 'a class that is not', priority('In', 'high'), { priorityClassName: 'low' }],
    [true, 'a class that is not ruled out', priority('NotIn', 'high'), { priorityClassName: 'low' }],
    [true, 'any class', priority('Exists'), { priorityClassName: 'low' }],
    [false, 'no class, as the default is unknown', priority('DoesNotExist'), {}],
    [
      true,
      'pods of other namespaces',
      elsewhere,
      { affinity: { podAffinity: { [required]: [{ namespaces: ['a'] }] } } },
    ],
    [
      true,
      'any namespace, preferred',
      elsewhere,
      { affinity: { podAntiAffinity: { [preferred]: [{ podAffinityTerm: { namespaceSelector: {} } }] } } },
    ],
    [false, 'pods of its own namespace', elsewhere, { affinity: { podAffinity: { [required]: [{}] } } }],
    [false, 'a scope that is not known', { scopes: ['Odd'] }, {}],
  ])('with scopes: %s for %s', (covered, _what, scope, podSpec) => {
    const web = { ...configMapRef('web'), group: 'apps', kind: 'Deployment' }
    const demand = demandOf(web, 'deployments', null, deployment(2, podSpec))

    const excess = excessOf([quota({ pods: '1', 'count/deployments.apps': '0' }, {}, scope)], [demand])

    expect(excess.map(({ resource, needed }) => [resource, needed])).toEqual(covered ? [['pods', 2]] : [])
  })

  test('may be given back pods without a class, which the default class put into its scope', () => {
    const web = { ...configMapRef('web'), group: 'apps', kind: 'Deployment' }
    const scoped = quota({ pods: '2' }, { pods: '2' }, priority('In', 'high'))
    const needed = (...pairs: [live: KubeObject | null, next: KubeObject][]) =>
      excessOf(
        [scoped],
        pairs.map(([live, next]) => demandOf(web, 'deployments', live, next)),
      ).map((excess) => excess.needed)
    const plain = (replicas: number) => deployment(replicas, {})
    const named = (replicas: number) => deployment(replicas, { priorityClassName: 'high' })

    expect(needed([plain(2), named(2)])).toEqual([])
    expect(needed([plain(2), named(3)])).toEqual([1])
    expect(needed([plain(2), plain(3)])).toEqual([])
    expect(needed([plain(2), plain(3)], [null, named(1)])).toEqual([1])
    expect(needed([plain(2), plain(1)], [null, named(1)])).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { apiProblem } from '../../src/schemas/api-versions.ts'
import { builtIn } from '../../src/schemas/built-in.ts'
import { newestMinor, oldestMinor } from '../../src/schemas/data/versions.ts'

const problem = (api: string, minor = 36) => {
  const [apiVersion = '', kind = ''] = api.split(' ')
  const found = apiProblem(apiVersion, kind, builtIn(minor))
  return found && [found.rule, found.message, found.hint]
}

describe('an API that was removed', () => {
  it.each([
    ['policy/v1beta1 PodDisruptionBudget', 25, 'policy/v1 PodDisruptionBudget'],
    ['extensions/v1beta1 Ingress', 22, 'networking.k8s.io/v1 Ingress'],
    ['extensions/v1beta1 Deployment', 16, 'apps/v1 Deployment'],
    ['batch/v1beta1 CronJob', 25, 'batch/v1 CronJob'],
    ['autoscaling/v2beta2 HorizontalPodAutoscaler', 26, 'autoscaling/v2 HorizontalPodAutoscaler'],
    ['flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema', 26, 'flowcontrol.apiserver.k8s.io/v1 FlowSchema'],
    ['apiextensions.k8s.io/v1beta1 CustomResourceDefinition', 22, 'apiextensions.k8s.io/v1 CustomResourceDefinition'],
    ['networking.k8s.io/v1beta1 IngressClass', 22, 'networking.k8s.io/v1 IngressClass'],
    ['events.k8s.io/v1beta1 Event', 25, 'events.k8s.io/v1 Event'],
  ])('is named with the version that removed it and what follows: %s', (api, minor, next) => {
    expect(problem(api)).toEqual(['api-removed', `${api} was removed in Kubernetes 1.${minor}`, `use ${next}`])
  })

  it('may have nothing that follows', () => {
    expect(problem('policy/v1beta1 PodSecurityPolicy')).toEqual([
      'api-removed',
      'policy/v1beta1 PodSecurityPolicy was removed in Kubernetes 1.25',
      undefined,
    ])
  })

  it('is deprecated in the versions before', () => {
    const api = 'flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema'

    expect(problem(api, 28)).toBeUndefined()
    expect(problem(api, 31)).toEqual([
      'api-deprecated',
      `${api} is deprecated: Kubernetes 1.32 removes it`,
      'use flowcontrol.apiserver.k8s.io/v1 FlowSchema',
    ])
    expect(problem(api, 32)?.[0]).toBe('api-removed')
  })
})

describe('an API that does not exist', () => {
  it.each([
    ['apps/v1 Deploymnet', 'did you mean apps/v1 Deployment?'],
    ['v1 Deployment', 'use apps/v1 Deployment'],
    ['apps/v2 Deployment', 'use apps/v1 Deployment'],
    ['app/v1 Deployment', 'use apps/v1 Deployment'],
    ['v1 Ingres', 'did you mean networking.k8s.io/v1 Ingress?'],
    ['rbac.authorisation.k8s.io/v1 Role', 'use rbac.authorization.k8s.io/v1 Role'],
    ['v1 Whatever', undefined],
  ])('is told with the nearest: %s', (api, hint) => {
    expect(problem(api)).toEqual(['kind-unknown', `there is no ${api} in Kubernetes 1.36`, hint])
  })

  it('is told where a later version has it', () => {
    expect(problem('networking.k8s.io/v1 ServiceCIDR', 30)).toEqual([
      'kind-unknown',
      'networking.k8s.io/v1 ServiceCIDR does not exist before Kubernetes 1.33',
      undefined,
    ])
  })

  it('is a custom resource in a group that is not Kubernetes’ own', () => {
    expect(problem('cert-manager.io/v1 Certificate')).toBeUndefined()
    for (const api of [
      'gateway.networking.k8s.io/v1 Gateway',
      'networking.x-k8s.io/v1 Ingress',
      'apps.kruise.io/v1beta1 StatefulSet',
      'batch.volcano.sh/v1alpha1 Job',
      'authorization.openshift.io/v1 Role',
      'snapshot.storage.k8s.io/v1 VolumeSnapshot',
    ])
      expect([api, problem(api)]).toEqual([api, undefined])
  })
})

describe('every shipped version', () => {
  const minors = Array.from({ length: newestMinor - oldestMinor + 1 }, (_, index) => oldestMinor + index)

  it.each(minors)('serves what every cluster has: 1.%s', (minor) => {
    for (const api of ['v1 Pod', 'apps/v1 Deployment', 'batch/v1 CronJob', 'apiregistration.k8s.io/v1 APIService'])
      expect([api, builtIn(minor).schemaOf(api)?.fields?.has('metadata')]).toEqual([api, true])
  })

  it.each(minors)('has every definition that it refers to: 1.%s', (minor) => {
    const seen = new Set<unknown>()
    const walk = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null || seen.has(schema)) return
      seen.add(schema)
      for (const part of schema instanceof Map ? schema.values() : Object.values(schema)) walk(part)
    }
    for (const api of builtIn(minor).kinds.keys()) walk(builtIn(minor).schemaOf(api))
    expect(seen.size).toBeGreaterThan(1000)
  })

  it('is refused where it is not shipped', () => {
    expect(() => builtIn(oldestMinor - 1)).toThrow(`no schemas of Kubernetes 1.${oldestMinor - 1} are shipped`)
  })
})

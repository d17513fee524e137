import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { manifest, service, withContainer } from './manifests.ts'

const rule = 'selector-matches-nothing'
const web = withContainer('image: a:1')
const selecting = (labels: string) => service(`selector:\n  app: ${labels}\nports: [{port: 80}]`)

describe('the rule selector-matches-nothing', () => {
  it('finds a Service, and tells the label that differs', () => {
    const text = service('selector:\n  app: web\n  tier: front\nports: [{port: 80}]')
    expect(foundIn(rule, web, text)).toEqual([
      ['selects no pods of the render: tier is front, and Deployment web has no such label', 'tier: front'],
    ])
    const pods = withContainer('image: a:1', { labels: '{app: web, tier: back}' })
    expect(foundIn(rule, pods, text)).toEqual([
      ['selects no pods of the render: tier is front, and Deployment web has tier: back', 'tier: front'],
    ])
    expect(foundIn(rule, web, selecting('wbe'))).toEqual([
      ['selects no pods of the render: none has app: wbe', 'selector:'],
    ])
  })

  it.each([
    ['policy/v1', 'PodDisruptionBudget', 'selector'],
    ['networking.k8s.io/v1', 'NetworkPolicy', 'podSelector'],
    ['monitoring.coreos.com/v1', 'PodMonitor', 'selector'],
  ])('finds one of %s %s', (apiVersion, kind, field) => {
    const text = manifest(apiVersion, kind, 'a', `${field}:\n  matchLabels: {app: wbe}`)
    expect(foundIn(rule, web, text)).toEqual([
      ['selects no pods of the render: none has app: wbe', 'matchLabels: {app: wbe}'],
    ])
  })

  it('finds a ServiceMonitor that fits no Service', () => {
    const monitor = (labels: string, more = '') =>
      manifest('monitoring.coreos.com/v1', 'ServiceMonitor', 'a', `selector:\n  matchLabels: ${labels}${more}`)
    expect(foundIn(rule, web, selecting('web'), monitor('{app: web}'))).toEqual([
      ['selects no Service of the render: none has app: web', 'matchLabels: {app: web}'],
    ])
    const labelled = selecting('web').replace('name: web', 'name: web\n  labels: {app: web}')
    expect(foundIn(rule, web, labelled, monitor('{app: web}'))).toEqual([])
    expect(
      foundIn(rule, web, selecting('web'), monitor('{a: b}', '\nnamespaceSelector: {matchNames: [kube-system]}')),
    ).toEqual([])
    expect(foundIn(rule, web, selecting('web'), monitor('{a: b}', '\nnamespaceSelector: {any: true}'))).toEqual([])
    expect(foundIn(rule, web, monitor('{a: b}'))).toEqual([])
  })

  const role = (verb: string, resource = 'pods') =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\nrules:\n- {apiGroups: [""], resources: [${resource}], verbs: [get, ${verb}]}\n`
  const binding =
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b}\nroleRef: {kind: ClusterRole, name: admin}\n'
  const leader = service('selector: {app: web, role: leader}\nports: [{port: 80}]')

  it.each([
    ['a fitting one', [web, selecting('web')]],
    ['a profile without workloads', [selecting('wbe')]],
    ['pods of another namespace', [web.replace('name: web', 'name: web\n  namespace: other'), selecting('wbe')]],
    ['a Service without a selector', [web, service('ports: [{port: 80}]')]],
    ['an ExternalName', [web, service('type: ExternalName\nselector: {a: b}')]],
    ['a policy for all pods', [web, manifest('networking.k8s.io/v1', 'NetworkPolicy', 'a', 'podSelector: {}')]],
    [
      'expressions',
      [
        web,
        manifest('policy/v1', 'PodDisruptionBudget', 'a', 'selector: {matchExpressions: [{key: a, operator: Exists}]}'),
      ],
    ],
    ['pods that a controller may make', [web, manifest('acme.dev/v1', 'Database', 'a', 'size: 1'), selecting('db')]],
    [
      'one pod of a StatefulSet',
      [
        withContainer('image: a:1', { kind: 'StatefulSet' }),
        service('selector: {app: web, statefulset.kubernetes.io/pod-name: web-0}'),
      ],
    ],
    ['a label that pods give themselves', [web, leader, role('patch')]],
    ['pods that an operator makes', [web, selecting('db'), role('create')]],
    ['workloads that an operator makes', [web, selecting('db'), role('"*"', 'deployments')]],
    ['what an administrator makes', [web, selecting('db'), binding]],
  ])('passes %s', (_, texts) => {
    expect(foundIn(rule, ...texts)).toEqual([])
  })

  it('finds a label that no pod may give itself, whatever else is rendered', () => {
    expect(foundIn(rule, web, leader, role('list'))).toHaveLength(1)
    expect(foundIn(rule, web, leader, role('update', 'deployments'))).toHaveLength(1)
    const certificate = manifest('cert-manager.io/v1', 'Certificate', 'a', 'secretName: b')
    expect(foundIn(rule, web, leader, certificate)).toHaveLength(1)
  })
})

import { describe, expect, test } from 'vitest'
import { refOf } from '../../src/manifest/identity.ts'
import type { KubeObject } from '../../src/manifest/types.ts'
import { isRefusedBy, isServedBy, type OwnServer, ownServers, servedApi } from '../../src/plan/own-servers.ts'

const released = (object: KubeObject) => ({ ref: refOf(object), desired: object })

const object = (apiVersion: string, kind: string, name: string, spec = {}, namespace = 'a'): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
  spec,
})

const template = (app: string) => ({ template: { metadata: { labels: { app } }, spec: {} } })
const service = object('v1', 'Service', 'hook', { selector: { app: 'hook' } })
const deployment = object('apps/v1', 'Deployment', 'hook', template('hook'))
const other = object('apps/v1', 'Deployment', 'web', template('web'))

function configuration(resources: string[], clientConfig: object = { service: { namespace: 'a', name: 'hook' } }) {
  const rules = [{ apiGroups: ['', 'example.com'], apiVersions: ['*'], operations: ['CREATE'], resources }]
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'hook' },
    webhooks: [{ name: 'hook.example.com', clientConfig, rules }],
  } as KubeObject
}

const api = {
  ...object('apiregistration.k8s.io/v1', 'APIService', 'v1.x.example.com', {
    group: 'x.example.com',
    version: 'v1',
    service: { namespace: 'a', name: 'hook' },
  }),
  metadata: { name: 'v1.x.example.com' },
}

const find = (...objects: KubeObject[]) => ownServers(objects.map(released))

describe('a webhook configuration or an APIService', () => {
  test('has its server in the release where its Service is, and the workloads that this selects', () => {
    const found = find(configuration(['widgets']), api, service, deployment, other)

    expect(found.map(({ ref, workloads }) => [ref.kind, workloads.map(({ name }) => name)])).toEqual([
      ['ValidatingWebhookConfiguration', ['hook']],
      ['APIService', ['hook']],
    ])
  })

  test('has none where its Service is elsewhere, or it names a URL', () => {
    const elsewhere = object('v1', 'Service', 'hook', { selector: { app: 'hook' } }, 'b')

    expect(find(configuration(['widgets']), elsewhere, deployment)).toEqual([])
    expect(find(configuration(['widgets'], { url: 'https://hook.example.com' }), service, deployment)).toEqual([])
  })

  test('whose Service selects nothing has no workloads', () => {
    expect(find(configuration(['widgets']), object('v1', 'Service', 'hook'), deployment)).toMatchObject([
      { workloads: [] },
    ])
  })
})

describe('what a server of the release serves', () => {
  const only = (...objects: KubeObject[]) => find(...objects, service, deployment)[0] as OwnServer

  test.each<[string, string[], KubeObject, boolean]>([
    ['what its rules name', ['widgets'], object('example.com/v1', 'Widget', 'a'), true],
    ['another plural', ['policies'], object('example.com/v1', 'Policy', 'a'), true],
    ['another group', ['widgets'], object('example.org/v1', 'Widget', 'a'), false],
    ['another kind', ['gadgets'], object('example.com/v1', 'Widget', 'a'), false],
    ['everything', ['*'], object('v1', 'ConfigMap', 'a'), true],
    ['a workload by its pods', ['pods'], other, true],
    ['its own workload', ['*', 'pods'], deployment, false],
  ])('%s', (_, resources, one, isServed) => {
    expect(isServedBy(released(one), only(configuration(resources)))).toBe(isServed)
  })

  test('objects of its API', () => {
    expect(servedApi(only(api))).toBe('x.example.com/v1')
    expect(isServedBy(released(object('x.example.com/v1', 'Widget', 'a')), only(api))).toBe(true)
    expect(isServedBy(released(object('x.example.com/v2', 'Widget', 'a')), only(api))).toBe(false)
  })
})

test('a refusal of a webhook names its configuration', () => {
  const [server] = find(configuration(['widgets']), service) as [OwnServer]

  expect(isRefusedBy('failed calling webhook "hook.example.com": failed to call webhook', server)).toBe(true)
  expect(isRefusedBy('failed calling webhook "other.example.com": failed to call webhook', server)).toBe(false)
  expect(isRefusedBy('admission webhook "hook.example.com" denied the request', server)).toBe(false)
})

import { describe, expect, test } from 'vitest'
import { formatPath } from '../../../src/field-path.ts'
import type { JsonObject, Manifest } from '../../../src/manifest/types.ts'
import { serviceHostsOf } from '../../../src/plan/references/service-hosts.ts'

function manifest(object: JsonObject & { apiVersion: string; kind: string }, more: Partial<Manifest> = {}): Manifest {
  return {
    object: { ...object, metadata: { name: 'web', namespace: 'shop-prod' } },
    template: 'web.yaml',
    sensitive: [],
    placeOf: (path) => ({ file: path.join('.') }),
    ...more,
  }
}

function configMap(text: string): Manifest {
  return manifest({ apiVersion: 'v1', kind: 'ConfigMap', data: { 'app.conf': text } })
}

function found(...manifests: readonly Manifest[]): string[] {
  return serviceHostsOf(manifests).map(
    ({ path, host, to }) => `${formatPath(path)}:${host.line} ${host.name} ${to.namespace}/${to.name}`,
  )
}

describe('serviceHostsOf', () => {
  test('finds hosts in the environment of containers, in a ConfigMap with their line, and in an ExternalName', () => {
    const env = [{ name: 'URL', value: 'http://api.shop.svc:8080/v1' }]
    const pod = { initContainers: [{ name: 'init', env }], containers: [{ name: 'web', env }] }
    const deployment = manifest({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec: pod } } })
    const external = manifest({
      apiVersion: 'v1',
      kind: 'Service',
      spec: { type: 'ExternalName', externalName: 'db.data.svc.cluster.local' },
    })
    expect(found(deployment, configMap('a: 1\ndb: db.data.svc'), external)).toEqual([
      'spec.template.spec.initContainers[0].env[0].value:0 api.shop.svc shop/api',
      'spec.template.spec.containers[0].env[0].value:0 api.shop.svc shop/api',
      'data.app.conf:1 db.data.svc data/db',
      'spec.externalName:0 db.data.svc.cluster.local data/db',
    ])
  })

  test.each([
    ['redis.cache.svc.cluster.local:6379', 'cache/redis'],
    ['redis.cache.svc.cluster.local.', 'cache/redis'],
    ['amqp://user:pass@rabbit.mq.svc/vhost', 'mq/rabbit'],
    ['db-0.db.data.svc,db-1.db.data.svc', 'data/db data/db'],
    ['_http._tcp.web.shop.svc.cluster.local', 'shop/web'],
    ['http://api.shop-prod:8080', 'shop-prod/api'],
    ['https://u:p@api.shop-prod/x', 'shop-prod/api'],
  ])('%s leads to %s', (text, services) => {
    const names = serviceHostsOf([configMap(text)]).map(({ to }) => `${to.namespace}/${to.name}`)
    expect(names.join(' ')).toBe(services)
  })

  test.each([
    ['a public host below svc', 'https://api.shop.svc.example.com'],
    ['a name put together of a variable', 'http://$(NAME).shop.svc http://{{ name }}.shop.svc $' + '{X}.a.shop.svc'],
    ['a wildcard and a suffix', '*.shop.svc,.shop.svc,.a.shop.svc,.svc,svc'],
    ['a class of a program', 'com.acme.svc.Handler'],
    ['a property', 'acme.users.svc=1'],
    ['a comment', '# db.data.svc\n  // db.data.svc\n; db.data.svc'],
    ['a host of another namespace without svc', 'http://api.other-1:80'],
    ['a host of three labels', 'http://api.shop-prod.com'],
    ['no URL', 'api.shop-prod'],
    ['names that no Service has', 'Api.shop.svc -a.shop.svc'],
  ])('leaves out %s', (_what, text) => {
    expect(found(configMap(text))).toEqual([])
  })

  test('leaves out a URL in a namespace whose name may be a domain, and what is sensitive', () => {
    const dev = configMap('http://example.dev')
    dev.object.metadata['namespace'] = 'dev'
    const sensitive = [{ path: ['data', 'app.conf'], texts: ['x'], isKey: false }]
    expect(found(dev, { ...configMap('http://db.data.svc'), sensitive })).toEqual([])
  })

  test('looks into no Secret', () => {
    expect(found(manifest({ apiVersion: 'v1', kind: 'Secret', stringData: { url: 'http://db.data.svc' } }))).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { gatewayRefs, hasAddress, urlsOf } from '../../../src/plan/references/urls.ts'

const nothing = () => undefined

function ingress(spec: JsonObject, status: JsonObject = {}): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'web', namespace: 'a' },
    spec,
    status,
  }
}

const rule = (host: string, ...paths: string[]) => ({ host, http: { paths: paths.map((path) => ({ path })) } })

describe('the URLs of an Ingress', () => {
  test.each<[string, JsonObject, string[]]>([
    ['http without tls', { rules: [rule('a.com', '/')] }, ['http://a.com/']],
    ['https for a host of tls', { tls: [{ hosts: ['a.com'] }], rules: [rule('a.com', '/')] }, ['https://a.com/']],
    ['http for another', { tls: [{ hosts: ['b.com'] }], rules: [rule('a.com', '/')] }, ['http://a.com/']],
    ['https by a wildcard', { tls: [{ hosts: ['*.a.com'] }], rules: [rule('b.a.com', '/x')] }, ['https://b.a.com/x']],
    ['of one label', { tls: [{ hosts: ['*.a.com'] }], rules: [rule('c.b.a.com', '/')] }, ['http://c.b.a.com/']],
    ['https where tls names no host', { tls: [{ secretName: 'x' }], rules: [rule('a.com', '/')] }, ['https://a.com/']],
    [
      'the shortest path of each host',
      { rules: [rule('a.com', '/api', '/'), rule('b.com', '/b')] },
      ['http://a.com/', 'http://b.com/b'],
    ],
    ['no path that is a pattern', { rules: [rule('a.com', '/api(/|$)(.*)')] }, []],
    ['none for a wildcard, and for no host', { rules: [rule('*.a.com', '/'), rule('', '/')] }, []],
    ['none without rules', { defaultBackend: {} }, []],
  ])('%s', (_what, spec, urls) => {
    expect(urlsOf(ingress(spec), nothing)).toEqual(urls)
  })

  test('reach something where its load balancer has an address', () => {
    expect(hasAddress(ingress({}), nothing)).toBe(false)
    expect(hasAddress(ingress({}, { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } }), nothing)).toBe(true)
  })
})

describe('the URLs of an HTTPRoute', () => {
  const route = (spec: JsonObject): KubeObject => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'web', namespace: 'a' },
    spec: { parentRefs: [{ name: 'front', namespace: 'infra' }], ...spec },
  })
  const gateway = (...listeners: JsonObject[]): KubeObject => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'front', namespace: 'infra' },
    spec: { listeners },
    status: { addresses: [{ value: '1.2.3.4' }] },
  })
  const http = { name: 'http', protocol: 'HTTP', port: 80 }
  const https = { name: 'https', protocol: 'HTTPS', port: 443, hostname: '*.a.com' }

  test.each<[string, JsonObject, JsonObject[], string[]]>([
    ['https where a listener has it', { hostnames: ['x.a.com'] }, [http, https], ['https://x.a.com/']],
    ['http where none covers the host', { hostnames: ['b.com'] }, [http, https], ['http://b.com/']],
    [
      'by the section that it names',
      { hostnames: ['x.a.com'], parentRefs: [{ name: 'front', sectionName: 'http' }] },
      [http, https],
      ['http://x.a.com/'],
    ],
    [
      'with a port that is not the usual one',
      { hostnames: ['b.com'] },
      [{ ...http, port: 8080 }],
      ['http://b.com:8080/'],
    ],
    [
      'with the shortest path',
      { hostnames: ['b.com'], rules: [{ matches: [{ path: { value: '/api' } }, { path: { value: '/a' } }] }] },
      [http],
      ['http://b.com/a'],
    ],
    [
      'none for a pattern',
      { hostnames: ['b.com'], rules: [{ matches: [{ path: { type: 'RegularExpression', value: '/a' } }] }] },
      [http],
      [],
    ],
    ['none where no listener fits', { hostnames: ['b.com'] }, [https], []],
    ['none for another protocol', { hostnames: ['b.com'] }, [{ name: 'x', protocol: 'TLS', port: 443 }], []],
  ])('%s', (_what, spec, listeners, urls) => {
    expect(urlsOf(route(spec), () => gateway(...listeners))).toEqual(urls)
  })

  test('are unknown without its Gateway, whose address counts', () => {
    const one = route({ hostnames: ['b.com'] })
    expect(urlsOf(one, nothing)).toEqual([])
    expect([hasAddress(one, nothing), hasAddress(one, () => gateway())]).toEqual([false, true])
    expect(gatewayRefs(one)).toMatchObject([{ kind: 'Gateway', namespace: 'infra', name: 'front' }])
    expect(gatewayRefs(route({ parentRefs: [{ kind: 'Service', name: 'x' }, { name: 'y' }] }))).toMatchObject([
      { namespace: 'a', name: 'y' },
    ])
    expect(gatewayRefs(ingress({}))).toEqual([])
  })
})

test('no other object has URLs', () => {
  expect(urlsOf({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } }, nothing)).toEqual([])
})

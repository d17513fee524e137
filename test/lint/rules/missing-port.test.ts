import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { manifest, service } from './manifests.ts'

const rule = 'missing-port'
const web = service('selector: {app: web}\nports: [{name: http, port: 80, targetPort: 8080}]').replace(
  'name: web',
  'name: web\n  namespace: a\n  labels: {app: web}',
)
const inA = (text: string) => text.replace(/^ {2}name: .*$/m, '$&\n  namespace: a')
const ingress = (port: string, name = 'web') =>
  inA(
    manifest(
      'networking.k8s.io/v1',
      'Ingress',
      'i',
      `rules:\n- http:\n    paths:\n    - backend:\n        service:\n          name: ${name}\n          port:\n            ${port}`,
    ),
  )
const route = (port: string, more = '') =>
  inA(
    manifest(
      'gateway.networking.k8s.io/v1',
      'HTTPRoute',
      'r',
      `rules:\n- backendRefs:\n  - name: web${more}\n    port: ${port}`,
    ),
  )
const hook = (port: string) =>
  `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: h}\nwebhooks:\n- clientConfig:\n    service:\n      name: web\n      namespace: a\n${port}`
const api = manifest(
  'apiregistration.k8s.io/v1',
  'APIService',
  'v1.a',
  'service: {name: web, namespace: a, port: 8080}',
)
const monitor = (port: string, more = '') =>
  inA(
    manifest(
      'monitoring.coreos.com/v1',
      'ServiceMonitor',
      'm',
      `selector: {matchLabels: {app: web}}${more}\nendpoints:\n- port: ${port}`,
    ),
  )

describe('the rule missing-port', () => {
  it.each([
    ['an Ingress by number', ingress('number: 8080'), 'number: 8080'],
    ['a route', route('8080'), 'port: 8080'],
    ['a webhook', hook('      port: 8080\n'), 'port: 8080'],
    ['an APIService', api, 'service: {name: web, namespace: a, port: 8080}'],
  ])('finds %s', (_, text, line) => {
    expect(foundIn(rule, web, text)).toEqual([['no port 8080 in Service web, only 80, http', line]])
  })

  it('finds a name, the default of a webhook, and a ServiceMonitor', () => {
    expect(foundIn(rule, web, ingress('name: htpp'))[0]?.[0]).toBe('no port htpp in Service web, only 80, http')
    expect(foundIn(rule, web, hook(''))).toEqual([['no port 443 in Service web, only 80, http', 'service:']])
    expect(foundIn(rule, web, monitor('metrics'))).toEqual([
      ['no Service that it selects has a port named metrics, only http', '- port: metrics'],
    ])
  })

  it.each([
    ['a number', ingress('number: 80')],
    ['a name', ingress('name: http')],
    ['a Service that is not rendered', ingress('number: 8080', 'other')],
    ['a route', route('80')],
    ['a route to another namespace', route('8080', '\n    namespace: b')],
    ['a route to something else', route('8080', '\n    kind: Backend')],
    ['a webhook', hook('      port: 80\n')],
    ['a ServiceMonitor', monitor('http')],
    ['a ServiceMonitor of other namespaces', monitor('metrics', '\nnamespaceSelector: {any: true}')],
  ])('passes %s', (_, text) => {
    expect(foundIn(rule, web, text)).toEqual([])
  })

  it('passes a Service that leads out of the cluster', () => {
    const out = inA(service('type: ExternalName\nexternalName: example.com'))
    expect(foundIn(rule, out, ingress('number: 8080'))).toEqual([])
  })
})

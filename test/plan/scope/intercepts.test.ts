import { describe, expect, test } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { interceptsMore } from '../../../src/plan/scope/intercepts.ts'

const hookRef = { group: 'admissionregistration.k8s.io', kind: 'MutatingWebhookConfiguration' }
const rule = { apiGroups: ['example.com'], apiVersions: ['*'], operations: ['CREATE'], resources: ['widgets'] }
const service = { name: 'hook', namespace: 'shop' }
const webhook: JsonObject = { name: 'a.example.com', sideEffects: 'None', clientConfig: { service }, rules: [rule] }

const hook = (...webhooks: readonly JsonObject[]): KubeObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name: 'hook' },
  webhooks: [...webhooks],
})

/** As the API server keeps it, with the certificate that something injected. */
const live = hook({
  ...webhook,
  clientConfig: { service: { ...service, port: 443 }, caBundle: 'Y2E=' },
  rules: [{ ...rule, scope: '*' }],
  failurePolicy: 'Fail',
  matchPolicy: 'Equivalent',
  namespaceSelector: {},
  objectSelector: {},
  reinvocationPolicy: 'Never',
  timeoutSeconds: 10,
})

const rendered = hook(webhook)

describe('a webhook of a revision', () => {
  test('may be what is there, whatever the server filled in, or what is rendered', () => {
    expect(interceptsMore(rendered, [live, undefined], hookRef)).toBe(false)
    expect(interceptsMore(rendered, [undefined, rendered], hookRef)).toBe(false)
  })

  test.each<[string, JsonObject]>([
    ['asks another place', { ...webhook, clientConfig: { url: 'https://mallory.example/' } }],
    ['sees more', { ...webhook, rules: [{ ...rule, apiGroups: [''], resources: ['secrets'] }] }],
    ['has one more rule', { ...webhook, rules: [rule, { ...rule, resources: ['secrets'] }] }],
    ['lets everything through', { ...webhook, failurePolicy: 'Ignore' }],
    ['takes another certificate', { ...webhook, clientConfig: { service, caBundle: 'ZXZl' } }],
  ])('is nothing else: one that %s', (_, changed) => {
    expect(interceptsMore(hook(changed), [live, rendered], hookRef)).toBe(true)
    expect(interceptsMore(hook(webhook, changed), [live, rendered], hookRef)).toBe(true)
  })

  test('may not drop what limits it', () => {
    const limited = { ...webhook, namespaceSelector: { matchLabels: { team: 'shop' } } }

    expect(interceptsMore(hook(webhook), [hook(limited)], hookRef)).toBe(true)
  })

  test('may not come from nowhere', () => {
    expect(interceptsMore(rendered, [undefined], hookRef)).toBe(true)
  })
})

test('a CustomResourceDefinition is held to where its conversion webhook is, and to nothing else', () => {
  const ref = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' }
  const definition = (conversion: JsonObject | undefined, scope = 'Namespaced'): KubeObject => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: { scope, ...(conversion === undefined ? {} : { conversion }) },
  })
  const at = (name: string) => ({ strategy: 'Webhook', webhook: { clientConfig: { service: { name } } } })

  expect(interceptsMore(definition(at('a'), 'Cluster'), [definition(at('a'))], ref)).toBe(false)
  expect(interceptsMore(definition(undefined), [definition(at('a'))], ref)).toBe(false)
  expect(interceptsMore(definition(at('b')), [definition(at('a'))], ref)).toBe(true)
  expect(interceptsMore(definition(at('b')), [definition({ strategy: 'None' })], ref)).toBe(true)
})

test('other objects intercept nothing', () => {
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }

  expect(interceptsMore(map, [undefined], { group: '', kind: 'ConfigMap' })).toBe(false)
})

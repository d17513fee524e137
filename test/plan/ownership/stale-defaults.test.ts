import { describe, expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { keepsClusterIpNone, mayLeaveDefaults } from '../../../src/plan/ownership/stale-defaults.ts'
import { deployment, entry } from '../../support/plan/live.ts'

const pod = (container: JsonObject, spec: JsonObject = {}) => ({
  template: { spec: { ...spec, containers: [container] } },
})
const keyed = [
  entry('kdeploy', 'Apply', {
    'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"a"}': { '.': {}, 'f:name': {} } } } } },
  }),
]

describe('whether a change may leave a default behind', () => {
  it.each<[string, JsonObject, JsonObject, boolean]>([
    ['another tag', pod({ name: 'a', image: 'x:1' }), pod({ name: 'a', image: 'x:2' }), false],
    ['a tag instead of none', pod({ name: 'a', image: 'x' }), pod({ name: 'a', image: 'x:2' }), true],
    [
      'latest instead of a digest',
      pod({ name: 'a', image: 'x@sha256:1' }),
      pod({ name: 'a', image: 'x:latest' }),
      true,
    ],
    ['a port of the registry', pod({ name: 'a', image: 'r:5000/x:1' }), pod({ name: 'a', image: 'r:5000/x:2' }), false],
    ['replicas', { replicas: 1 }, { replicas: 2 }, false],
    ['a variable more', pod({ name: 'a' }), pod({ name: 'a', env: [{ name: 'X', value: '1' }] }), false],
    ['a field more', { a: 1 }, { a: 1, egress: [{}] }, true],
    ['a field less', { a: 1, egress: [{}] }, { a: 1 }, true],
    ['a type', { type: 'A' }, { type: 'B' }, true],
    ['a limit', { limits: { cpu: '1' } }, { limits: { cpu: '2' } }, true],
    ['nothing', { a: 1 }, { a: 1 }, false],
  ])('%s', (_, before, after, may) => {
    expect(mayLeaveDefaults(deployment(before, keyed), deployment(after, keyed), 'kdeploy')).toBe(may)
  })

  it('a version that kdeploy did not apply it in', () => {
    const old = [entry('kdeploy', 'Apply', {}, { apiVersion: 'apps/v1beta1' })]
    expect(mayLeaveDefaults(deployment({ a: 1 }, old), deployment({ a: 2 }, old), 'kdeploy')).toBe(true)
  })
})

describe('whether a Service stays headless against its manifest', () => {
  const service = (spec: JsonObject, managedFields: JsonObject[] = []): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', managedFields },
    spec,
  })
  const applied = [entry('kdeploy', 'Apply', { 'f:spec': { 'f:clusterIP': {} } }, { apiVersion: 'v1' })]

  it.each<[string, JsonObject, JsonObject[], JsonObject, boolean]>([
    ['None is dropped', { clusterIP: 'None' }, applied, {}, true],
    ['None stays', { clusterIP: 'None' }, applied, { clusterIP: 'None' }, false],
    ['somebody else set it', { clusterIP: 'None' }, [], {}, false],
    ['it had an address', { clusterIP: '10.0.0.1' }, applied, {}, false],
    ['it becomes an external name', { clusterIP: 'None' }, applied, { type: 'ExternalName' }, false],
  ])('%s', (_, live, managedFields, desired, stays) => {
    expect(keepsClusterIpNone(service(live, managedFields), service(desired), 'kdeploy')).toBe(stays)
  })

  it('also where it is adopted, whoever set it', () => {
    expect(keepsClusterIpNone(service({ clusterIP: 'None' }), service({}), undefined)).toBe(true)
  })
})

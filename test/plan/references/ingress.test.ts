import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { manifest, named } from '../../support/plan/references.ts'

const ingress = (spec: JsonObject) => named(manifest('networking.k8s.io/v1', 'Ingress', { spec }))

const backend = (name: string, port: JsonObject) => ({ service: { name, port } })

const rule = (...backends: JsonObject[]) => ({ http: { paths: backends.map((one) => ({ path: '/', backend: one })) } })

describe('what an Ingress names', () => {
  it('is the Service of each path and of the default, with its port by name or number', () => {
    const rules = [rule(backend('web', { number: 80 }), backend('web', { name: 'http' })), { host: 'no.paths' }]
    expect(ingress({ defaultBackend: backend('fallback', { number: 8080 }), rules })).toEqual([
      'Service ns/fallback: port 8080',
      'Service ns/web: port 80',
      'Service ns/web: port http',
    ])
  })

  it('is the Secret of each certificate', () => {
    expect(ingress({ tls: [{ secretName: 'cert' }, { hosts: ['a.b'] }] })).toEqual(['Secret ns/cert'])
  })

  it('is its class', () => {
    expect(ingress({ ingressClassName: 'nginx' })).toEqual(['IngressClass nginx'])
  })

  it('is an object of another kind', () => {
    const bucket = { resource: { apiGroup: 'a.b', kind: 'Bucket', name: 'x' } }
    expect(ingress({ rules: [rule(bucket)] })).toEqual(['Bucket ns/x'])
  })

  it('is no action of the AWS Load Balancer Controller', () => {
    expect(ingress({ rules: [rule(backend('ssl-redirect', { name: 'use-annotation' }))] })).toEqual([])
  })
})

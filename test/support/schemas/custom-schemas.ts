import type { Json } from '../../../src/json-map.ts'
import type { JsonObject } from '../../../src/manifest/types.ts'

/** A schema of a custom resource, values that the API server accepts by it, and values that it refuses. */
export interface CustomSchema {
  readonly schema: JsonObject
  readonly accepted: readonly Json[]
  readonly refused: readonly Json[]
}

/** What a real API server is asked of, too (test/e2e/validate/crds.test.ts). */
export const customSchemas: readonly CustomSchema[] = [
  { schema: { type: 'string', not: { enum: ['bad'] } }, accepted: ['good'], refused: ['bad'] },
  {
    schema: {
      type: 'object',
      properties: { kind: { type: 'string' } },
      oneOf: [{ properties: { kind: { enum: ['a'] } } }, { properties: { kind: { enum: ['b'] } } }],
    },
    accepted: [{ kind: 'a' }],
    refused: [{ kind: 'c' }, {}],
  },
  { schema: { type: 'string', allOf: [{ enum: ['a'] }] }, accepted: ['a'], refused: ['z'] },
  {
    schema: { type: 'array', items: { type: 'string' }, enum: [['a'], ['b', 'c']] },
    accepted: [['a']],
    refused: [['c', 'b']],
  },
  {
    schema: { type: 'object', additionalProperties: { type: 'integer' }, enum: [{ a: 1, b: 2 }] },
    accepted: [{ b: 2, a: 1 }],
    refused: [{ a: 1 }],
  },
  { schema: { type: 'string', nullable: true, enum: ['a'] }, accepted: ['a'], refused: [null] },
  { schema: { type: 'integer', enum: [1, 2] }, accepted: [1], refused: [3] },
  { schema: { type: 'number', enum: [1, 2.5] }, accepted: [1, 1.0], refused: [3] },
  { schema: { 'x-kubernetes-int-or-string': true, enum: [1, 'a'] }, accepted: [1, 'a'], refused: ['1'] },
  { schema: { type: 'string', nullable: true, anyOf: [{ enum: ['a'] }] }, accepted: [null], refused: ['b'] },
  { schema: { type: 'string', nullable: true, not: { enum: ['a'] } }, accepted: [null], refused: [] },
  { schema: { type: 'string', not: { format: 'date-time' } }, accepted: ['hello'], refused: ['2006-01-02T15:04:05Z'] },
  { schema: { type: 'string', not: { format: 'ipv4' } }, accepted: ['hello'], refused: [] },
  {
    schema: { type: 'string', oneOf: [{ format: 'ipv4' }, { format: 'ipv6' }] },
    accepted: ['1.2.3.4', '::1'],
    refused: [],
  },
  { schema: { 'x-kubernetes-int-or-string': true, allOf: [{ enum: ['a'] }] }, accepted: ['a'], refused: [1] },
  {
    schema: { type: 'array', items: { type: 'string' }, not: { items: { enum: ['a'] } } },
    accepted: [['a', 'b']],
    refused: [['a'], []],
  },
  {
    schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, not: { required: ['a'] } },
    accepted: [{ b: 1 }],
    refused: [{ a: 1 }],
  },
  {
    schema: {
      type: 'object',
      properties: { a: { type: 'string' } },
      anyOf: [{ properties: { a: { enum: ['x'] } }, required: ['a'] }],
    },
    accepted: [{ a: 'x' }],
    refused: [{ a: 'y' }, {}],
  },
  { schema: { type: 'number', multipleOf: 0.1 }, accepted: [0.3, 0.7, 123456.7], refused: [0.35] },
  { schema: { type: 'number', multipleOf: 0.01 }, accepted: [0.07], refused: [4.35, 1.005] },
  { schema: { type: 'integer', multipleOf: 3 }, accepted: [9], refused: [10] },
  { schema: { type: 'number', multipleOf: 1e-9 }, accepted: [0.1, 0.12345678912], refused: [] },
]

import { describe, expect, test } from 'vitest'
import type { FieldPath, Json, JsonObject, KubeObject, Manifest } from '../../src/manifest/types.ts'
import { schemaProblems } from '../../src/plan/defined-schema.ts'

/** A definition of `Widget` whose `spec` has this schema. */
function definition(spec: JsonObject, version: JsonObject = {}): KubeObject {
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec } } }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: { versions: [{ name: 'v1', served: true, schema, ...version }] },
  }
}

function manifest(spec: Json): Manifest {
  const object = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'big', namespace: 'shop' }, spec }
  const placeOf = (path: FieldPath) => ({ file: `templates/w.yaml/${path.join('/')}` })
  return { object, template: 'w.yaml', sensitive: [], placeOf }
}

const found = (schema: JsonObject, spec: Json, version?: JsonObject) =>
  schemaProblems(definition(schema, version), manifest(spec)).map(({ message }) =>
    message.replace('Widget shop/big: ', ''),
  )

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more })

describe('a custom resource is held to the schema of its rendered definition', () => {
  test.each<[string, JsonObject, Json, string[]]>([
    ['an unknown field', object({}), { sise: 3 }, ['spec.sise: unknown field']],
    [
      'an unknown field that every JavaScript object has',
      object({}),
      JSON.parse('{"__proto__": 1}'),
      ['spec.__proto__: unknown field'],
    ],
    [
      'a missing field that every JavaScript object has',
      object({}, { required: ['constructor'] }),
      {},
      ['spec: constructor is missing'],
    ],
    ['a missing field', object({}, { required: ['size'] }), {}, ['spec: size is missing']],
    ['a wrong type', { type: 'integer' }, 'x', ['spec: must be of type integer, but is "x"']],
    ['a fraction', { type: 'integer' }, 1.5, ['spec: must be of type integer, but is 1.5']],
    [
      'an integer of 64 bits above its maximum',
      { type: 'integer', maximum: 5 },
      2n ** 60n,
      ['spec: must be at most 5, but is 1152921504606846976'],
    ],
    [
      'an integer of 64 bits for a text',
      { type: 'string' },
      2n ** 60n,
      ['spec: must be of type string, but is 1152921504606846976 (put it in quotes)'],
    ],
    ['a number for a text', { type: 'string' }, 1, ['spec: must be of type string, but is 1 (put it in quotes)']],
    ['a list for an object', object({}), [], ['spec: must be of type object, but is a list']],
    ['null', object({ a: { type: 'string' } }), { a: null }, ['spec.a: must be of type string, but is null']],
    [
      'an int-or-string',
      { 'x-kubernetes-int-or-string': true },
      true,
      ['spec: must be an integer or a string, but is true'],
    ],
    ['a value beyond its enum', { enum: ['a', 'b'] }, 'c', ['spec: must be one of "a", "b", but is "c"']],
    ['a value above its maximum', { type: 'number', maximum: 10 }, 11, ['spec: must be at most 10, but is 11']],
    ['an exclusive minimum', { minimum: 1, exclusiveMinimum: true }, 1, ['spec: must be more than 1, but is 1']],
    [
      'a text that is too short',
      { type: 'string', minLength: 2 },
      'a',
      ['spec: must have at least 2 characters, but has 1'],
    ],
    ['too many items', { type: 'array', maxItems: 1 }, [1, 2], ['spec: must have at most 1 items, but has 2']],
    ['items of a list', { type: 'array', items: object({}) }, [{}, { a: 1 }], ['spec[1].a: unknown field']],
    [
      'values of a map',
      { type: 'object', additionalProperties: { type: 'integer' } },
      { a: 'x' },
      ['spec.a: must be of type integer, but is "x"'],
    ],
    [
      'several at once',
      object({ a: { type: 'string' } }),
      { a: 1, b: 1 },
      ['spec.a: must be of type string, but is 1 (put it in quotes)', 'spec.b: unknown field'],
    ],
  ])('%s', (_, schema, spec, problems) => {
    expect(found(schema, spec)).toEqual(problems)
  })

  test.each<[string, JsonObject, Json]>([
    ['a field that has a default', object({ size: { type: 'integer', default: 1 } }, { required: ['size'] }), {}],
    ['null for one that has a default', object({ size: { type: 'integer', default: 1 } }), { size: null }],
    ['null where it is nullable', { type: 'object', nullable: true }, null],
    ['unknown fields that are kept', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, { a: { b: 1 } }],
    [
      'a whole object within',
      { type: 'object', 'x-kubernetes-embedded-resource': true },
      { kind: 'Pod', metadata: {} },
    ],
    ['either of an int-or-string', object({ a: { 'x-kubernetes-int-or-string': true } }), { a: '50%' }],
  ])('lets through %s', (_, schema, spec) => {
    expect(found(schema, spec)).toEqual([])
  })

  test('and its version must be served', () => {
    expect(found({}, {}, { served: false })).toEqual(['apiVersion: the version v1 is not served'])
    expect(found({}, {}, { name: 'v2' })).toEqual(['apiVersion: the version v1 is not served'])
  })

  test('without a sensitive value or key', () => {
    const schema = object({ password: { type: 'integer' } })
    const secret = manifest({ password: 'hunter2', map: { hunter3: 1 } })
    const sensitive = [
      { path: ['spec', 'password'], texts: ['hunter2'], isKey: false },
      { path: ['spec', 'map'], texts: ['map'], isKey: true },
    ]
    const messages = schemaProblems(definition(schema), { ...secret, sensitive }).map(({ message }) => message)
    expect(messages).toEqual([
      'Widget shop/big: spec.password: must be of type integer',
      'Widget shop/big: spec: unknown field',
    ])
  })

  test('with the place of each field', () => {
    const [problem] = schemaProblems(definition(object({})), manifest({ sise: 3 }))
    expect(problem).toMatchObject({ code: 'manifest-invalid', place: { file: 'templates/w.yaml/spec/sise' } })
  })
})

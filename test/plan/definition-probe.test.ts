import { expect, test } from 'vitest'
import { fieldAt, listAt } from '../../src/manifest/fields.ts'
import type { JsonObject, KubeObject } from '../../src/manifest/types.ts'
import { probedField, probingDefinition } from '../../src/plan/definition-probe.ts'

function definition(spec: JsonObject): KubeObject {
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec } } }
  const versions = [
    { name: 'v1', served: true, schema, selectableFields: [{ jsonPath: '.spec.size' }] },
    { name: 'v2', served: true, schema },
  ]
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: { versions },
  }
}

const widget = (spec: JsonObject, version = 'v1'): KubeObject => ({
  apiVersion: `example.com/${version}`,
  kind: 'Widget',
  metadata: { name: 'big' },
  spec,
})

function versionsOf(schema: JsonObject, object: KubeObject): JsonObject[] {
  return listAt(probingDefinition(definition(schema), object), 'spec', 'versions')
}

test('an object stands as a default in its version, and the other versions stay', () => {
  const [first, second] = versionsOf({ type: 'object' }, widget({ size: 1 }))

  expect(first).toEqual({
    name: 'v1',
    served: true,
    schema: {
      openAPIV3Schema: {
        type: 'object',
        properties: {
          kdeployProbe: {
            type: 'object',
            properties: { spec: { type: 'object' } },
            'x-kubernetes-embedded-resource': true,
            default: widget({ size: 1 }),
          },
        },
      },
    },
  })
  expect(second).toEqual(listAt(definition({ type: 'object' }), 'spec', 'versions')[1])
  expect(probingDefinition(definition({}), widget({}, 'v3'))).toBeUndefined()
})

test('with the defaults that the server would fill in', () => {
  const size = { type: 'integer', default: 3 }
  const part = { type: 'object', properties: { size }, default: {} }
  const parts = { type: 'array', items: part }
  const named = { type: 'object', additionalProperties: part }
  const schema = { type: 'object', properties: { size, part, parts, named, none: { nullable: true, default: 1 } } }

  const given = widget({ size: null, parts: [{}, { size: 4 }], named: { a: {} }, none: null })
  const place = ['schema', 'openAPIV3Schema', 'properties', 'kdeployProbe', 'default', 'spec']

  expect(fieldAt(versionsOf(schema, given)[0], ...place)).toEqual({
    size: 3,
    part: { size: 3 },
    parts: [{ size: 3 }, { size: 4 }],
    named: { a: { size: 3 } },
    none: null,
  })
})

test.each([
  ['spec.validation.openAPIV3Schema.properties[kdeployProbe].default.spec.a[0].b', 'spec.a[0].b'],
  ['spec.versions[1].schema.openAPIV3Schema.properties[kdeployProbe].default', ''],
  ['spec.versions[1].schema.openAPIV3Schema.properties[kdeployProbe].properties[spec].default.a', undefined],
  ['spec.group', undefined],
])('a refusal of %s is about the field %s', (field, own) => {
  expect(probedField(field)).toBe(own)
})

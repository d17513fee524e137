import { describe, expect, it } from 'vitest'
import { schemasOf } from '../../src/schemas/schemas.ts'
import { definition } from '../support/schemas/definitions.ts'
import { objectsIn, problemsIn } from '../support/schemas/problems.ts'

/** What a definition with these properties of `spec` says of a spec. */
function problems(properties: string, spec: string, more = ''): string[] {
  const schemas = schemasOf(36, objectsIn(definition(properties, 'served: true', more)))
  const text = `{apiVersion: shop.example/v1, kind: Widget, metadata: {name: a}, spec: ${spec}}`
  return problemsIn(text, schemas).map((problem) => problem.replace(/^spec\.?/, ''))
}

describe('the schema of a custom resource', () => {
  it.each([
    ['an unknown field', '{size: {type: string}}', '{siez: a}', ['siez: unknown field; did you mean size?']],
    ['a type', '{size: {type: integer}}', '{size: "1"}', ['size: must be an integer, but is "1"; remove the quotes']],
    ['null', '{size: {type: string}}', '{size: null}', ['size: must be a string, but is null']],
    ['null that is allowed', '{size: {type: string, nullable: true}}', '{size: null}', []],
    ['null with a default', '{size: {type: string, default: a}}', '{size: null}', []],
    [
      'an enum',
      '{size: {type: string, enum: [big]}}',
      '{size: bog}',
      ['size: must be big, but is "bog"; did you mean big?'],
    ],
    [
      'an empty text in an enum',
      '{size: {type: string, enum: [a, b]}}',
      '{size: ""}',
      ['size: must be one of a, b, but is ""'],
    ],
    ['a pattern', '{size: {type: string, pattern: "^a+$"}}', '{size: b}', ['size: must match ^a+$, but is "b"']],
    ['a pattern of Go', '{size: {type: string, pattern: "(?i)^A\\\\z"}}', '{size: a}', []],
    ['a pattern that cannot be read', '{size: {type: string, pattern: "(?=a)"}}', '{size: b}', []],
    ['a limit', '{size: {type: integer, minimum: 2}}', '{size: 1}', ['size: must be at least 2, but is 1']],
    [
      'another limit',
      '{size: {type: integer, maximum: 2, exclusiveMaximum: true}}',
      '{size: 2}',
      ['size: must be less than 2, but is 2'],
    ],
    ['a multiple', '{size: {type: integer, multipleOf: 5}}', '{size: 7}', ['size: must be a multiple of 5, but is 7']],
    [
      'a length',
      '{size: {type: string, maxLength: 1}}',
      '{size: ab}',
      ['size: must have at most 1 characters, but has 2'],
    ],
    [
      'items',
      '{size: {type: array, minItems: 1, items: {type: string}}}',
      '{size: []}',
      ['size: must have at least 1 items, but has 0'],
    ],
    [
      'a set',
      '{size: {type: array, x-kubernetes-list-type: set, items: {type: string}}}',
      '{size: [a, a]}',
      ['size[1]: must differ from [0], but is "a" too'],
    ],
    [
      'int-or-string',
      '{size: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}}',
      '{size: 1.5}',
      ['size: must be an integer or a string, but is 1.5'],
    ],
    [
      'either',
      '{size: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}}',
      '{size: 50%}',
      [],
    ],
    [
      'a map',
      '{size: {type: object, additionalProperties: {type: integer}}}',
      '{size: {a: b}}',
      ['size.a: must be an integer, but is "b"'],
    ],
    [
      'unknown fields that are kept',
      '{size: {type: object, x-kubernetes-preserve-unknown-fields: true}}',
      '{size: {a: b}}',
      [],
    ],
    [
      'an embedded resource',
      '{size: {type: object, x-kubernetes-embedded-resource: true, properties: {spec: {type: object}}}}',
      '{size: {kind: A, metadata: {name: a}, foo: 1}}',
      ['size.foo: unknown field; its fields are spec, apiVersion, kind, metadata', 'size: apiVersion is missing'],
    ],
    [
      'a number of 32 bits',
      '{size: {type: integer, format: int32}}',
      '{size: 3000000000}',
      ['size: must be an integer of 32 bits, but is 3000000000'],
    ],
  ])('is checked for %s', (_, properties, spec, expected) => {
    expect(problems(properties, spec)).toEqual(expected)
  })

  it.each([
    ['oneOf: [{required: [a]}, {required: [b]}]', '{a: 1}', []],
    [
      'oneOf: [{required: [a]}, {required: [b]}]',
      '{a: 1, b: 1}',
      [': must have exactly one of several forms, but has 2'],
    ],
    [
      'oneOf: [{required: [a]}, {required: [b]}]',
      '{}',
      [': must have one of several forms, but has none: a is missing; or b is missing'],
    ],
    [
      'anyOf: [{required: [a]}, {properties: {b: {minimum: 2}}}]',
      '{b: 1}',
      [': must have one of several forms, but has none: a is missing; or b: must be at least 2, but is 1'],
    ],
    ['allOf: [{required: [a]}]', '{b: 1}', [': a is missing']],
    ['not: {required: [a]}', '{a: 1}', [': has a form that its schema forbids']],
    ['required: [a]', '{b: 1}', [': a is missing']],
  ])('is checked for combinations: %s of %s', (more, spec, expected) => {
    expect(problems('{a: {type: integer}, b: {type: integer}}', spec, more)).toEqual(expected)
  })

  it('has Kubernetes’ own metadata', () => {
    const schemas = schemasOf(36, objectsIn(definition('{}')))
    expect(
      problemsIn('{apiVersion: shop.example/v1, kind: Widget, metadata: {name: a, label: {a: b}}}', schemas),
    ).toEqual(['metadata.label: unknown field; did you mean labels?'])
  })
})

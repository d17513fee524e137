import { describe, expect, test } from 'vitest'
import { api, explain } from '../../support/cluster/refused.ts'

describe('an invalid manifest', () => {
  test('refused by the schema of server-side apply is input, at its field', () => {
    const error = explain(
      api(
        500,
        'failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="app"].env[name="A"].value: expected string, got &value.valueUnstructured{Value:true}',
      ),
    )
    expect(error).toMatchObject({
      code: 'manifest-invalid',
      category: 'input',
      message:
        'Deployment web: spec.template.spec.containers[name="app"].env[name="A"].value: must be a string, but is true (put it in quotes)',
      place: { file: 'spec/template/spec/containers/1/env/0/value', line: 7 },
    })
  })

  test.each([
    ['.spec.x: field not declared in schema', 'spec.x: unknown field'],
    [
      '.spec.template.spec.containers[name="app"].env: duplicate entries for key [name="A"]',
      'spec.template.spec.containers[name="app"].env: two entries with name "A"',
    ],
  ])('%s', (refused, message) => {
    const error = explain(
      api(500, `failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): ${refused}`),
    )
    expect(error).toMatchObject({ category: 'input', message: `Deployment web: ${message}` })
  })

  test('with several problems lists each with its place', () => {
    const causes = [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.template.spec.containers[0].ports[0].containerPort',
        message: 'Invalid value: 99999: must be between 1 and 65535, inclusive',
      },
      { reason: 'FieldValueRequired', field: 'spec.selector', message: 'Required value' },
    ]
    expect(explain(api(422, 'Deployment.apps "web" is invalid: […]', { reason: 'Invalid', causes }))).toMatchObject({
      category: 'input',
      message: 'Deployment web: invalid in 2 places',
      detail:
        'spec/template/spec/containers/0/ports/0/containerPort:7 spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive\nspec/selector:7 spec.selector: Required value',
    })
  })

  test('with unknown fields in a POST lists them', () => {
    const error = explain(
      api(
        400,
        'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.a", unknown field "spec.b"',
      ),
    )
    expect(error.detail).toBe('spec/a:7 spec.a: unknown field\nspec/b:7 spec.b: unknown field')
  })

  test('that changes an immutable field says so', () => {
    const causes = [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.selector',
        message: 'Invalid value: {"matchLabels":{"a":"c"}}: field is immutable',
      },
    ]
    expect(explain(api(422, 'x', { reason: 'Invalid', causes }))).toMatchObject({
      code: 'field-immutable',
      category: 'input',
    })
  })
})

import { describe, expect, test } from 'vitest'
import { api, explain, secret } from '../../support/cluster/refused.ts'

describe('a Secret', () => {
  test.each([
    'failed to create typed patch object (shop/db; /v1, Kind=Secret): .stringData.pin: expected string, got &value.valueUnstructured{Value:12}',
    'failed to create typed patch object (shop/db; /v1, Kind=Secret): .stringData.token: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"a":"swordfish"}}',
    'Secret "db" is invalid: data[password]: Invalid value: "hunter2": too short',
    'admission webhook "check.example" denied the request: the password hunter2 is weak',
    'json: cannot unmarshal string "c3dvcmRmaXNo" into Go value',
    'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 4: aHVudGVyMg==',
  ])("doesn't show its values: %s", (message) => {
    for (const status of [400, 403, 422, 500]) {
      const shown = JSON.stringify({
        ...explain(api(status, message), secret),
        text: explain(api(status, message), secret).message,
      })
      expect(shown).not.toMatch(/hunter2|swordfish|aHVudGVyMg|c3dvcmRmaXNo|Value:12/)
    }
  })

  test('keeps who may not do what', () => {
    const message =
      'secrets "db" is forbidden: User "ci" cannot patch resource "secrets" in API group "" in the namespace "shop"'
    expect(explain(api(403, message), secret).message).toBe('Secret db: ci may not patch secrets in the namespace shop')
  })

  test("keeps a webhook's name and a field manager's", () => {
    expect(explain(api(403, 'admission webhook "check.example" denied the request: no'), secret).message).toContain(
      'check.example',
    )
    const causes = [{ reason: 'FieldManagerConflict', field: '.data.password', message: 'conflict with "helm"' }]
    expect(explain(api(409, 'x', { causes }), secret).message).toContain('another field manager: helm')
  })

  test('keeps what names are in a message', () => {
    const causes = [
      {
        reason: 'FieldValueInvalid',
        field: 'data[password]',
        message: 'Invalid value: "password": a valid config key must …',
      },
    ]
    expect(explain(api(422, 'x', { reason: 'Invalid', causes }), secret).message).toContain('data[password]')
  })
})

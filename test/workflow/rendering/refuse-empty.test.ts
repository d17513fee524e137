import { expect, test } from 'vitest'
import type { Manifest } from '../../../src/manifest/types.ts'
import { refuseEmpty } from '../../../src/workflow/rendering/refuse-empty.ts'

test('a profile that renders nothing is refused, unless that is allowed', () => {
  expect(() => refuseEmpty([], 'prod_a', {})).toThrow(
    expect.objectContaining({ code: 'render-empty', message: 'the profile prod_a renders no manifests' }),
  )
  expect(() => refuseEmpty([], 'prod_a', { allowEmpty: true })).not.toThrow()
  expect(() => refuseEmpty([{} as Manifest], 'prod_a', {})).not.toThrow()
})

import { expect, test } from 'vitest'
import type { Manifest } from '../../../src/manifest/types.ts'
import { refuseEmpty } from '../../../src/workflow/rendering/refuse-empty.ts'

const project = { templates: ['a.yaml'], templatesFolder: 'templates', otherTemplates: [] }

test('a profile that renders nothing is refused, unless that is allowed', () => {
  expect(() => refuseEmpty([], 'prod_a', project, {})).toThrow(
    expect.objectContaining({ code: 'render-empty', message: 'the profile prod_a renders no manifests' }),
  )
  expect(() => refuseEmpty([], 'prod_a', project, { allowEmpty: true })).not.toThrow()
  expect(() => refuseEmpty([{} as Manifest], 'prod_a', project, {})).not.toThrow()
})

test('where there is no template at all, the message says that', () => {
  expect(() => refuseEmpty([], 'prod_a', { ...project, templates: [] }, {})).toThrow(
    expect.objectContaining({ code: 'render-empty', message: 'templates has no template' }),
  )
})

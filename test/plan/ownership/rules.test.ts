import { expect, test } from 'vitest'
import { isForced } from '../../../src/plan/ownership/rules.ts'

const web = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name: 'web' }
const image = '.spec.template.spec.containers[name="app"].image'
const argument = '.spec.template.spec.containers[name="a.b[0]"].args'

test.each([
  ['the very field', { kind: 'Deployment', field: 'spec.replicas' }, '.spec.replicas', true],
  ['a field above it', { kind: 'Deployment', field: 'spec.template' }, image, true],
  ['a field below it', { kind: 'Deployment', field: 'spec.replicas.x' }, '.spec.replicas', false],
  ['another with the same beginning', { kind: 'Deployment', field: 'spec.replica' }, '.spec.replicas', false],
  ['every item', { kind: 'Deployment', field: 'spec.template.spec.containers.image' }, image, true],
  ['one item', { kind: 'Deployment', field: 'spec.template.spec.containers[name="app"].image' }, image, true],
  ['another item', { kind: 'Deployment', field: 'spec.template.spec.containers[name="db"].image' }, image, false],
  [
    'a name with dots and brackets',
    { kind: 'Deployment', field: 'spec.template.spec.containers.args' },
    argument,
    true,
  ],
  ['this object', { kind: 'Deployment', name: 'web', field: 'spec.replicas' }, '.spec.replicas', true],
  ['another object', { kind: 'Deployment', name: 'api', field: 'spec.replicas' }, '.spec.replicas', false],
  ['another kind', { kind: 'StatefulSet', field: 'spec.replicas' }, '.spec.replicas', false],
  ['a leading dot', { kind: 'Deployment', field: '.spec.replicas' }, '.spec.replicas', true],
])('an entry that names %s is told from others', (_what, entry, field, forced) => {
  expect(isForced(web, field, { forcedFields: [entry] })).toBe(forced)
})

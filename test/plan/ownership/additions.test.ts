import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { fieldsAddedByOthers } from '../../../src/plan/ownership/additions.ts'
import { nameOfField } from '../../../src/plan/ownership/describe-field.ts'
import { parseFields } from '../../../src/plan/ownership/field-set.ts'
import { deployment, entry } from '../../support/plan/live.ts'

describe('what others added', () => {
  const sets = parseFields({ 'f:metadata': { 'f:annotations': { 'f:mine': {} } }, 'f:spec': { 'f:a': {} } })
  const added = (manager: string, fieldsV1: JsonObject, spec: JsonObject = {}, metadata: JsonObject = {}) =>
    fieldsAddedByOthers(deployment(spec, [entry(manager, 'Update', fieldsV1)], metadata), sets, 'kdeploy').flatMap(
      ({ fields }) => fields.map(nameOfField),
    )

  it('is named by its outermost field', () => {
    const spec = { securityContext: { runAsUser: 1 } }
    expect(added('kubectl-patch', { 'f:spec': { 'f:securityContext': { '.': {}, 'f:runAsUser': {} } } }, spec)).toEqual(
      ['spec.securityContext'],
    )
  })

  it('is not the map that holds the manifest’s own fields too', () => {
    const annotations = { 'f:annotations': { '.': {}, 'f:theirs': {} } }
    expect(added('kubectl-annotate', { 'f:metadata': annotations }, {}, { annotations: { theirs: 'x' } })).toEqual([
      'metadata.annotations.theirs',
    ])
  })

  it('is not what the manifest sets as well, what is gone, a restart, or a controller’s', () => {
    expect(added('kubectl-edit', { 'f:spec': { 'f:a': {} } }, { a: 1 })).toEqual([])
    expect(added('kubectl-set', { 'f:spec': { 'f:env': { '.': {} } } })).toEqual([])
    expect(added('kube-controller-manager', { 'f:spec': { 'f:x': {} } }, { x: 1 })).toEqual([])
    const restarted = { 'f:kubectl.kubernetes.io/restartedAt': {} }
    const template = { 'f:template': { 'f:metadata': { 'f:annotations': { '.': {}, ...restarted } } } }
    const spec = { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'x' } } } }
    expect(added('kubectl-rollout', { 'f:spec': template }, spec)).toEqual([])
  })
})

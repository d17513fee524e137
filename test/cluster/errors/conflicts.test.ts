import { describe, expect, test } from 'vitest'
import { fieldConflicts } from '../../../src/cluster/errors/conflicts.ts'
import { api, explain } from '../../support/cluster/refused.ts'

describe('a conflict', () => {
  const causes = [
    {
      reason: 'FieldManagerConflict',
      field: '.spec.replicas',
      message: 'conflict with "kube-controller-manager" with subresource "scale" using apps/v1',
    },
    { reason: 'FieldManagerConflict', field: '.metadata.labels.a', message: 'conflict with "helm"' },
  ]

  test('names fields and managers', () => {
    expect(explain(api(409, 'Apply failed with 2 conflicts', { reason: 'Conflict', causes }))).toMatchObject({
      code: 'field-conflict',
      category: 'conflict',
      message: 'Deployment web: 2 fields are owned by other field managers: kube-controller-manager, helm',
      detail: 'spec.replicas  kube-controller-manager\nmetadata.labels.a  helm',
    })
  })

  test('is read into field, manager, operation and subresource', () => {
    expect(fieldConflicts(api(409, '', { causes }))).toEqual([
      { field: '.spec.replicas', manager: 'kube-controller-manager', operation: 'Update', subresource: 'scale' },
      { field: '.metadata.labels.a', manager: 'helm', operation: 'Apply', subresource: undefined },
    ])
  })

  test('of versions is told as a change by someone else', () => {
    const message = 'Operation cannot be fulfilled on deployments.apps "web": the object has been modified'
    expect(explain(api(409, message, { reason: 'Conflict' }))).toMatchObject({
      code: 'object-changed',
      category: 'conflict',
    })
  })
})

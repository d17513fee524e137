import { expect, test } from 'vitest'
import { keyOf, refOf } from '../../../src/manifest/identity.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { withoutContested } from '../../../src/plan/prune/contested.ts'
import { reasonOf } from '../../../src/plan/prune-candidates.ts'
import type { Action, Change, Plan, PruneCandidate } from '../../../src/plan/types.ts'
import { candidateOf } from '../../support/plan/candidate.ts'

function object(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' } }
}

function change(name: string, action: Action): Change {
  return { ref: refOf(object(name)), action } as Change
}

function candidate(name: string, reason?: string): PruneCandidate {
  return candidateOf(object(name), reason === undefined ? undefined : { kind: 'keep', reason })
}

function plan(changes: readonly Change[], candidates: readonly PruneCandidate[]): Plan {
  const rest = { hooks: [], madeNamespace: undefined, notRestored: [], terminating: [], members: 0, unlistable: [] }
  return { changes, candidates, ...rest }
}

const contested = new Set(['web', 'db', 'old'].map((name) => keyOf(refOf(object(name)))))

test('what somebody changed meanwhile is neither written nor deleted', () => {
  const found = plan(
    [change('web', 'change'), change('api', 'change'), change('db', 'unchanged')],
    [candidate('old'), candidate('older')],
  )
  const { plan: rest, left } = withoutContested(found, contested)

  expect(rest.changes.map(({ action }) => action)).toEqual(['unchanged', 'change', 'unchanged'])
  expect(rest.candidates.map(reasonOf)).toEqual(['someone else changed it', undefined])
  expect(left.map(({ name }) => name)).toEqual(['web', 'old'])
})

test('a plan that leaves contested objects alone stays as it is', () => {
  const found = plan([change('db', 'unchanged')], [candidate('old', 'its annotation')])

  expect(withoutContested(found, contested)).toEqual({ plan: found, left: [] })
})

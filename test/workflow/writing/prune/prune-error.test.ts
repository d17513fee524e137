import { describe, expect, test } from 'vitest'
import { type Coded, KdeployError } from '../../../../src/errors.ts'
import { Ledger } from '../../../../src/workflow/run/ledger.ts'
import { describeUnpruned, nothingDeleted, pruneError } from '../../../../src/workflow/writing/prune/prune-error.ts'

const ref = { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'old' }
const terminating = [{ ref, live: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'old' } } }]
const problem = (coded: Coded) => new KdeployError({ ...coded, message: `old: ${coded.code}` })
const late = problem({ code: 'delete-timeout', category: 'workload' })
const denied = problem({ code: 'admission-denied', category: 'cluster' })

describe('what a prune left', () => {
  test('is nothing where all of it is gone', () => {
    expect([pruneError(new Ledger(), nothingDeleted), describeUnpruned(nothingDeleted)]).toEqual([undefined, undefined])
  })

  test('and nobody waited for is no error, and recorded', () => {
    const left = { ...nothingDeleted, terminating }

    expect(pruneError(new Ledger(), left)).toBeUndefined()
    expect(describeUnpruned(left)).toBe('still being deleted when the run ended: ConfigMap shop/old')
  })

  test("and wasn't gone in time is a matter of the workload", () => {
    const left = { ...nothingDeleted, terminating, problems: [late] }

    expect(pruneError(new Ledger(), left)).toMatchObject({
      code: 'prune-failed',
      category: 'workload',
      message: 'everything was applied, but 1 object no longer rendered is still being deleted',
    })
    expect(describeUnpruned(left)).toBe('old: delete-timeout')
  })

  test('is told with what was deleted', () => {
    const ledger = new Ledger()
    ledger.record({ ...ref, name: 'other' }, 'deleted')

    expect(pruneError(ledger, { ...nothingDeleted, problems: [denied] })?.detail).toBe('deleted: ConfigMap shop/other')
  })

  test('and was refused besides is a matter of the cluster', () => {
    const left = { ...nothingDeleted, terminating, problems: [denied, late] }

    expect(pruneError(new Ledger(), left)).toMatchObject({
      category: 'cluster',
      message: 'everything was applied, but 2 objects no longer rendered could not be deleted',
    })
    expect(describeUnpruned(left)).toBe('2 objects could not be deleted: old: admission-denied; old: delete-timeout')
  })
})

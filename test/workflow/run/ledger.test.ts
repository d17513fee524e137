import { describe, expect, test } from 'vitest'
import { keyOf } from '../../../src/manifest/identity.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { describeLedger, Ledger, type Outcome } from '../../../src/workflow/run/ledger.ts'

const ref = (name: string, kind = 'ConfigMap') => ({ group: '', version: 'v1', kind, namespace: 'shop', name })
const object = (name: string, kind = 'ConfigMap'): KubeObject => ({ apiVersion: 'v1', kind, metadata: { name } })

/** A ledger with one object for each outcome, named a, b, …. */
function ledgerOf(...outcomes: readonly Outcome[]): Ledger {
  const ledger = new Ledger()
  for (const [index, outcome] of outcomes.entries()) ledger.record(ref('abcdefgh'.charAt(index)), outcome)
  return ledger
}

describe('a ledger', () => {
  test.for([
    ['create', 'created'],
    ['change', 'changed'],
    ['adopt', 'adopted'],
    ['transfer', 'transferred'],
    ['recreate', 'recreated'],
  ] as const)('records the action %s as %s, with what the API server answered', ([action, outcome]) => {
    const ledger = new Ledger()

    ledger.recordWritten(ref('a'), action, object('a'))

    expect(ledger.outcomeOf(ref('a'))).toBe(outcome)
    expect(ledger.isWritten(ref('a'))).toBe(true)
    expect(ledger.writtenObject(ref('a'))).toEqual(object('a'))
  })

  test('knows nothing of an object that nothing happened to', () => {
    const ledger = new Ledger()

    expect(ledger.outcomeOf(ref('a'))).toBeUndefined()
    expect(ledger.isWritten(ref('a'))).toBe(false)
    expect(ledger.writtenObject(ref('a'))).toBeUndefined()
    expect(ledger.hasLeft(ref('a'))).toBe(false)
    expect(ledger.contested()).toEqual(new Set())
  })

  test('keeps one outcome for each object, the last, whatever the version of its API', () => {
    const ledger = ledgerOf('recreate-unknown', 'created')

    ledger.record({ ...ref('a'), version: 'v2' }, 'recreated')

    expect(ledger.outcomeOf(ref('a'))).toBe('recreated')
    expect(ledger.names('created', 'recreated')).toEqual(['ConfigMap shop/b', 'ConfigMap shop/a'])
    expect(ledger.count('recreate-unknown')).toBe(0)
  })

  test('has the object of what was written only while it is', () => {
    const ledger = new Ledger()
    ledger.recordWritten(ref('a'), 'create', object('a'))

    ledger.record(ref('a'), 'deleting')

    expect(ledger.isWritten(ref('a'))).toBe(false)
    expect(ledger.writtenObject(ref('a'))).toBeUndefined()
  })

  test.for([
    ['deleted', true],
    ['orphaned', true],
    ['deleting', false],
    ['delete-unknown', false],
    ['orphan-unknown', false],
    ['not-recreated', false],
  ] as const)('says of what is %s that it has left the release: %s', ([outcome, hasLeft]) => {
    expect(ledgerOf(outcome).hasLeft(ref('a'))).toBe(hasLeft)
  })

  test('keeps what is contested, besides what happened to it', () => {
    const ledger = ledgerOf('not-recreated')
    ledger.recordContested(ref('a'))
    ledger.recordContested(ref('b'))
    ledger.record(ref('a'), 'recreated')

    expect(ledger.contested()).toEqual(new Set([keyOf(ref('a')), keyOf(ref('b'))]))
    expect(ledger.outcomeOf(ref('b'))).toBeUndefined()
    expect(ledger.leftReleaseUnchanged()).toBe(false)
  })

  test('knows the Jobs of hooks until they are deleted', () => {
    const ledger = new Ledger()
    ledger.record(ref('a', 'Job'), 'hook-running', { object: object('a', 'Job') })
    ledger.record(ref('b', 'Job'), 'hook-failed', { object: object('b', 'Job') })
    ledger.record(ref('c', 'Job'), 'hook-succeeded', { object: object('c', 'Job') })
    ledger.record(ref('c', 'Job'), 'hook-succeeded')
    ledger.recordWritten(ref('d'), 'create', object('d'))

    expect(ledger.hookJobs().map(({ metadata }) => metadata.name)).toEqual(['a', 'b'])
  })

  test.for([
    ['hook-create-unknown', true],
    ['hook-running', true],
    ['hook-succeeded', true],
    ['hook-failed', true],
    ['hook-not-recreated', false],
    ['hook-delete-unknown', false],
  ] as const)('%s: the hook may have been started: %s', ([outcome, may]) => {
    expect(ledgerOf(outcome).mayHaveStarted(ref('a'))).toBe(may)
    expect(ledgerOf(outcome).mayHaveStarted(ref('b'))).toBe(false)
  })

  test('knows whether readiness could be observed', () => {
    const ledger = new Ledger()
    expect(ledger.isReadinessUnknown).toBe(false)

    ledger.recordReadinessUnknown()

    expect(ledger.isReadinessUnknown).toBe(true)
  })
})

describe('an outcome that is assumed', () => {
  test('holds until it is taken back, to what was recorded before', () => {
    const ledger = new Ledger()
    ledger.recordWritten(ref('a'), 'change', object('a'))

    const revert = ledger.assume(ref('a'), 'delete-unknown')
    expect(ledger.outcomeOf(ref('a'))).toBe('delete-unknown')
    revert()

    expect(ledger.writtenObject(ref('a'))).toEqual(object('a'))
  })

  test('leaves nothing behind where nothing was recorded before', () => {
    const ledger = new Ledger()

    ledger.assume(ref('a'), 'write-unknown')()

    expect(ledger.outcomeOf(ref('a'))).toBeUndefined()
    expect(describeLedger(ledger)).toBeUndefined()
  })

  test('is taken back in the ledger of the whole run as well', () => {
    const whole = new Ledger()
    whole.record(ref('a'), 'changed')
    const part = whole.part()

    const revert = part.assume(ref('a'), 'write-unknown')
    expect(whole.outcomeOf(ref('a'))).toBe('write-unknown')
    revert()

    expect(whole.outcomeOf(ref('a'))).toBe('changed')
    expect(part.outcomeOf(ref('a'))).toBeUndefined()
  })
})

describe('the ledger of a part of a run', () => {
  test('records in the whole run as well, and knows nothing of other parts', () => {
    const whole = new Ledger()
    const [deploy, undo] = [whole.part(), whole.part()]
    deploy.recordWritten(ref('a'), 'change', object('a'))
    deploy.recordContested(ref('b'))
    undo.record(ref('c'), 'deleted')

    expect(describeLedger(deploy)).toBe('already written: ConfigMap shop/a')
    expect(describeLedger(undo)).toBe('deleted: ConfigMap shop/c')
    expect(describeLedger(whole)).toBe('already written: ConfigMap shop/a; deleted: ConfigMap shop/c')
    expect([undo.contested().size, whole.contested().size]).toEqual([0, 1])
  })

  test('of which a part is made is beside it, not below', () => {
    const whole = new Ledger()
    const part = whole.part()

    part.part().record(ref('a'), 'created')

    expect(part.whole).toBe(whole)
    expect(whole.whole).toBe(whole)
    expect(part.outcomeOf(ref('a'))).toBeUndefined()
    expect(whole.outcomeOf(ref('a'))).toBe('created')
  })
})

describe('whether something changed', () => {
  const surely = ['created', 'changed', 'adopted', 'transferred', 'recreated', 'not-recreated'] as const
  const perhaps = ['write-unknown', 'recreate-unknown', 'delete-unknown', 'orphan-unknown'] as const
  const pruned = ['deleting', 'deleted', 'orphaned'] as const
  const hooks = [
    ...(['hook-create-unknown', 'hook-not-recreated', 'hook-delete-unknown'] as const),
    ...(['hook-running', 'hook-succeeded', 'hook-failed'] as const),
  ]

  test.for([...surely, ...perhaps, ...pruned])('the release is not unchanged where an object is %s', (outcome) => {
    expect(ledgerOf(outcome).leftReleaseUnchanged()).toBe(false)
  })

  test.for([...hooks, 'namespace-created', 'records-delete-unknown'] as const)(
    'the release is unchanged where something is %s',
    (outcome) => {
      expect(ledgerOf(outcome).leftReleaseUnchanged()).toBe(true)
    },
  )

  test('the release is unchanged where nothing happened, or an object is contested', () => {
    const ledger = new Ledger()
    ledger.recordContested(ref('a'))

    expect(ledger.leftReleaseUnchanged()).toBe(true)
    expect(ledger.hasWritten()).toBe(false)
  })

  test.for([...surely, 'namespace-created'] as const)('something was surely written where it is %s', (outcome) => {
    expect(ledgerOf(outcome).hasWritten()).toBe(true)
  })

  test.for([...perhaps, ...pruned, ...hooks] as const)('nothing was surely written where it is %s', (outcome) => {
    expect(ledgerOf(outcome).hasWritten()).toBe(false)
  })
})

describe('a message', () => {
  test('is none where nothing happened', () => {
    expect(describeLedger(new Ledger())).toBeUndefined()
  })

  test.for([
    ['created', 'already written: ConfigMap shop/a'],
    ['namespace-created', 'already written: ConfigMap shop/a'],
    ['not-recreated', 'deleted but not recreated: ConfigMap shop/a (rerun the command to recreate it)'],
    ['hook-not-recreated', 'deleted but not recreated: ConfigMap shop/a (rerun the command to recreate it)'],
    ['write-unknown', 'outcome unknown: ConfigMap shop/a'],
    ['hook-create-unknown', 'outcome unknown: ConfigMap shop/a'],
    ['recreate-unknown', 'outcome unknown: ConfigMap shop/a (to be recreated)'],
    ['deleted', 'deleted: ConfigMap shop/a'],
    ['deleting', 'being deleted: ConfigMap shop/a'],
    ['delete-unknown', 'deletion outcome unknown: ConfigMap shop/a'],
    ['hook-delete-unknown', 'deletion outcome unknown: ConfigMap shop/a'],
    ['records-delete-unknown', 'deletion outcome unknown: ConfigMap shop/a'],
    ['orphaned', 'orphaned: ConfigMap shop/a'],
    ['orphan-unknown', 'orphaning outcome unknown: ConfigMap shop/a'],
    ['hook-succeeded', 'no object of the release was written; hooks that ran: ConfigMap shop/a'],
    ['hook-running', 'no object of the release was written; hooks that may still be running: ConfigMap shop/a'],
    ['hook-failed', 'no object of the release was written; hooks that failed: ConfigMap shop/a'],
  ] as const)('tells of what is %s', ([outcome, message]) => {
    expect(describeLedger(ledgerOf(outcome))).toBe(message)
  })

  test('groups a few objects by what happened to them, each group sorted, the hooks last', () => {
    const ledger = ledgerOf('hook-running', 'deleted', 'changed', 'write-unknown')
    ledger.record(ref('A'), 'created')

    expect(describeLedger(ledger)).toBe(
      'already written: ConfigMap shop/A, ConfigMap shop/c; outcome unknown: ConfigMap shop/d; deleted: ConfigMap shop/b; hooks that may still be running: ConfigMap shop/a',
    )
  })

  test('counts many first, then lists them sorted, a line for each thing that happened', () => {
    const ledger = ledgerOf('hook-running', 'hook-running', 'deleted', 'recreate-unknown', 'write-unknown')
    for (const number of [10, 9, 1]) ledger.record(ref(`s-${number}`), 'created')
    ledger.record(ref('x'), 'delete-unknown')

    expect(describeLedger(ledger)?.split('\n')).toEqual([
      '3 already written, 2 outcomes unknown, 1 deleted, 1 deletion outcome unknown, 2 hooks may still be running',
      'already written: ConfigMap shop/s-1, s-9, s-10',
      'outcome unknown: ConfigMap shop/d (to be recreated), e',
      'deleted: ConfigMap shop/c',
      'deletion outcome unknown: ConfigMap shop/x',
      'hooks that may still be running: ConfigMap shop/a, b',
    ])
  })

  test('counts many of one kind in their line', () => {
    const ledger = new Ledger()
    for (const number of [6, 5, 4, 3, 2, 1]) ledger.record(ref(`s-${number}`), 'not-recreated')

    expect(describeLedger(ledger)).toMatch(
      /^6 deleted but not recreated: ConfigMap shop\/s-1, .*s-6 \(rerun the command to recreate it\)$/,
    )
  })

  test('calls what is no one object by the name that was given', () => {
    const ledger = new Ledger()
    ledger.assume(ref('parent', 'Secret'), 'records-delete-unknown', 'the records of shop/prod/shop')

    expect(describeLedger(ledger)).toBe('deletion outcome unknown: the records of shop/prod/shop')
  })
})

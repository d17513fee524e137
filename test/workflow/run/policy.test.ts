import { expect, test } from 'vitest'
import {
  noProjectRules,
  type PolicyOptions,
  type ProjectRules,
  policyOf,
  policyOfUndoOnFailure,
  withoutAdoption,
} from '../../../src/workflow/run/policy.ts'

const web = { kind: 'deployment', name: 'web' }
const data = { kind: 'pvc', name: 'data' }
const replicas = { kind: 'Deployment', field: 'spec.replicas' }

function rules(given: Partial<ProjectRules['ownership']>, confirm = false): ProjectRules {
  return { ...noProjectRules, ownership: { ...noProjectRules.ownership, ...given }, confirm }
}

test('without options and rules an apply refuses what nobody allowed, waits, prunes and runs hooks', () => {
  expect(policyOf('apply', {}, noProjectRules)).toEqual({
    writes: true,
    checkAll: false,
    ownership: {
      forcedFields: [],
      ignored: [],
      unshown: [],
      forceConflicts: false,
      revertDrift: false,
      adopt: { any: false, named: [], from: [] },
    },
    recreate: { any: false, named: [], mustBeRendered: true, undone: undefined },
    prune: { enabled: true, alsoDelete: [], adopted: 'orphan', forgets: false, massDeletion: 'ask' },
    waiting: { wait: true, timeout: undefined, stableFor: 0, readiness: [] },
    hooks: { phases: ['before-apply', 'after-apply'], keepJobs: false },
    references: { missing: 'refuse', except: [] },
    missingNamespace: 'refuse',
    unrestorable: 'refuse',
    quotas: 'refuse',
    barriers: 'refuse',
    newBarriers: 'allow',
    freezes: 'refuse',
    expires: undefined,
    confirm: false,
    tellsChanges: false,
    lockTimeout: 0,
    historyLimit: 20,
    undoOnFailure: false,
  })
})

test('kdeploy.yaml allows an adoption that no option asks for, and its managers join those of the option', () => {
  const { adopt } = policyOf(
    'apply',
    { adopt: [web], adoptFrom: ['old'] },
    rules({ adopt: true, adoptFrom: ['helm-x'] }),
  ).ownership

  expect(adopt).toEqual({ any: true, named: [web], from: ['old', 'helm-x'] })
})

test('an option without a name means every object, beside those that are named', () => {
  const { ownership, recreate } = policyOf('apply', { adopt: ['any'], replace: ['any', web] }, noProjectRules)

  expect(ownership.adopt).toMatchObject({ any: true, named: [] })
  expect(recreate).toMatchObject({ any: true, named: [web] })
})

test.each<[PolicyOptions, boolean, boolean]>([
  [{}, false, false],
  [{ forceConflicts: true }, true, false],
  [{ revertDrift: true }, true, true],
])('for an apply %o forces conflicts: %s, and reverts drift: %s', (options, forceConflicts, revertDrift) => {
  expect(policyOf('apply', options, noProjectRules).ownership).toMatchObject({ forceConflicts, revertDrift })
})

test('an undo reverts drift, and takes fields over only where it is told to', () => {
  expect(policyOf('undo', {}, noProjectRules).ownership).toMatchObject({ forceConflicts: false, revertDrift: true })
  expect(policyOf('undo', { forceConflicts: true }, noProjectRules).ownership).toMatchObject({ forceConflicts: true })
})

test('an undo restores what it can, gives adopted objects back, and runs no hook whatever is asked', () => {
  const undone = new Set(['a'])
  const policy = policyOf('undo', { hooks: true, createNamespace: true, undoOnFailure: true }, noProjectRules, undone)

  expect(policy).toMatchObject({
    recreate: { undone },
    prune: { adopted: 'give-back' },
    hooks: { phases: [], keepJobs: true },
    references: { missing: 'warn' },
    missingNamespace: 'refuse',
    unrestorable: 'skip',
    undoOnFailure: false,
  })
})

test('a diff writes nothing, asks nobody, and shows what an apply would refuse', () => {
  expect(policyOf('diff', {}, rules({}, true))).toMatchObject({
    writes: false,
    references: { missing: 'warn' },
    missingNamespace: 'warn',
    quotas: 'report',
    confirm: false,
    tellsChanges: false,
    hooks: { phases: ['before-apply', 'after-apply'] },
  })
})

test('a delete prunes whatever is asked, and gives adopted objects back only on request', () => {
  expect(policyOf('delete', { prune: false, alsoDelete: [data] }, noProjectRules)).toMatchObject({
    prune: { enabled: true, alsoDelete: [data], adopted: 'orphan' },
    hooks: { keepJobs: false },
  })
  expect(policyOf('delete', { giveBack: true }, noProjectRules).prune.adopted).toBe('give-back')
  expect(policyOf('apply', { giveBack: true }, noProjectRules).prune.adopted).toBe('orphan')
})

test.each([
  ['apply', {}, false, false, 'ask'],
  ['apply', {}, true, true, 'ask'],
  ['apply', { yes: true }, true, false, 'allow'],
  ['undo', {}, true, true, 'ask'],
  ['diff', {}, true, false, 'allow'],
  ['delete', {}, false, true, 'allow'],
  ['delete', { yes: true }, true, false, 'allow'],
] as const)('%s with %o and confirm: %s in the profile asks: %s, about a mass deletion: %s', (...row) => {
  const [useCase, options, confirm, asks, massDeletion] = row

  expect(policyOf(useCase, options, rules({}, confirm))).toMatchObject({ confirm: asks, prune: { massDeletion } })
})

test('without waiting no hook runs after the deploy; without hooks their Jobs stay', () => {
  expect(policyOf('apply', { wait: false }, noProjectRules).hooks.phases).toEqual(['before-apply'])
  expect(policyOf('apply', { hooks: false }, noProjectRules).hooks).toEqual({ phases: [], keepJobs: true })
})

test('references are checked but for those that are named, or not at all', () => {
  expect(policyOf('apply', { skipReferences: [data] }, noProjectRules).references).toEqual({
    missing: 'refuse',
    except: [data],
  })
  expect(policyOf('undo', { skipReferences: ['any'] }, noProjectRules).references.missing).toBe('ignore')
})

test('an undo on failure takes everything back, and goes by the failed deploy for the rest', () => {
  const options: PolicyOptions = {
    adopt: ['any', web],
    adoptFrom: ['old'],
    replace: [web],
    alsoDelete: [data],
    skipReferences: [data],
    timeout: 5,
    undoOnFailure: true,
  }
  const ignored = [{ manager: 'injector' }]
  const failed = policyOf('apply', options, rules({ forcedFields: [replicas], ignored, adopt: true }))
  const undone = new Set(['a'])

  expect(policyOfUndoOnFailure(failed, undone)).toEqual({
    ...failed,
    ownership: {
      ignored,
      unshown: [],
      forcedFields: [],
      forceConflicts: true,
      revertDrift: true,
      adopt: { any: false, named: [], from: ['old'] },
    },
    recreate: { any: false, named: [web], mustBeRendered: false, undone },
    prune: { enabled: true, alsoDelete: [], adopted: 'give-back', forgets: false, massDeletion: 'keep' },
    hooks: { phases: [], keepJobs: true },
    references: { missing: 'warn', except: [data] },
    unrestorable: 'skip',
    quotas: 'ignore',
    freezes: 'ignore',
    confirm: false,
    tellsChanges: false,
    undoOnFailure: false,
  })
})

test('an undo on failure prunes and checks references only where the deploy did', () => {
  const failed = policyOf('apply', { prune: false, skipReferences: ['any'] }, noProjectRules)
  const { prune, references } = policyOfUndoOnFailure(failed, new Set())

  expect(prune.enabled).toBe(false)
  expect(references.missing).toBe('ignore')
})

test('a policy without adoption keeps the managers whose fields are taken over', () => {
  const policy = policyOf('apply', { adopt: ['any', web], adoptFrom: ['old'] }, noProjectRules)

  expect(withoutAdoption(policy).ownership.adopt).toEqual({ any: false, named: [], from: ['old'] })
})

import type { Moment } from '../../duration.ts'
import type { ReadinessRule } from '../../kinds/rules/rule.ts'
import { phasesToRun } from '../../plan/hooks.ts'
import type { DiffRules, FieldRules, OwnershipRules } from '../../plan/ownership/rules.ts'
import type { HookPhase } from '../../plan/types.ts'
import type { NamedObject } from './named-object.ts'

/** How a run treats what it finds: decided once, before it plans, and passed whole. */
export interface Policy {
  /** Whether the plan is carried out; one that is only shown refuses less, and needs fewer permissions. */
  readonly writes: boolean
  /** Whether the server is also asked about what is proven to need nothing, as an admission webhook or policy may answer otherwise now. */
  readonly checkAll: boolean
  readonly ownership: OwnershipPolicy
  readonly recreate: RecreatePolicy
  readonly prune: PrunePolicy
  readonly waiting: WaitingPolicy
  readonly hooks: HookPolicy
  readonly references: ReferencePolicy
  /** What happens where the release's namespace is neither there nor rendered. */
  readonly missingNamespace: 'create' | 'refuse' | 'warn'
  /** What happens to an object whose recorded state the cluster refuses; `skip` only where anything else can be restored. */
  readonly unrestorable: 'refuse' | 'skip'
  /** What happens where the plan needs more than a ResourceQuota has left; `report`: it is planned all the same. */
  readonly quotas: 'refuse' | 'report' | 'ignore'
  /** What happens where the release is frozen; `tell`: it is done all the same. */
  readonly freezes: 'refuse' | 'tell' | 'ignore'
  /** When the release expires from now on; undefined: as before. */
  readonly expires: Moment | 'never' | undefined
  /** What happens where an undo barrier lies between what is deployed and what an undo restores. */
  readonly barriers: 'refuse' | 'cross'
  /** What happens where a deploy would bring an undo barrier, behind which it couldn't be brought back. */
  readonly newBarriers: 'allow' | 'refuse'
  /** Whether a person is asked before the first write. */
  readonly confirm: boolean
  /** Whether what changes, and what that means, is told before the first write to whoever can't ask for it. */
  readonly tellsChanges: boolean
  /** Milliseconds to wait for another run that holds the release's lock; 0: fail at once. */
  readonly lockTimeout: number
  /** Revisions that are kept, besides what runs and what undos would bring back. */
  readonly historyLimit: number
  /** Whether the last good revision is restored where a workload fails, or the cluster refuses a write midway. */
  readonly undoOnFailure: boolean
}

/** Whose the fields of live objects are; what `forcedFields` and `ignored` name is so whatever else is said. */
export interface OwnershipPolicy extends FieldRules, DiffRules {
  /** Whether fields of other managers are taken over. */
  readonly forceConflicts: boolean
  /** Whether what others added is removed, and what nobody owns and a fresh object wouldn't have. */
  readonly revertDrift: boolean
  readonly adopt: AdoptPolicy
}

/** What may be adopted of the objects that exist and aren't the release's. */
export interface AdoptPolicy {
  /** Whatever is rendered. */
  readonly any: boolean
  readonly named: readonly NamedObject[]
  /** Managers whose fields an adoption takes over, besides those of kubectl and Helm. */
  readonly from: readonly string[]
}

/** What may be deleted and created again where a field must change that can't be changed. */
export interface RecreatePolicy {
  /** Whatever has to be, but for what only its name allows. */
  readonly any: boolean
  readonly named: readonly NamedObject[]
  /** Whether a name that nothing rendered has is an error. */
  readonly mustBeRendered: boolean
  /** Keys of what the manifests that an undo undoes allowed to recreate; what the live object allows counts then too. */
  readonly undone?: ReadonlySet<string> | undefined
}

/** What happens to members that are no longer rendered. */
export interface PrunePolicy {
  /** Whether anything is pruned. */
  readonly enabled: boolean
  /** What is deleted only by name. */
  readonly alsoDelete: readonly NamedObject[]
  /** What happens to those that the release adopted; `give-back`: they become as they were before. */
  readonly adopted: 'orphan' | 'give-back'
  /** Whether a delete forgets the release alone, and leaves its objects. */
  readonly forgets: boolean
  /** What happens where more than half of the release's objects would be deleted; `keep`: none of them is. */
  readonly massDeletion: 'ask' | 'allow' | 'keep'
}

/** Whether, and how long, a run waits; in milliseconds. */
export interface WaitingPolicy {
  readonly wait: boolean
  /** For all objects together; undefined: the default, or what the longest annotation asks for. */
  readonly timeout: number | undefined
  /** How long readiness must hold. */
  readonly stableFor: number
  /** What the project says of kinds. */
  readonly readiness: readonly ReadinessRule[]
}

export interface HookPolicy {
  /** The phases whose hooks run where anything changes. */
  readonly phases: readonly HookPhase[]
  /** Whether the Jobs of hooks that are no longer rendered stay. */
  readonly keepJobs: boolean
}

/** What happens where a manifest names an object that is missing. */
export interface ReferencePolicy {
  readonly missing: 'refuse' | 'warn' | 'ignore'
  /** What may be missing, as something makes it while the release runs. */
  readonly except: readonly NamedObject[]
}

export type UseCase = 'apply' | 'diff' | 'undo' | 'delete'

/** What a person chose on the command line, by the names of the options; a use case takes no notice of those it lacks. */
export interface PolicyOptions {
  readonly forceConflicts?: boolean | undefined
  readonly checkAll?: boolean | undefined
  readonly revertDrift?: boolean | undefined
  readonly adopt?: readonly (NamedObject | 'any')[] | undefined
  readonly adoptFrom?: readonly string[] | undefined
  readonly replace?: readonly (NamedObject | 'any')[] | undefined
  readonly prune?: boolean | undefined
  readonly alsoDelete?: readonly NamedObject[] | undefined
  readonly giveBack?: boolean | undefined
  readonly keepObjects?: boolean | undefined
  readonly wait?: boolean | undefined
  readonly timeout?: number | undefined
  readonly stableFor?: number | undefined
  readonly hooks?: boolean | undefined
  readonly skipReferences?: readonly (NamedObject | 'any')[] | undefined
  readonly createNamespace?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly tellsChanges?: boolean | undefined
  readonly lockTimeout?: number | undefined
  readonly undoOnFailure?: boolean | undefined
  /** Whether the whole set is brought back where one of its releases fails. */
  readonly allOrNothing?: boolean | undefined
  readonly historyLimit?: number | undefined
  readonly crossBarrier?: boolean | undefined
  readonly expires?: Moment | 'never' | undefined
}

/** What kdeploy.yaml and the profile say of a run. */
export interface ProjectRules {
  readonly ownership: OwnershipRules
  readonly readiness: readonly ReadinessRule[]
  readonly confirm: boolean
  /** undefined: the default. */
  readonly historyLimit: number | undefined
}

export const noProjectRules: ProjectRules = {
  ownership: { forcedFields: [], adopt: false, adoptFrom: [], ignored: [], unshown: [] },
  readiness: [],
  confirm: false,
  historyLimit: undefined,
}

/** Revisions that a release keeps where nothing says otherwise. */
const defaultHistoryLimit = 20

/**
 * The policy of a use case. What the use case requires comes before the options, these before kdeploy.yaml and the profile,
 * those before the defaults; what names objects or managers adds up. `undone`: see RecreatePolicy.
 */
export function policyOf(
  useCase: UseCase,
  options: PolicyOptions,
  { ownership, readiness, confirm, historyLimit }: ProjectRules,
  undone?: ReadonlySet<string>,
): Policy {
  const { wait = true, timeout, stableFor = 0, yes = false, lockTimeout = 0 } = options
  const isUndo = useCase === 'undo'
  const writes = useCase !== 'diff'
  return {
    writes,
    checkAll: options.checkAll === true,
    ownership: ownershipPolicy(useCase, options, ownership),
    recreate: { ...namedOrAny(options.replace), mustBeRendered: true, undone },
    prune: prunePolicy(useCase, options),
    waiting: { wait, timeout, stableFor, readiness },
    hooks: hookPolicy(useCase, options),
    references: referencePolicy(useCase === 'apply' ? 'refuse' : 'warn', options),
    missingNamespace: !writes ? 'warn' : options.createNamespace && useCase === 'apply' ? 'create' : 'refuse',
    unrestorable: isUndo ? 'skip' : 'refuse',
    quotas: useCase === 'diff' ? 'report' : useCase === 'apply' || isUndo ? 'refuse' : 'ignore',
    freezes: useCase === 'apply' || useCase === 'delete' ? 'refuse' : 'tell',
    expires: useCase === 'apply' ? options.expires : undefined,
    barriers: options.crossBarrier === true ? 'cross' : 'refuse',
    newBarriers: options.allOrNothing === true ? 'refuse' : 'allow',
    confirm: writes && !yes && (confirm || useCase === 'delete'),
    tellsChanges: writes && options.tellsChanges === true,
    lockTimeout,
    historyLimit: options.historyLimit ?? historyLimit ?? defaultHistoryLimit,
    undoOnFailure: useCase === 'apply' && (options.undoOnFailure === true || options.allOrNothing === true),
  }
}

function ownershipPolicy(useCase: UseCase, options: PolicyOptions, rules: OwnershipRules): OwnershipPolicy {
  const { forceConflicts = false, revertDrift = false, adoptFrom = [] } = options
  const adopt = namedOrAny(options.adopt)
  return {
    forcedFields: rules.forcedFields,
    ignored: rules.ignored,
    unshown: rules.unshown,
    // What somebody changed is drift, too. An undo still refuses a conflict, unless it is told otherwise.
    forceConflicts: forceConflicts || revertDrift,
    revertDrift: revertDrift || useCase === 'undo',
    adopt: { ...adopt, any: adopt.any || rules.adopt, from: [...adoptFrom, ...rules.adoptFrom] },
  }
}

function prunePolicy(
  useCase: UseCase,
  { prune = true, alsoDelete = [], giveBack = false, keepObjects = false, yes = false }: PolicyOptions,
): PrunePolicy {
  const givesBack = useCase === 'undo' || (useCase === 'delete' && giveBack)
  const asks = !yes && (useCase === 'apply' || useCase === 'undo')
  return {
    enabled: prune || useCase === 'delete',
    alsoDelete,
    adopted: givesBack ? 'give-back' : 'orphan',
    forgets: useCase === 'delete' && keepObjects,
    massDeletion: asks ? 'ask' : 'allow',
  }
}

function hookPolicy(useCase: UseCase, { hooks = true, wait = true }: PolicyOptions): HookPolicy {
  if (useCase === 'delete') return { phases: [], keepJobs: false }
  const phases = phasesToRun({ hooks: hooks && useCase !== 'undo', wait: wait || useCase === 'diff' })
  return { phases, keepJobs: phases.length === 0 }
}

function referencePolicy(missing: 'refuse' | 'warn', { skipReferences = [] }: PolicyOptions): ReferencePolicy {
  const { any, named } = namedOrAny(skipReferences)
  return { missing: any ? 'ignore' : missing, except: named }
}

/**
 * The policy of the undo after a deploy failed: whoever asked for that wants all of the last good revision back, over a hotfix
 * too, and nothing that the failed deploy was asked to delete or adopt besides. Nobody can be asked, and nothing keeps it back that
 * the cluster itself may not refuse.
 */
export function policyOfUndoOnFailure(failed: Policy, undone: ReadonlySet<string>): Policy {
  const { ownership, recreate, prune, references } = failed
  return {
    ...failed,
    ownership: {
      ignored: ownership.ignored,
      unshown: ownership.unshown,
      forcedFields: [],
      forceConflicts: true,
      revertDrift: true,
      adopt: { any: false, named: [], from: ownership.adopt.from },
    },
    recreate: { ...recreate, mustBeRendered: false, undone },
    prune: { enabled: prune.enabled, alsoDelete: [], adopted: 'give-back', forgets: false, massDeletion: 'keep' },
    hooks: { phases: [], keepJobs: true },
    references: { ...references, missing: references.missing === 'ignore' ? 'ignore' : 'warn' },
    missingNamespace: 'refuse',
    unrestorable: 'skip',
    quotas: 'ignore',
    freezes: 'ignore',
    expires: undefined,
    barriers: 'refuse',
    newBarriers: 'allow',
    confirm: false,
    tellsChanges: false,
    undoOnFailure: false,
  }
}

/**
 * The same where a whole run is undone because one of its releases failed: what the run added goes, however much of the release that is,
 * as all of it was to be back.
 */
export function policyOfBringingBack(failed: Policy, undone: ReadonlySet<string>): Policy {
  const policy = policyOfUndoOnFailure(failed, undone)
  return { ...policy, prune: { ...policy.prune, massDeletion: 'allow' } }
}

/** The same once somebody agreed to a set that it is part of; `massDeletion`: to one of its own, too, which was in the question. */
export function agreedTo(policy: Policy, massDeletion: boolean): Policy {
  const { prune } = policy
  return { ...policy, confirm: false, prune: massDeletion ? { ...prune, massDeletion: 'allow' } : prune }
}

/** The same, but for what it would adopt: nothing. */
export function withoutAdoption<Given extends Pick<Policy, 'ownership'>>(policy: Given): Given {
  const { ownership } = policy
  return { ...policy, ownership: { ...ownership, adopt: { ...ownership.adopt, any: false, named: [] } } }
}

function namedOrAny(given: readonly (NamedObject | 'any')[] = []) {
  const named = given.filter((one) => one !== 'any')
  return { any: named.length < given.length, named }
}

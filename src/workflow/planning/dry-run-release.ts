import type { KdeployError } from '../../errors.ts'
import { membershipFor } from '../../history/records/release.ts'
import { recordedIn, type StoredRevision } from '../../history/store.ts'
import { replicasOf } from '../../manifest/autoscaled.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { isForeign as isForeignTo } from '../../plan/ownership/adoption.ts'
import { withConcurrency } from '../run/concurrency.ts'
import type { Policy } from '../run/policy.ts'
import { fieldManager, type Run } from '../run/run.ts'
import { awaitByPriority } from './await-all.ts'
import { compare } from './compare/compare.ts'
import { compareUnserved } from './compare/compare-unserved.ts'
import { createContext } from './compare/context.ts'
import type { Compared, Item } from './compare/item.ts'
import { findAutoscalers } from './facts/autoscalers.ts'
import { lastAppliedIn } from './facts/last-applied.ts'
import type { Members } from './facts/read-members.ts'
import { registeringSecretsOf, withSecretsRegistered } from './facts/register-secrets.ts'
import { checkHooks } from './plan-hooks.ts'
import type { Facts } from './read-facts.ts'
import type { IsPruned } from './references/read-targets.ts'
import type { KnownManifest } from './resolve-kinds.ts'
import { lastGood } from './undo/good-states.ts'

/** A manifest that could not be compared, as the server answered, or as what is there forbids. */
export interface Refusal {
  readonly item: KnownManifest
  readonly error: unknown
}

/** What the server says of the manifests of a plan. */
export interface Answers {
  readonly history: readonly StoredRevision[]
  readonly members: Members
  /** One for each manifest that is applied, in their order. */
  readonly outcomes: readonly (Compared | Refusal)[]
  readonly hookProblems: readonly KdeployError[]
}

/**
 * Asks the server by dry-run what each manifest would become, all at once, as none of it writes, but for those of which managedFields
 * prove that nothing would change. What is missing of permissions is told before what failed for want of them.
 */
export async function dryRunRelease(run: Run, facts: Facts, policy: Policy, isPruned: IsPruned): Promise<Answers> {
  const { permissions, history, members } = facts
  const { permissions: _, ...known } = await awaitByPriority({
    permissions,
    history,
    members,
    answers: askAboutAll(run, facts, policy, isPruned),
  })
  return { history: known.history, members: known.members, ...known.answers }
}

async function askAboutAll(
  { cluster, world, concurrency }: Run,
  { release, history, members, manifests, items, running }: Facts,
  policy: Policy,
  isPruned: IsPruned,
): Promise<Pick<Answers, 'outcomes' | 'hookProblems'>> {
  const { masking } = world
  const own = membershipFor(release)
  const [recorded, live] = await Promise.all([history.then(whatIsRecorded), members])
  const { hadNoReplicas, lastApplied } = recorded
  const context = await createContext(cluster, {
    policy,
    own,
    autoscalerOf: findAutoscalers(cluster, manifests, isPruned),
    hadNoReplicas,
    lastApplied,
    isForeign: (object, ref) => isForeignTo(object, own, fieldManager, recorded.hasObject(ref)),
    mask: masking.mask,
  })
  const limited = registeringSecretsOf(withConcurrency(cluster, concurrency), masking)
  const memberOf = (item: Item) => withSecretsRegistered(memberAmong(live, item), masking)
  const outcomeOf = (item: KnownManifest) => {
    const member = memberOf(item)
    const comparing =
      item.resource === undefined
        ? compareUnserved(limited, item, live.byKey.get(keyOf(item.ref)), context)
        : compare(limited, item, member, context)
    return comparing instanceof Promise ? comparing.catch((error: unknown) => ({ item, error })) : comparing
  }
  return awaitByPriority({
    outcomes: Promise.all(items.map(outcomeOf)),
    hookProblems: checkHooks(limited, running, memberOf, masking.mask),
  })
}

/** The live object, where it is the release's already, in the version that is rendered. */
export function memberAmong({ byKey }: Members, { ref, desired }: Item): KubeObject | undefined {
  const member = byKey.get(keyOf(ref))
  return member?.apiVersion === desired.apiVersion ? member : undefined
}

/** What the revisions tell of an object, found without a search each. */
function whatIsRecorded(history: readonly StoredRevision[]) {
  const keys = new Set(recordedIn(history).map(keyOf))
  const good = lastGood(history.map(({ revision }) => revision))?.manifests ?? []
  const lastGoodOnes = new Map(good.map(({ object }) => [keyOf(refOf(object)), object]))
  return {
    /** Whether a revision has the object, so that the release once applied it, or began to. */
    hasObject: (ref: ObjectRef) => keys.has(keyOf(ref)),
    /** See CompareContext. */
    hadNoReplicas: (ref: ObjectRef) => {
      const object = lastGoodOnes.get(keyOf(ref))
      return object !== undefined && replicasOf(object) === undefined
    },
    lastApplied: lastAppliedIn(history),
  }
}

import { withSubject } from '../../errors.ts'
import { groupBy } from '../../group-by.ts'
import type { StoredRevision } from '../../history/store.ts'
import { describeRef, keyOf } from '../../manifest/identity.ts'
import { buildPlan, changeOf, isNothing, planCounts } from '../../plan/build.ts'
import type { NotRestored, Plan } from '../../plan/types.ts'
import type { Notice } from '../run/events.ts'
import type { Policy } from '../run/policy.ts'
import type { Run } from '../run/run.ts'
import { checkHelm } from './check-helm.ts'
import type { Compared } from './compare/item.ts'
import { type Desired, recordOf } from './desired.ts'
import { type Answers, dryRunRelease } from './dry-run-release.ts'
import { judgeByNewSchemas, judgeLeft, judgeOutcomes } from './judge-outcomes.ts'
import { mustRecordWithoutChange } from './must-record.ts'
import { findTooEarly, planHooks } from './plan-hooks.ts'
import { checkDeletePermissions } from './prune/permissions.ts'
import { planPrune } from './prune/plan-prune.ts'
import { type Facts, readFacts } from './read-facts.ts'
import type { IsPruned } from './references/read-targets.ts'
import { type Refusal, refusalOf } from './refusal.ts'
import { refuseUnseenNamespace } from './release-namespace.ts'
import { keptRevisions } from './undo/kept-revisions.ts'
import { findUnrestorable, refuseNothingElse } from './undo/unrestorable.ts'
import { unknownNames } from './unknown-names.ts'

/**
 * Compares what should be with what is: reads the facts, asks the server by dry-run what each manifest would become, and decides.
 * Writes nothing. A refusal of the `reading` of the history counts only where no permission is missing.
 * @throws KdeployError with every problem of every manifest at once, in their order; a plan that is only shown has it in `refused`
 */
export async function planRelease(
  run: Run,
  desired: Omit<Desired, 'command'>,
  policy: Policy,
  reading: Promise<readonly StoredRevision[]>,
  isPruned: IsPruned,
): Promise<PlannedRelease> {
  const facts = await readFacts(run, desired, policy, reading)
  const answers = await dryRunRelease(run, facts, policy, isPruned)
  for (const notice of noticesOf(answers)) run.emit(notice)
  const decided = await decideChanges(run, facts, answers, policy)
  return { plan: await assemble(run, desired, facts, answers, decided, policy), refused: decided.refused }
}

/** What would be done, and why not about the manifests that the plan leaves out. */
export interface PlannedRelease {
  readonly plan: Plan
  /** undefined where no manifest is refused, and always where the policy writes. */
  readonly refused: Refusal | undefined
}

/** What is done about each manifest. */
interface Decided {
  readonly compared: readonly Compared[]
  /** See Plan. */
  readonly notRestored: readonly NotRestored[]
  /** See PlannedRelease. */
  readonly refused: Refusal | undefined
}

/** @throws KdeployError with every problem of every manifest at once, in their order */
async function decideChanges(run: Run, facts: Facts, answers: Answers, policy: Policy): Promise<Decided> {
  const { cluster, world, emit } = run
  const { located, running, release } = facts
  const { mask } = world.masking
  const judged = await judgeByNewSchemas(cluster, judgeOutcomes(facts, answers, mask), run.concurrency, mask)
  if (policy.writes) refuseUnseenNamespace(judged, release, policy.missingNamespace)
  const notRestored =
    policy.unrestorable === 'skip' ? findUnrestorable([...facts.unknown.map(judgeLeft), ...judged]) : []
  const isLeft = new Set(notRestored.map(({ ref }) => keyOf(ref)))
  const kept = judged.filter(({ ref }) => !isLeft.has(keyOf(ref)))
  const compared = kept.flatMap((one) => (one.problems.length > 0 ? [] : (one.compared ?? [])))
  const adopted = compared.flatMap(({ ref, live, adoption }) =>
    live === null || adoption === undefined ? [] : [{ ref, live }],
  )
  const helm = await checkHelm(cluster, adopted)
  const refs = located.map(({ ref }) => ref)
  const ofManifests = [
    ...kept.map(({ ref, problems }) => problems.map((problem) => withSubject(problem, ref))),
    ...[
      ...answers.hookProblems,
      ...facts.unknownDependencies,
      ...(running.length > 0 ? findTooEarly([...compared, ...running], release.namespace) : []),
    ].map((problem) => [problem]),
  ]
  const options = [
    ...(await unknownNames(cluster, refs, '--adopt', policy.ownership.adopt.named)),
    ...(policy.recreate.mustBeRendered
      ? await unknownNames(cluster, refs, '--replace', policy.recreate.named, [...answers.members.byKey.values()])
      : []),
  ]
  const problems = { manifests: ofManifests, options, others: policy.writes ? helm.problems : [] }
  const refused = refusalOf(problems, located.length, release)
  if (policy.writes && refused !== undefined) throw refused.error
  for (const message of helm.notices) emit({ type: 'notice', message })
  for (const notice of warningsOfWebhooks(compared)) emit(notice)
  return { compared, notRestored, refused }
}

/** The plan of what is decided, with what is pruned and which hooks run. */
async function assemble(
  run: Run,
  desired: Omit<Desired, 'command'>,
  { release, located, hooks, madeNamespace, needs }: Facts,
  { history, members }: Answers,
  { compared, notRestored }: Decided,
  policy: Policy,
): Promise<Plan> {
  const { emit } = run
  const planned = new Map(located.map(({ ref, desired }) => [keyOf(ref), desired]))
  const uids = new Set(compared.flatMap(({ live }) => (live === null ? [] : [live.metadata['uid']])))
  const { candidates, terminating } = await planPrune(
    run,
    release,
    { members, planned, uids, history, notRestored, kept: keptAfter(desired, compared, history, policy) },
    policy,
    needs,
  )
  const replaced = compared.filter(({ recreates: replaces }) => replaces)
  if (policy.writes) await checkDeletePermissions(run, needs, replaced, 'objects to recreate')
  const rendered = [...planned.keys()].filter((key) => members.byKey.has(key)).length
  const { unlistable } = members
  const rest = {
    madeNamespace,
    candidates,
    notRestored,
    terminating,
    members: rendered + candidates.length,
    unlistable,
  }
  const plan = buildPlan(compared, { ...rest, hooks: [] })
  if (isNothing(planCounts(plan))) refuseNothingElse(notRestored)
  for (const { ref, problem } of notRestored) emit({ type: 'not-restored', ref, problem })
  return { ...plan, hooks: planHooks(hooks, plan, history, policy.hooks.phases, emit) }
}

/**
 * The revisions that are there after the run, as far as it goes well. What a run is about to delete besides isn't counted: a plan that
 * does nothing else records no new state.
 */
function keptAfter(
  desired: Omit<Desired, 'command'>,
  compared: readonly Compared[],
  history: readonly StoredRevision[],
  { historyLimit, waiting }: Policy,
): readonly StoredRevision[] {
  const changes = compared.map(changeOf)
  const records =
    changes.some(({ action }) => action !== 'unchanged') || mustRecordWithoutChange(desired, { changes }, history)
  const { restores } = desired
  const status = waiting.wait ? 'succeeded' : 'applied'
  return keptRevisions(history, historyLimit, records ? { manifests: recordOf(desired), status, restores } : undefined)
}

/** What the comparisons tell, in the order of the manifests. */
function noticesOf({ outcomes }: Answers): Notice[] {
  return outcomes.flatMap((outcome) => ('notices' in outcome ? outcome.notices : []))
}

/** What the server could not be asked about, one warning for each webhook. */
function warningsOfWebhooks(compared: readonly Compared[]): Notice[] {
  const refused = compared.filter(({ refusingWebhook }) => refusingWebhook !== undefined)
  return [...groupBy(refused, ({ refusingWebhook }) => refusingWebhook)].map(([webhook, objects]) => {
    const names = objects.map(({ ref }) => describeRef(ref)).join(', ')
    return {
      type: 'warning',
      message: `not checked by the server: the webhook ${webhook} does not support dry-run: ${names}`,
    }
  })
}

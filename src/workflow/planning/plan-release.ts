import { ApiError } from '../../cluster/errors/api-error.ts'
import { KdeployError, throwCollected } from '../../errors.ts'
import { groupBy } from '../../group-by.ts'
import { knownReach, warningsAboutParent } from '../../history/known-reach.ts'
import { readParent } from '../../history/records/parent.ts'
import type { Release } from '../../history/records/release.ts'
import { recordedIn, type StoredRevision } from '../../history/store.ts'
import { replicasOf } from '../../manifest/autoscaled.ts'
import { canBeRecreatedOnceGone } from '../../manifest/deletion.ts'
import { describeRef, keyOf, refOf } from '../../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import { buildPlan, changeOf, isNothing, planCounts } from '../../plan/build.ts'
import { schemaProblems } from '../../plan/defined-schema.ts'
import { isForeign as isForeignTo } from '../../plan/ownership/adoption.ts'
import { type Need, needsOfObjects, needsOfRelease } from '../../plan/permissions.ts'
import { definedKind, missingProvider } from '../../plan/prerequisites.ts'
import type { Left, Plan } from '../../plan/types.ts'
import { withConcurrency } from '../run/concurrency.ts'
import type { Emit } from '../run/events.ts'
import { fieldManager } from '../run/field-manager.ts'
import { namespaceRef } from '../run/namespace.ts'
import type { Policy } from '../run/policy.ts'
import type { Run } from '../run/run.ts'
import { historyKeys } from '../run/world.ts'
import { checkHelm } from './check-helm.ts'
import { unknownAdoptions } from './compare/adopt.ts'
import { type Compared, compare, explainItem, unasked } from './compare/compare.ts'
import type { Item } from './compare/item.ts'
import { findAutoscalers } from './facts/autoscalers.ts'
import { checkPermissions } from './facts/check-permissions.ts'
import { learningFrom, learnt } from './facts/learn-live.ts'
import { membershipFor } from './facts/membership.ts'
import { absentNamespaces } from './facts/namespaces.ts'
import { type Members, readMembers } from './facts/read-members.ts'
import { type Located, locate } from './locate.ts'
import { checkHooks, needsOfHooks, planHooks, splitHooks, tooEarly } from './plan-hooks.ts'
import { type Asked, leftBehind } from './prune/left-behind.ts'
import { checkDeletePermissions } from './prune/permissions.ts'
import { planPrune, prunePredicate } from './prune/plan-prune.ts'
import { namespaceToMake } from './release-namespace.ts'
import { lastGood } from './undo/good-states.ts'

/**
 * Compares what should be with what is, asking the server by dry-run what each manifest would become. Writes nothing.
 * `past`: the history, read before the live objects are, so that a deploy in between is noticed. Its refusal counts only where
 * no permission is missing, as all of those are listed together.
 * @throws KdeployError with every problem of every manifest at once, in their order
 */
export async function planRelease(
  run: Run,
  release: Release,
  manifests: readonly Manifest[],
  policy: Policy,
  past: Promise<readonly StoredRevision[]>,
): Promise<Plan> {
  const { cluster, world, emit } = run
  const { mask } = world.masking
  const keys = historyKeys(world)
  const parent = policy.prune.enabled ? readParent(cluster, release) : Promise.resolve(null)
  for (const early of [past, parent]) early.catch(() => {})
  const membership = membershipFor(release)
  const absent = await absentNamespaces(cluster, release, manifests)
  const madeNamespace = namespaceToMake(absent, release, manifests, policy.missingNamespace, emit)
  const { located, unknown } = await locate(cluster, manifests, membership, absent, madeNamespace)
  if (policy.unrestorable === 'refuse') refuse(unknown)
  const { items, hooks, run: running } = splitHooks(located, policy.hooks.phases)
  const needs = needsOf([...items, ...running], release, absent, madeNamespace, policy)
  const permitted = checkPermissions(run, policy.writes ? [...needs, ...needsOfHooks(running)] : needs)
  const reading = (async () => {
    const [known, history] = await Promise.all([parent, past])
    for (const message of warningsAboutParent(release, known, keys)) emit({ type: 'warning', message })
    const asked = located.filter(({ checkAfter }) => checkAfter.length === 0).map(({ ref }) => ref)
    return readMembers(cluster, release, asked, knownReach(release, known, history, keys), membership)
  })()
  const paced = learningFrom(withConcurrency(cluster, run.concurrency), world.masking)
  const memberOf = async (item: Item) => learnt(memberAmong(await reading, item), world.masking)
  const autoscalerOf = findAutoscalers(cluster, manifests, await prunePredicate(cluster, release, policy.prune))
  const carried = async (ref: ObjectRef) => carriesReplicas(await past, ref)
  const isForeign = async (live: KubeObject, ref: ObjectRef) =>
    isForeignTo(live, membership, fieldManager, isRecorded(await past, ref))
  const context = { policy, own: membership, autoscalerOf, carried, isForeign, mask, emit }
  const checkingHooks = checkHooks(paced, running, memberOf, mask)
  const comparing = Promise.all(
    items.map(async (item) => {
      if (item.resource === undefined) return unasked(item, item.checkAfter)
      const member = () => memberOf(item)
      return compare(paced, item, member, context).catch((error: unknown) => ({ item, error }))
    }),
  )
  // All at once, as none of it writes; what is missing of permissions is told before what failed for want of them.
  for (const early of [permitted, reading, comparing, checkingHooks, past]) early.catch(() => {})
  await permitted
  const history = await past
  const members = await reading
  const outcomes = await comparing
  const checked = outcomes.map((outcome) => check(outcome, members, items, outcomes, mask))
  const left = policy.unrestorable === 'skip' ? leftBehind([...unknown.map(asChecked), ...checked]) : []
  const isLeft = new Set(left.map(({ ref }) => keyOf(ref)))
  const going = checked.filter(({ ref }) => !isLeft.has(keyOf(ref)))
  const compared = going.flatMap((one) => one.compared ?? [])
  const adopted = compared.flatMap(({ ref, live, adoption }) =>
    live === null || adoption === undefined ? [] : [{ ref, live }],
  )
  const helm = await checkHelm(cluster, adopted)
  const runsEarly = running.length > 0 ? tooEarly([...compared, ...running], release.namespace) : []
  const problems = going.map((one) => one.problems)
  problems.push(...[...(await checkingHooks), ...runsEarly].map((problem) => [problem]))
  if (policy.writes) problems.push(...helm.problems.map((problem) => [problem]))
  const unnamed = await unknownAdoptions(
    cluster,
    located.map(({ ref }) => ref),
    policy.ownership.adopt.named,
  )
  problems.push(...unnamed.map((problem) => [problem]))
  const refused = problems.filter(({ length }) => length > 0).length
  throwCollected(problems.flat(), () => `${refused} of ${located.length} manifests can't be applied`)
  for (const message of helm.notices) emit({ type: 'notice', message })
  tellRefusing(compared, emit)
  const planned = new Map(located.map(({ ref, desired }) => [keyOf(ref), desired]))
  const uids = new Set(compared.flatMap(({ live }) => (live === null ? [] : [live.metadata['uid']])))
  const { candidates, terminating } = await planPrune(run, release, { members, planned, uids, history, left }, policy)
  const replaced = compared.filter(({ replaces }) => replaces)
  if (policy.writes) await checkDeletePermissions(run, replaced, 'what has to be replaced')
  const rendered = [...planned.keys()].filter((key) => members.byKey.has(key)).length
  const { hidden } = members
  const rest = { madeNamespace, candidates, left, terminating, members: rendered + candidates.length, hidden }
  const plan = buildPlan(compared, { ...rest, hooks: [] })
  if (isNothing(planCounts(plan))) refuse(left)
  for (const { ref, problem } of left) emit({ type: 'left', ref, problem })
  return { ...plan, hooks: planHooks(hooks, plan, history, policy.hooks.phases, emit) }
}

function needsOf(
  items: readonly Located[],
  release: Release,
  absent: ReadonlySet<string>,
  madeNamespace: string | undefined,
  { writes }: Policy,
): Need[] {
  const objects = items.flatMap(({ ref, resource, manifest }) => {
    if (resource === undefined) return []
    const place = manifest.placeOf(['kind'])
    return { ref, plural: resource.plural, place, absent: absent.has(ref.namespace ?? '') }
  })
  if (!writes) return needsOfObjects(objects.map((object) => ({ ...object, absent: false })))
  const made =
    madeNamespace === undefined
      ? []
      : [
          {
            ref: namespaceRef(madeNamespace),
            plural: 'namespaces',
            place: { file: '--create-namespace' },
            absent: true,
          },
        ]
  return [...needsOfObjects([...made, ...objects]), ...needsOfRelease(release.namespace)]
}

/** Whether a revision has the object, so that the release once applied it, or began to. */
function isRecorded(history: readonly StoredRevision[], ref: ObjectRef): boolean {
  return recordedIn(history).some(({ object }) => keyOf(refOf(object)) === keyOf(ref))
}

/** See CompareContext.carried. */
function carriesReplicas(history: readonly StoredRevision[], ref: ObjectRef): boolean {
  const good = lastGood(history.map(({ revision }) => revision))
  const recorded = good?.manifests.find(({ object }) => keyOf(refOf(object)) === keyOf(ref))
  return recorded !== undefined && replicasOf(recorded.object) === undefined
}

/** The live object, where it is the release's already, in the version that is rendered. */
function memberAmong({ byKey }: Members, { ref, desired }: Item): KubeObject | undefined {
  const member = byKey.get(keyOf(ref))
  return member?.apiVersion === desired.apiVersion ? member : undefined
}

interface Refusal {
  readonly item: Located
  readonly error: unknown
}

/** What came of asking the server about a manifest: a comparison, or problems. */
interface Checked extends Asked {
  readonly compared: Compared | undefined
}

function check(
  outcome: Compared | Refusal,
  members: Members,
  items: readonly Located[],
  outcomes: readonly (Compared | Refusal)[],
  mask: Masker,
): Checked {
  const { ref } = 'item' in outcome ? outcome.item : outcome
  const compared =
    'item' in outcome ? later(outcome, memberAmong(members, outcome.item), items, outcomes, mask) : outcome
  if (compared instanceof KdeployError) return { ref, checkAfter: [], problems: [compared], compared: undefined }
  return { ref, checkAfter: compared.checkAfter, problems: problemsByOwnSchema(compared, items), compared }
}

function asChecked({ ref, problem }: Left): Checked {
  return { ref, checkAfter: [], problems: [problem], compared: undefined }
}

/** @throws KdeployError with the problem of each, where there are any */
function refuse(left: readonly Left[]): void {
  throwCollected(
    left.map(({ problem }) => problem),
    (count) => `${count} manifests can't be applied`,
  )
}

/**
 * A refusal that ends once another object of the plan is written is asked again then; any other is an error. The server
 * holds a manifest to its schema before it looks for the namespace, so that one that isn't there yet hides no such error.
 * `member` is the live object, where it is there and the release's already.
 */
function later(
  { item, error }: Refusal,
  member: KubeObject | undefined,
  items: readonly Located[],
  outcomes: readonly (Compared | Refusal)[],
  mask: Masker,
): Compared | KdeployError {
  const explained = explainItem(error, item, mask)
  const isInvalid = explained.code === 'manifest-invalid'
  const { definition, checkAfter } = item
  const known = canBeRecreatedOnceGone(member ?? null) ? { terminating: member } : { live: member ?? null }
  const askedAfter = (keys: readonly string[]) => ({ ...unasked(item, keys), ...known })
  if (error instanceof ApiError && !isInvalid && checkAfter.length > 0) return askedAfter(checkAfter)
  if (error instanceof ApiError && (error.status === 404 || error.status === 403)) {
    const providers = items.map(({ ref, resource }) => ({ ref, plural: resource?.plural }))
    const missing = missingProvider(error.message, item, providers)
    if (missing !== undefined && isWritten(missing, outcomes)) return askedAfter([missing])
  }
  // Its definition changes in this same plan, so that the present schema doesn't tell.
  // While it is being deleted, the server takes no new object of its kind.
  const isRefusedByDefinition =
    isInvalid || (error instanceof ApiError && /custom resource definition is terminating/.test(error.message))
  if (isRefusedByDefinition && definition !== undefined && isWritten(definition, outcomes))
    return askedAfter([...checkAfter, definition])
  return explained
}

/** What can't be asked about before its definition is written is held to the schema that the definition will bring. */
function problemsByOwnSchema({ manifest, checkAfter }: Compared, items: readonly Located[]): KdeployError[] {
  return items
    .filter(({ ref, desired }) => checkAfter.includes(keyOf(ref)) && definedKind(desired) !== undefined)
    .flatMap(({ desired }) => schemaProblems(desired, manifest))
}

function isWritten(key: string, outcomes: readonly (Compared | Refusal)[]): boolean {
  const found = outcomes.find((outcome) => 'ref' in outcome && keyOf(outcome.ref) === key)
  return found !== undefined && 'ref' in found && changeOf(found).action !== 'unchanged'
}

function tellRefusing(compared: readonly Compared[], emit: Emit): void {
  const refused = compared.filter(({ refusingWebhook }) => refusingWebhook !== undefined)
  for (const [webhook, objects] of groupBy(refused, ({ refusingWebhook }) => refusingWebhook)) {
    const names = objects.map(({ ref }) => describeRef(ref)).join(', ')
    emit({
      type: 'warning',
      message: `not checked by the server, as the webhook ${webhook} refuses dry-runs: ${names}`,
    })
  }
}

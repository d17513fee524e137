import { count } from '../counts.ts'
import { readFreeze } from '../history/freezes.ts'
import { identityOf, type Release } from '../history/records/release.ts'
import type { RecordedManifest } from '../history/records/revision.ts'
import { claimedIn, type StoredRevision } from '../history/store.ts'
import { numberAt } from '../manifest/fields.ts'
import { describeRef } from '../manifest/identity.ts'
import { assessmentMasker } from '../plan/masking/mask-assessment.ts'
import { shellWords } from '../shell-words.ts'
import { heedFreeze } from './planning/facts/freeze.ts'
import { readHistoryUnlessFrozen, textMaskerOfRecorded } from './planning/facts/recorded.ts'
import { checkReferences } from './planning/references/check-references.ts'
import { identifyRelease } from './resolving/identify-release.ts'
import { confirmBeforeWriting } from './run/confirm.ts'
import { withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import { type ProfileInput, releaseArguments } from './run/input.ts'
import { rethrowAsInterrupted, throwIfInterrupted } from './run/interruption.ts'
import { awaitLock, withLock } from './run/lock.ts'
import type { NamedObject } from './run/named-object.ts'
import { phase } from './run/phase.ts'
import { type PolicyOptions, policyOf, type WaitingPolicy } from './run/policy.ts'
import type { Restarted } from './run/results.ts'
import { type Run, startRun } from './run/run.ts'
import type { World } from './run/world.ts'
import { namedWorkloads, type RestartableWorkload, restartableAmong } from './status/choose-workloads.ts'
import { findObjects } from './status/find-objects.ts'
import { recordedStateOf } from './status/recorded-state.ts'
import { staleAmong } from './status/stale-workloads.ts'
import { isAwaited, readKind } from './waiting/targets.ts'
import { waitForReady } from './waiting/wait.ts'
import { restartWorkload } from './writing/restart-workload.ts'

/** Those of a restart. */
export interface RestartOptions extends Pick<PolicyOptions, 'wait' | 'timeout' | 'stableFor' | 'lockTimeout' | 'yes'> {
  /** Only those whose pods are older than what they read. */
  readonly stale: boolean
}

/**
 * Replaces the pods of a release's workloads, those that are `named` or all of them, by ones of the same template, and waits, under the
 * release's lock. No revision is written: what is deployed stays what it was.
 * @throws KdeployError `not-restartable`, `not-a-member`, `workload-unknown`, `workload-paused`, `nothing-deployed`,
 * `release-frozen`
 */
export function restartProfile(
  input: ProfileInput,
  named: readonly NamedObject[],
  options: RestartOptions,
  world: World,
  emit: Emit,
): Promise<Restarted> {
  return withConnection(input.target, world, async (connect) => {
    const identified = await identifyRelease(input, connect, world, emit)
    const { release, rules } = identified
    const cluster = await connect()
    // As an undo of a workload does: what is missing is warned of, and nothing is adopted or pruned.
    const policy = policyOf('undo', options, rules)
    const deadline = world.monotonicClock() + policy.lockTimeout
    const run = startRun(cluster, world, emit)
    if (policy.lockTimeout > 0) await awaitLock(run, release, deadline)
    const history = await readHistoryUnlessFrozen(run, release, 'refuse')
    const { deployed } = await recordedStateOf(history, cluster, release, input)
    const recorded = await namedWorkloads(cluster, release, deployed, named)
    const { found } = await findObjects(cluster, release, recorded, history, world)
    const present = restartableAmong(found, release, named.length > 0, emit)
    const chosen = options.stale ? await staleAmong(present, run, identified, history) : present
    const result = { kubeContext: cluster.kubeContext, release: identityOf(release), waited: policy.waiting.wait }
    if (chosen.length === 0) return { ...result, restarted: [], left: recorded.length, failures: [] }
    await checkReferences(run, chosen.map(manifestOf), policy.references)
    if (policy.confirm) await confirmRestart(chosen, release, run)
    throwIfInterrupted(run)
    const failures = await withLock(run, release, deadline, async (locked) => {
      heedFreeze(locked, release, await readFreeze(locked.cluster, release), 'refuse')
      return carryOut(locked, chosen, { recorded, history, waiting: policy.waiting, input })
    })
    const restarted = chosen.map(({ ref }) => ref)
    return { ...result, restarted, left: recorded.length - chosen.length, failures }
  })
}

interface Known {
  readonly recorded: readonly RecordedManifest[]
  readonly history: readonly StoredRevision[]
  readonly waiting: WaitingPolicy
  readonly input: ProfileInput
}

async function carryOut(
  run: Run,
  chosen: readonly RestartableWorkload[],
  { history, waiting, input }: Known,
): Promise<Restarted['failures']> {
  const { cluster, world } = run
  const at = new Date(world.wallClock()).toISOString()
  const maskText = assessmentMasker(claimedIn(history), world.masking.mask)
  const written = []
  for (const { ref, live } of chosen) {
    throwIfInterrupted(run)
    const restarting = restartWorkload(run, ref, live, at, textMaskerOfRecorded(history, ref, world))
    written.push({ ref, object: await restarting.catch(rethrowAsInterrupted(run)) })
  }
  if (!waiting.wait) return []
  const awaited = written.filter(({ object }) => isAwaited(object, waiting.readiness))
  const targets = await Promise.all(
    awaited.map(async ({ ref, object }) => {
      const kind = await readKind(cluster, ref, waiting.readiness)
      return { ref, object, place: undefined, kind, maskText }
    }),
  )
  const next = `the rollout continues; to follow it: ${shellWords(['kdeploy', 'status', '--wait', ...releaseArguments(input)])}`
  const wait = () => waitForReady(run, targets, waiting)
  const failures = await phase(world, 'wait', wait).catch(rethrowAsInterrupted(run, next))
  throwIfInterrupted(run, next)
  return failures
}

function confirmRestart(chosen: readonly RestartableWorkload[], release: Release, run: Run): Promise<void> {
  const objects = chosen.map(({ ref, live }) => {
    const pods = numberAt(live, 'spec', 'replicas') ?? numberAt(live, 'status', 'desiredNumberScheduled')
    return `would be restarted: ${describeRef(ref)}${pods === undefined ? '' : ` (${count(pods, 'pod')})`}`
  })
  return confirmBeforeWriting({ action: `restart of ${identityOf(release)}`, objects, diff: async () => [] }, run)
}

/** A workload as it is, to look for what its pods need. */
function manifestOf({ ref, template, live }: RestartableWorkload) {
  const file = describeRef(ref)
  return { object: live, template, sensitive: [], placeOf: () => ({ file }) }
}

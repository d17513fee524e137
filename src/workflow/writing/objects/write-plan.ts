import pLimit from 'p-limit'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { KdeployError } from '../../../errors.ts'
import { membershipFor, type Release } from '../../../history/records/release.ts'
import { keyOf } from '../../../manifest/identity.ts'
import type { Membership } from '../../../manifest/membership.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { dependenciesOf, isDependency } from '../../../plan/after.ts'
import { ownServers } from '../../../plan/own-servers.ts'
import { isForeign as isForeignTo } from '../../../plan/ownership/adoption.ts'
import { definedKind } from '../../../plan/prerequisites.ts'
import type { Change, Plan } from '../../../plan/types.ts'
import { inWaves } from '../../../plan/waves.ts'
import { explainItem } from '../../planning/compare/compare.ts'
import { createContext } from '../../planning/compare/context.ts'
import { findAutoscalers } from '../../planning/facts/autoscalers.ts'
import { prunePredicate } from '../../planning/prune/predicate.ts'
import { throwIfInterrupted } from '../../run/interruption.ts'
import { describeLedger, type Ledger, nothingWritten } from '../../run/ledger.ts'
import { namespaceRef } from '../../run/namespace.ts'
import { type Policy, type WaitingPolicy, withoutAdoption } from '../../run/policy.ts'
import { isOutcomeUnknown, wasNotSent } from '../../run/request-errors.ts'
import { fieldManager, type Run } from '../../run/run.ts'
import { isTransientOnceServed, isTransientRefusal, retryTransient } from '../../waiting/retry-transient.ts'
import { awaitDefinitions } from './await-definitions.ts'
import { Dependencies } from './await-dependencies.ts'
import { checkDeferred } from './check-deferred.ts'
import { writeObject } from './write-object.ts'

export interface WriteOptions {
  readonly release: Release
  readonly policy: Policy
  /** Whether the release once applied an object, as its revisions tell. */
  readonly wasMember: (ref: ObjectRef) => boolean
}

/**
 * Writes what changes, wave by wave. What the server couldn't be asked about before is dry-run as soon as what it needs
 * was written, all of it before any of it is written.
 * @throws KdeployError that lists what was written
 */
export async function writePlan(run: Run, plan: Plan, options: WriteOptions): Promise<void> {
  const { cluster, world, ledger } = run
  const { release, policy } = options
  const { mask } = world.masking
  const own = membershipFor(release)
  const manifests = plan.changes.map(({ manifest }) => manifest)
  const autoscalerOf = findAutoscalers(cluster, manifests, await prunePredicate(cluster, release, policy.prune))
  const made = plan.madeNamespace === undefined ? [] : [namespaceRef(plan.madeNamespace)]
  const servers = ownServers(plan.changes)
  const isServer = ({ ref }: Change) => servers.some((server) => keyOf(server.ref) === keyOf(ref))
  const isOpen = (change: Change) => change.action !== 'unchanged'
  let waves = inWaves(
    plan.changes.filter((change) => isOpen(change) || isServer(change)),
    plan.changes,
  )
  const done = new Set([
    ...made.map(keyOf),
    ...plan.changes.filter((change) => !isOpen(change) && !isServer(change)).map(({ ref }) => keyOf(ref)),
  ])
  const redefined = new Set<string>()
  const dependencies = new Dependencies(run, policy.waiting, servers)
  for (let wave = waves.shift(); wave !== undefined; wave = waves.shift()) {
    const open = [wave, ...waves].flat().filter(({ checkAfter }) => checkAfter.length > 0)
    const ready = open.filter(({ checkAfter }) => checkAfter.every((key) => done.has(key)))
    if (ready.length > 0) {
      const down = await dependencies.awaitServers(ready)
      refuse(down, ledger, stoppedByServer)
      throwIfInterrupted(run)
      const known = { own, autoscalerOf, hadNoReplicas: () => false, lastApplied: () => undefined, mask }
      // What it would adopt had to be recorded before the first write.
      const deferred = withoutAdoption(policy)
      const isForeign = (live: KubeObject, ref: ObjectRef) =>
        isForeignTo(live, own, fieldManager, options.wasMember(ref))
      const context = await createContext(cluster, { ...known, policy: deferred, isForeign })
      const { changes, problems } = await checkDeferred(run, ready, context, redefined, (change) =>
        dependencies.awaitsServer(change),
      )
      refuse(problems, ledger, stoppedByCheck)
      throwIfInterrupted(run)
      const asKnown = (change: Change) => changes.get(keyOf(change.ref)) ?? change
      wave = wave.map(asKnown)
      waves = waves.map((later) => later.map(asKnown))
    }
    const problems = await writeWave(run, wave, own, policy.waiting, dependencies)
    refuse(problems, ledger, () => `the deploy stopped: ${whyStopped(problems, ledger)}`)
    throwIfInterrupted(run)
    for (const { ref } of wave) done.add(keyOf(ref))
    const definitions = wave.filter(({ desired }) => definedKind(desired) !== undefined)
    for (const { ref, action } of definitions) if (action !== 'create') redefined.add(keyOf(ref))
    const broken = await awaitDefinitions(run, definitions)
    refuse(broken, ledger, () => 'the deploy stopped: a CustomResourceDefinition is not established')
  }
}

/** Writes one wave, concurrently, but for what comes after another object; after a first refusal nothing more is begun. Returns the refusals. */
async function writeWave(
  run: Run,
  wave: readonly Change[],
  own: Membership,
  { timeout }: WaitingPolicy,
  dependencies: Dependencies,
): Promise<KdeployError[]> {
  const { world, emit, ledger, concurrency } = run
  const { mask } = world.masking
  const limit = pLimit(concurrency)
  const problems: KdeployError[] = []
  const isStopped = () => world.interrupted.aborted || problems.length > 0
  const write = async (change: Change) => {
    const { ref, action } = change
    if (action === 'unchanged' || isStopped()) return
    try {
      const writing = () => writeObject(run, change, own, timeout)
      const isTransient = dependencies.awaitsServer(change) ? isTransientOnceServed : isTransientRefusal
      ledger.recordWritten(ref, action, await retryTransient(world, writing, isTransient))
      emit({ type: 'written', ref, action })
    } catch (error) {
      const cutOff = world.interrupted.aborted && !(error instanceof ApiError)
      const isUnsure = (cutOff && !wasNotSent(error)) || isOutcomeUnknown(error)
      if (isUnsure && ledger.outcomeOf(ref) !== 'not-recreated')
        ledger.record(ref, action === 'recreate' ? 'recreate-unknown' : 'write-unknown')
      if (cutOff) return
      const problem = explainItem(error, change, mask)
      if (problem.category === 'conflict') ledger.recordContested(ref)
      problems.push(problem)
    }
  }
  const begun = new Map<string, Promise<void>>()
  const begin = async (change: Change) => {
    const { ref, desired } = change
    const named = dependenciesOf(desired)
    if (named.length > 0 || dependencies.awaitsServer(change)) {
      const earlier = wave.filter((other) => named.some((one) => isDependency(one, other.ref, ref)))
      await Promise.all(earlier.map((other) => begun.get(keyOf(other.ref))))
      if (isStopped()) return
      const problem = await dependencies.await(change).catch((error: unknown) => explainItem(error, change, mask))
      if (problem !== undefined) problems.push(problem)
    }
    await limit(() => write(change))
  }
  for (const change of wave) {
    // Begun a turn later, when all of the wave are known.
    if (change.action !== 'unchanged')
      begun.set(
        keyOf(change.ref),
        Promise.resolve().then(() => begin(change)),
      )
  }
  await Promise.all(begun.values())
  return problems
}

/** Throws where there are problems, with everything that was written before them. */
function refuse(problems: readonly KdeployError[], ledger: Ledger, message: (count: number) => string): void {
  const [first] = problems
  if (first === undefined) return
  throw new KdeployError({
    code: first.code,
    category: first.category === 'input' && ledger.hasWritten() ? 'cluster' : first.category,
    message: message(problems.length),
    problems,
    detail: describeLedger(ledger) ?? nothingWritten,
    hint: problems.every(({ code }) => code === 'object-changed')
      ? 'rerun the command: it plans again from the current state'
      : 'fix the cause and rerun the command: it continues from the current state',
  })
}

function whyStopped([first]: readonly KdeployError[], ledger: Ledger): string {
  if (first?.code === 'cluster-unreachable') return 'the cluster stopped responding'
  if (first?.code === 'delete-timeout' || first?.code === 'object-terminating')
    return 'an object to be recreated is still being deleted'
  return ledger.count('not-recreated') > 0
    ? 'the cluster refused a write after an object was deleted to be recreated'
    : 'the cluster refused a write'
}

function stoppedByServer(): string {
  return 'the deploy stopped: a server of the release is not ready'
}

function stoppedByCheck(count: number): string {
  const what = count === 1 ? 'a manifest' : `${count} manifests`
  return `the deploy stopped: ${what} failed a check that was only possible now`
}

import { KdeployError } from '../errors.ts'
import type { SetRelease } from '../order/release.ts'
import { reversed } from '../order/reversed.ts'
import { shellWords } from '../shell-words.ts'
import { seeHistory } from '../workflow/history.ts'
import type { Emit } from '../workflow/run/events.ts'
import { type ProfileInput, releaseArguments } from '../workflow/run/input.ts'
import type { Preview, UndoPreview } from '../workflow/run/results.ts'
import type { World } from '../workflow/run/world.ts'
import { previewUndo, type UndoOptions, undoProfile } from '../workflow/undo.ts'
import { previewUndoRun, type RunUndone, undoRun } from '../workflow/undo-run.ts'
import { type ChosenSet, inputOf } from './choosing/select.ts'
import { chooseRun } from './runs/choose-run.ts'
import { isOutOfReach } from './runs/out-of-reach.ts'
import { type RunRecord, recordRun } from './runs/run-record.ts'
import type { EmitSet } from './told/events.ts'
import type { ReleaseEnd, SetResult } from './told/results.ts'
import { type Nothing, type PlannedTask, planThenDo } from './turns/plan-then-do.ts'
import { runSet } from './turns/run-set.ts'
import { shareWorld } from './world/shared-world.ts'

export interface UndoSetOptions extends Omit<UndoOptions, 'again'> {
  readonly releasesAtATime: number
  /** The run that is undone, as chooseRun takes it; undefined: each release goes to its previous good state. */
  readonly run?: string | undefined
  /** Whether nobody said which releases: those that the run wrote to. */
  readonly isAnyRelease: boolean
  readonly dryRun?: boolean | undefined
}

type PlannedUndo = ({ readonly outcome: 'restored' } & UndoPreview) | ({ readonly outcome: 'deleted' } & Preview)

/** What is known of one release of an undone set: how it was undone, what would be, or that there is nothing to undo. */
export type SetUndone = RunUndone | PlannedUndo | Nothing

/**
 * Undoes releases of a set: each to its previous good state, or to where it was before a run. What needs another goes first; one that
 * fails keeps what it needs back, and no others. All are planned first, and a person is asked once.
 * @throws KdeployError `run-unknown`, `run-under-way`, `nothing-to-undo`, `not-confirmed`, `cancelled`
 */
export async function undoSet(
  given: Omit<ProfileInput, 'profile' | 'cluster'>,
  chosen: ChosenSet,
  options: UndoSetOptions,
  outer: World,
  emit: EmitSet,
): Promise<SetResult<SetUndone>> {
  const { world, close } = shareWorld(outer, options.concurrency)
  const whole = reversed(chosen.releases, chosen.before)
  const record = recordRun(world, { releases: chosen.releases.length })
  let ends: readonly ReleaseEnd<SetUndone>[] = []
  try {
    const asked = { given, options, record, world, emit }
    const run = options.run === undefined ? undefined : await surveyRun(whole.releases, options.run, asked)
    const releases =
      run === undefined || !options.isAnyRelease ? whole.releases : touchedBy(run, whole.releases, record)
    emit({ type: 'set', run: world.run, releases })
    ends = await planThenDo(
      releases,
      {
        ...{ before: whole.before, atATime: options.releasesAtATime, keepGoing: true },
        whyBlocked: (label) => `${label} needs it, and is not back`,
        ...{ dryRun: options.dryRun, yes: options.yes },
        planned: () => record.tellHalfWay(emit, run),
      },
      taskOf(run, asked),
      world,
      emit,
    )
    if (ends.every(({ result }) => result?.outcome === 'untouched')) throw nothingToUndo(run)
    return { run: world.run, ends }
  } finally {
    if (options.dryRun !== true) await record.end(ends)
    await close()
  }
}

interface Asked {
  readonly given: Omit<ProfileInput, 'profile' | 'cluster'>
  readonly options: UndoSetOptions
  readonly record: RunRecord
  readonly world: World
  readonly emit: EmitSet
}

/** The identity of the run that is undone, which has ended. Reads the history of each release. */
async function surveyRun(releases: readonly SetRelease[], meant: string, asked: Asked): Promise<string> {
  const { given, options, record, world, emit } = asked
  const ends = await runSet(
    releases,
    { atATime: options.releasesAtATime, keepGoing: true },
    {
      action: 'plan',
      run: (release) => seeHistory(inputOf(given, release), record.worldOf(release), () => {}),
      stateOf: () => 'done',
    },
    world,
    () => {},
  )
  const unread = ends.filter(({ error }) => error !== undefined)
  const isNoneRead = unread.length === ends.length
  // Who named it wants it back; else it may be on a cluster that is no matter of this run.
  for (const { error } of unread)
    if (isNoneRead || !options.isAnyRelease || !(error instanceof KdeployError)) throw error
  const down = unread.find(({ error }) => isOutOfReach(error))
  if (meant === 'last' && down !== undefined) throw halfKnown(down, 'which run is the last')
  const run = chooseRun(meant, record.runs, world.wallClock())
  if (down !== undefined && touchedBy(run, releases, record).length < releasesOf(run, record))
    throw halfKnown(down, `all that run ${run} did`)
  for (const { release, error } of unread)
    if (error instanceof KdeployError)
      emit({ type: 'warning', message: `${release.label} is left out: ${error.message}` })
  const deadline = world.monotonicClock() + (options.lockTimeout ?? 0)
  if (options.dryRun !== true && !(await record.awaitEnd(run, deadline, emit))) throw underWay(run)
  return run
}

function touchedBy(run: string, releases: readonly SetRelease[], { runs }: RunRecord): readonly SetRelease[] {
  return releases.filter(({ label }) => runs.get(label)?.some(({ id }) => id === run))
}

/** Of how many releases a run was: as many at least as it wrote to. */
function releasesOf(run: string, { runs }: RunRecord): number {
  return [...runs.values()].flat().find(({ id }) => id === run)?.releases ?? 0
}

/** Else another run would be undone, or half of one. `what`: what can't be told without the release. */
function halfKnown({ release: { label }, error }: ReleaseEnd, what: string): unknown {
  if (!(error instanceof KdeployError)) return error
  const { code, category, message, detail, cause } = error
  const hint = 'to undo what can be reached, choose it with --cluster or -p'
  return new KdeployError({
    ...{ code, category, detail, hint, cause },
    message: `${what} can't be told without ${label}: ${message}`,
  })
}

function taskOf(
  run: string | undefined,
  { given, options, record }: Asked,
): PlannedTask<PlannedUndo, Exclude<SetUndone, PlannedUndo>> {
  const { run: _, isAnyRelease: __, dryRun: ___, releasesAtATime: ____, ...choice } = options
  const optionsFor = (release: SetRelease) => {
    const named = releaseArguments(inputOf(given, release))
    const again = shellWords(['kdeploy', 'undo', ...named, ...(run === undefined ? [] : ['--run', run])])
    return { ...choice, again, isAttended: true }
  }
  const agreed = (release: SetRelease) => ({ ...optionsFor(release), yes: true })
  return {
    action: 'undo',
    async plan(release, emit) {
      // What is restored is told when it is.
      const tell: Emit = (event) => {
        if (event.type !== 'notice' || options.dryRun === true) emit(event)
      }
      const input = inputOf(given, release)
      const world = record.worldOf(release)
      if (run !== undefined) return previewUndoRun(input, run, optionsFor(release), world, tell)
      try {
        return { outcome: 'restored', ...(await previewUndo(input, undefined, optionsFor(release), world, tell)) }
      } catch (error) {
        if (!(error instanceof KdeployError) || error.code !== 'nothing-to-undo') throw error
        return { outcome: 'untouched', reason: error.message }
      }
    },
    describe: (planned) =>
      planned.outcome === 'deleted' ? 'deleted, as the run made it' : `to revision ${planned.target}`,
    async carryOut(release, planned, tell) {
      const input = inputOf(given, release)
      const world = record.worldOf(release)
      if (run !== undefined) return undoRun(input, run, agreed(release), world, tell)
      if (planned.outcome === 'deleted') throw new Error('only the undo of a run deletes a release')
      return { outcome: 'restored', ...(await undoProfile(input, planned.target, agreed(release), world, tell)) }
    },
    stateOf(undone) {
      if (undone.outcome === 'untouched') return 'unchanged'
      if (undone.outcome === 'deleted') return 'done'
      if (undone.failures.length + undone.notRestored.length > 0 || undone.refusal !== undefined) return 'failed'
      return undone.revision === undefined ? 'unchanged' : 'done'
    },
    reasonOf(undone) {
      if (undone.outcome === 'untouched') return undone.reason
      return undone.outcome === 'deleted' ? 'deleted, as the run made it' : `to revision ${undone.target}`
    },
  }
}

function nothingToUndo(run: string | undefined): KdeployError {
  return new KdeployError({
    code: 'nothing-to-undo',
    category: 'input',
    message: run === undefined ? 'no release has an earlier good state' : `no release is as run ${run} left it`,
    hint: 'see kdeploy history of each; kdeploy undo --to-revision restores any revision of one',
  })
}

function underWay(run: string): KdeployError {
  return new KdeployError({
    code: 'run-under-way',
    category: 'conflict',
    message: `run ${run} is on its way: it sends heartbeats`,
    hint: 'interrupt it (Ctrl-C), or wait for its end with --lock-timeout, then rerun the command',
  })
}

import { KdeployError } from '../errors.ts'
import type { TestReport } from '../expectations/test-report.ts'
import { changedFiles, type FileStamps } from '../project/files/file-stamps.ts'
import type { Project } from '../project/project.ts'
import { openProject } from './resolving/open-profile.ts'
import type { Emit } from './run/events.ts'
import type { World } from './run/world.ts'
import { runTests } from './testing/run-tests.ts'

/** What a person asks for. */
export interface TestOptions {
  /** The project's folder; undefined: the nearest one upwards. */
  readonly project: string | undefined
  /** Files and folders of tests, or parts of their names; empty: all. */
  readonly words: readonly string[]
  /** Only the tests of these; empty: of all. */
  readonly profiles: readonly string[]
  /** Write snapshots that are missing or differ, and remove those of no test. */
  readonly update: boolean
  /** Whether a CI job asks. */
  readonly isCi: boolean
}

/**
 * Runs tests without any cluster, command or secret store, the sources' examples in their place. Nothing is written but snapshots,
 * with `update`. @throws KdeployError `test-unknown`, `not-in-ci`
 */
export async function testProject(options: TestOptions, world: World, emit: Emit): Promise<TestReport> {
  if (options.update && options.isCi) throw notInCi()
  return runTests(openProject(options.project, world), options, world, emit)
}

/** Looking for changes and, after one, for the last of several, in milliseconds. */
const lookAgainAfter = 200

/**
 * The same again whenever a file changes that the project is made of, until the run is interrupted; `tell` is given each report, or the
 * error in its place, and the files that changed before it.
 */
export async function watchProject(
  options: TestOptions,
  world: World,
  emit: Emit,
  tell: (report: TestReport | KdeployError, changed: readonly string[]) => Promise<void>,
): Promise<void> {
  let changed: readonly string[] = []
  while (!world.interrupted.aborted && !world.isUnread()) {
    const project = openProject(options.project, world)
    const listed = project.stampListed()
    const report = await runTests(project, { ...options, update: false }, world, emit).catch(knownError)
    if (world.interrupted.aborted) return
    await tell(report, changed)
    changed = await nextChange(project, new Map([...project.stampRead(), ...listed]), world)
  }
}

/** The files that changed since, once they don't any more; none where the run is interrupted first. */
async function nextChange(project: Project, before: FileStamps, world: World): Promise<readonly string[]> {
  let last = before
  while (!world.interrupted.aborted && !world.isUnread()) {
    const now = new Map([...project.stampRead(), ...project.stampListed()])
    const changed = changedFiles(before, now)
    if (changed.length > 0 && changedFiles(last, now).length === 0) return changed.map((path) => project.nameOf(path))
    last = now
    await world.sleep(lookAgainAfter)
  }
  return []
}

function knownError(error: unknown): KdeployError {
  if (error instanceof KdeployError) return error
  throw error
}

/** What nobody has looked at is no snapshot. */
function notInCi(): KdeployError {
  return new KdeployError({
    code: 'not-in-ci',
    category: 'input',
    message: '--update does not write snapshots in a CI job (the environment variable CI is set)',
    hint: 'run it where you can look at the difference, and commit the snapshots; CI= kdeploy test --update writes them all the same',
  })
}

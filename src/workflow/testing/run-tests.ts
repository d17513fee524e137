import { KdeployError } from '../../errors.ts'
import type { TestReport, TestResult, UnusedSnapshot } from '../../expectations/test-report.ts'
import type { Project } from '../../project/project.ts'
import { emitOnce } from '../run/emit-once.ts'
import type { Emit } from '../run/events.ts'
import type { World } from '../run/world.ts'
import { findTests, type TestChoice } from './find-tests.ts'
import { Renders } from './renders.ts'
import { runTest } from './run-test.ts'

/** Runs the tests of a project that are chosen; `update` as of runTest, and snapshots that no test has are removed. */
export async function runTests(
  project: Project,
  { update, ...choice }: TestChoice & { readonly update: boolean },
  world: World,
  emit: Emit,
): Promise<TestReport> {
  const began = world.monotonicClock()
  const { tests, broken, unused } = findTests(project, choice)
  const renders = new Renders(project, world, emitOnce(emit))
  const results = broken.map(({ file, problem }): TestResult => {
    const place = problem.place ?? { file: project.nameOf(file) }
    const failures = [{ message: problem.message, place, error: problem }]
    const none = { name: undefined, profile: undefined, snapshot: undefined, elapsed: 0 }
    return { file: project.nameOf(file), place, failures, ...none }
  })
  for (const found of tests) {
    const start = world.monotonicClock()
    const rendered = await renders.of(found)
    const { failures, snapshot } = await world.compute(() => runTest(found, rendered, project, update, world))
    const { file, profile, test } = found
    const { name, place } = test
    const elapsed = world.monotonicClock() - start
    results.push({ file: project.nameOf(file), name, profile, place, failures, snapshot, elapsed })
  }
  return {
    results,
    unused: unused.map((path) => (update ? remove(path, project) : { file: project.nameOf(path), isRemoved: false })),
    elapsed: world.monotonicClock() - began,
  }
}

/** Removes a snapshot; the report of the tests doesn't depend on whether that works. */
function remove(path: string, project: Project): UnusedSnapshot {
  const file = project.nameOf(path)
  try {
    project.removeSnapshot(path)
    return { file, isRemoved: true }
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    return { file, isRemoved: false, problem: error }
  }
}

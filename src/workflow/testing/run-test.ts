import { KdeployError } from '../../errors.ts'
import type { Failure, JudgedManifest } from '../../expectations/failure.ts'
import { judge } from '../../expectations/judge.ts'
import { judgeError } from '../../expectations/judge-error.ts'
import { explainNone, select } from '../../expectations/select.ts'
import { diffSnapshot, forSnapshot, readSnapshot, writeSnapshot } from '../../expectations/snapshot.ts'
import type { SnapshotState } from '../../expectations/test-report.ts'
import type { Manifest } from '../../manifest/types.ts'
import { maskObject } from '../../plan/masking/mask.ts'
import type { Project } from '../../project/project.ts'
import type { World } from '../run/world.ts'
import type { FoundTest } from './find-tests.ts'
import type { Rendered } from './renders.ts'

/** How a test went. */
export interface Verdict {
  readonly failures: readonly Failure[]
  readonly snapshot?: SnapshotState | undefined
}

/** Judges what a test's profile renders to. With `update`, a snapshot that is missing or differs is written, unless the test fails otherwise. */
export function runTest(
  { test, snapshot, profile }: FoundTest,
  rendered: Rendered,
  project: Project,
  update: boolean,
  { masking }: World,
): Verdict {
  if (test.error !== undefined) {
    const found = 'problem' in rendered ? rendered.problem : { manifests: rendered.manifests.length }
    const failure = judgeError(test.error, found, (file) => project.nameOf(file))
    return { failures: failure === undefined ? [] : [failure] }
  }
  if ('problem' in rendered) {
    return { failures: [{ message: `${profile} does not render`, place: test.place, error: rendered.problem }] }
  }
  const judged = rendered.manifests.map((manifest): JudgedManifest => {
    let masked: JudgedManifest['masked'] | undefined
    return {
      manifest,
      get masked() {
        masked ??= maskObject(manifest.object, [manifest], masking.mask)
        return masked
      },
    }
  })
  const failures = test.assertions.flatMap((assertion) => judge(judged, assertion))
  if (test.snapshot === undefined) return { failures }
  const chosen = new Set<Manifest>()
  for (const selector of test.snapshot.value) {
    const found = select(judged, selector)
    for (const { manifest } of found) chosen.add(manifest)
    if (found.length > 0) continue
    const message = 'there is nothing to keep in the snapshot'
    failures.push({ message, place: test.snapshot.place, hint: explainNone(judged, selector) })
  }
  if (chosen.size === 0) return { failures }
  const now = forSnapshot([...chosen])
  const different = compareSnapshot(project, snapshot, now, test.snapshot.place)
  if (different === undefined) return { failures, snapshot: 'unchanged' }
  if (!update || failures.length > 0) return { failures: [...failures, different.failure] }
  project.writeSnapshot(snapshot, writeSnapshot(now, test.name, profile))
  return { failures, snapshot: different.isNew ? 'written' : 'updated' }
}

const acceptHint = 'if that is meant, kdeploy test --update accepts it'

function compareSnapshot(
  project: Project,
  path: string,
  now: readonly Manifest[],
  place: Failure['place'],
): { readonly failure: Failure; readonly isNew?: true } | undefined {
  const name = project.nameOf(path)
  try {
    const text = project.readFile(path)
    if (text === undefined) {
      const failure = { message: `the snapshot ${name} does not exist`, place, hint: 'kdeploy test --update writes it' }
      return { failure, isNew: true }
    }
    const kept = readSnapshot(text, name)
    if (kept.length === 0) {
      const hint = 'kdeploy test --update writes it'
      return { failure: { message: `the snapshot ${name} is empty`, place, hint } }
    }
    const differences = diffSnapshot(kept, now)
    if (differences.length === 0) return undefined
    return { failure: { message: `differs from ${name}`, place, differences, snapshot: name, hint: acceptHint } }
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    const message = `the snapshot ${name} can't be read`
    return { failure: { message, place, error, hint: 'kdeploy test --update writes it again' } }
  }
}

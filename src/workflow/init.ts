import { basename, resolve } from 'node:path'
import { KdeployError } from '../errors.ts'
import { conflictsOf, writeNewFiles } from '../project/files/new-files.ts'
import type { InitResult } from '../scaffold/init-result.ts'
import { decideNewProject } from './initializing/decide.ts'
import type { InitInput } from './initializing/input.ts'
import { Interrupted } from './run/interruption.ts'
import { nothingWritten } from './run/ledger.ts'
import type { World } from './run/world.ts'

export type { InitInput } from './initializing/input.ts'

/** Where it is there already, nothing need be asked. */
const anyProject = [{ path: 'kdeploy.yaml' }, { path: 'profiles/default.yaml' }]

/**
 * Writes a new project: of templates of the library, or of what runs already. Over nothing that is there, and all of it or nothing.
 * `tell` shows a person a line between questions.
 * @throws KdeployError `project-exists`, `init-invalid`, `cancelled`, `secret-not-written`, …; Interrupted
 */
export async function initProject(input: InitInput, world: World, tell: (line: string) => void): Promise<InitResult> {
  const folder = resolve(world.workingFolder, input.folder ?? '.')
  refuseConflicts(folder, input.folder, anyProject)
  const project = await decideNewProject(input, basename(folder), world, tell).catch((error: unknown) => {
    if (!world.interrupted.aborted) throw error
    throw new Interrupted(nothingWritten)
  })
  refuseConflicts(folder, input.folder, project.files)
  if (!input.dryRun) writeNewFiles(folder, project.files)
  return { ...project, folder: input.folder, isWritten: !input.dryRun }
}

/** Conflicts that are told; the rest of a whole project is counted. */
const mostTold = 6

function firstOf(conflicts: readonly string[]): string[] {
  const rest = conflicts.length - mostTold
  return [...conflicts.slice(0, mostTold), ...(rest > 0 ? [`and ${rest} more`] : [])]
}

/** @throws KdeployError `project-exists` */
function refuseConflicts(folder: string, given: string | undefined, files: readonly { readonly path: string }[]): void {
  const conflicts = conflictsOf(folder, files)
  if (conflicts.length === 0) return
  throw new KdeployError({
    code: 'project-exists',
    category: 'input',
    message: `${given ?? 'this folder'} has files in the place of the project's`,
    detail: firstOf(conflicts).join('\n'),
    hint: 'nothing was written; use an empty folder: kdeploy init DIR',
  })
}

import { type Stats, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { KdeployError } from '../errors.ts'
import type { SourceForm } from '../profile/source-spec.ts'
import type { FileTree } from './files/file-tree.ts'
import { fileName, Project } from './project.ts'
import { templatesFolder } from './project-templates.ts'

/**
 * The project in `folder` (from the working folder), or else the nearest one upwards: a folder with kdeploy.yaml or
 * templates/. Its profiles may name `sources`; `trace` is told which files it reads. @throws KdeployError `project-missing`
 */
export function findProject(
  workingFolder: string,
  folder: string | undefined,
  sources: readonly SourceForm[],
  trace?: (line: string) => void,
): Project {
  if (folder !== undefined) {
    const absolute = resolve(workingFolder, folder)
    if (isProject(absolute)) return new Project(absolute, workingFolder, sources, trace)
    throw missing(`${folder} is not a deployment project: it has neither ${fileName} nor ${templatesFolder}/`)
  }
  for (let at = workingFolder; ; at = dirname(at)) {
    if (isProject(at)) return new Project(at, workingFolder, sources, trace)
    if (at === dirname(at)) break
  }
  throw missing(`no deployment project here or in a folder above: none has ${fileName} or ${templatesFolder}/`)
}

/** The same project as another tree has it; undefined where it is none there. */
export function projectIn(
  tree: FileTree,
  { folder, workingFolder }: Project,
  sources: readonly SourceForm[],
  trace?: (line: string) => void,
): Project | undefined {
  const file = { file: fileName }
  const isProjectThere =
    tree.realPath(join(folder, fileName), fileName, file) !== undefined || tree.isFolder(join(folder, templatesFolder))
  return isProjectThere ? new Project(folder, workingFolder, sources, trace, tree) : undefined
}

function missing(message: string): KdeployError {
  const hint = "change to the project's folder, use --project DIR, or write a new one with kdeploy init"
  return new KdeployError({ code: 'project-missing', category: 'input', message, hint })
}

function isProject(folder: string): boolean {
  return (
    statOf(join(folder, fileName))?.isFile() === true || statOf(join(folder, templatesFolder))?.isDirectory() === true
  )
}

/** undefined where nothing is there. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw missing(`${path} can't be read: ${error.code}`)
  }
}

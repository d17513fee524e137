import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository = fileURLToPath(new URL('../../..', import.meta.url))

/** A deployment project in a temporary folder. */
export interface Project {
  readonly folder: string
  /** Writes files, paths relative to the project; folders are made. */
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>
  remove(): Promise<void>
}

export interface ProjectOptions {
  /** Start from a copy of the repository's working example (kdeploy.yaml, templates/, profiles/). Default: false. */
  readonly example?: boolean
  /** Files to write, after the example's. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>
}

export async function createProject(options: ProjectOptions = {}): Promise<Project> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'kdeploy-project-')))
  const project: Project = {
    folder,
    async write(files) {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true })
        await writeFile(join(folder, path), text)
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
  if (options.example) {
    for (const name of ['kdeploy.yaml', 'templates', 'profiles']) {
      await cp(join(repository, name), join(folder, name), { recursive: true })
    }
  }
  await project.write(options.files ?? {})
  return project
}

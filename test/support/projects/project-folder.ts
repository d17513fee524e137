import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { findProject } from '../../../src/project/find-project.ts'
import type { Project } from '../../../src/project/project.ts'
import { sources } from '../../../src/sources/registry.ts'
import { type ExplainedVariable, explainVariables } from '../../../src/variables/explain.ts'
import {
  type ResolvedProfile,
  type ResolveOptions,
  resolveProfile,
} from '../../../src/workflow/resolving/resolve-profile.ts'
import { simpleEngine } from '../variables/simple-engine.ts'

/** Texts, or bytes, by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>

/** A folder with these files, gone when the test is done. */
export function folderWith(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'kdeploy-sources-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

/** A project with these files and a template, worked in from its own folder. */
export function projectWith(files: Files): Project {
  const folder = folderWith({ 'templates/web.yaml': 'kind: A\n', 'profiles/prod_web.yaml': '', ...files })
  return findProject(folder, undefined, sources)
}

export function resolveIn(project: Project, options: Partial<ResolveOptions> = {}): Promise<ResolvedProfile> {
  return resolveProfile(project, 'prod_web', {
    values: [],
    set: [],
    setString: [],
    setJson: [],
    setFile: [],
    namespace: undefined,
    kubeContext: undefined,
    environment: {},
    engine: simpleEngine,
    connect: undefined,
    ...options,
  })
}

/** The variables of `prod_web`, without what is built in. */
export async function variablesOf(
  files: Files,
  options: Partial<ResolveOptions> = {},
): Promise<Record<string, unknown>> {
  const { variables } = await resolveIn(projectWith(files), options)
  const { PROFILE, env_type, profile_name, CLUSTER, NAMESPACE, HASHES, ...own } = variables
  return own
}

export async function explain(files: Files, options: Partial<ResolveOptions> = {}): Promise<ExplainedVariable[]> {
  return explainVariables((await resolveIn(projectWith(files), options)).tree)
}

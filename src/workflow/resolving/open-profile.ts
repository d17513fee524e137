import { KdeployError } from '../../errors.ts'
import type { Release } from '../../history/records/release.ts'
import type { ReadinessRule } from '../../kinds/rules/rule.ts'
import { missingProfile, noProfiles } from '../../profile/profile-name.ts'
import { findProject } from '../../project/find-project.ts'
import type { Project } from '../../project/project.ts'
import { sources } from '../../sources/registry.ts'
import { sensitiveTexts } from '../../variables/explain.ts'
import type { Connect } from '../run/connect.ts'
import type { ProfileInput } from '../run/input.ts'
import { phase } from '../run/phase.ts'
import type { World } from '../run/world.ts'
import type { Known } from './checks/undeclared-overrides.ts'
import { checkVariables } from './checks/variables-schema.ts'
import { checkGuardOfSources } from './guard.ts'
import { liveReader } from './live-reader.ts'
import { declaredInProject, readsOfProject } from './project-reads.ts'
import { readinessRulesOf } from './readiness-rules.ts'
import { type ResolvedProfile, type ResolveOptions, resolveProfile } from './resolve-profile.ts'
import { openTemplates, type Templates } from './templates.ts'

/** A profile whose variables are known, and its templates. */
export interface OpenedProfile {
  readonly project: Project
  readonly profile: ResolvedProfile
  readonly templates: Templates
  /** kdeploy.yaml's `readiness`. */
  readonly readiness: readonly ReadinessRule[]
}

/** What a use case wants besides. `warn`: told of a variable that is probably misspelt. */
type More = Pick<ResolveOptions, 'beforeReading' | 'isRequested' | 'given' | 'without'> & Partial<Pick<Known, 'warn'>>

/** The project in `folder`, or else the nearest one. @throws KdeployError `project-missing` */
export function openProject(folder: string | undefined, { workingFolder, trace, once = made }: World): Project {
  return once(`project ${folder ?? ''}`, () => findProject(workingFolder, folder, sources, trace))
}

function made<Made>(_key: string, make: () => Made): Made {
  return make()
}

/** All profiles. @throws KdeployError `profile-missing` where there is none */
export function everyProfile({ profiles, profilesFolder }: Project): readonly string[] {
  if (profiles.length === 0) throw noProfiles(profilesFolder)
  return profiles
}

/** What to throw where no profile is given: it names those of the project, or says why there is none. */
export function profileNotGiven(folder: string | undefined, world: World): KdeployError {
  try {
    return missingProfile(everyProfile(openProject(folder, world)))
  } catch (error) {
    if (error instanceof KdeployError) return error
    throw error
  }
}

/** Opens a profile; without `connect` nothing outside the project is asked. */
export async function openProfile(
  input: ProfileInput,
  connect: Connect | undefined,
  world: World,
  more: More = {},
): Promise<OpenedProfile> {
  const project = openProject(input.project, world)
  return resolveOpened(project, openTemplates(project, world), input, connect, world, more)
}

/** The same for a project that is open already, so that several profiles read each file once. */
export async function resolveOpened(
  project: Project,
  templates: Templates,
  input: ProfileInput,
  connect: Connect | undefined,
  world: World,
  more: More = {},
): Promise<OpenedProfile> {
  const readiness = readinessRulesOf(project)
  const { warn = () => {}, ...own } = more
  const known = {
    reads: () => readsOfProject(project, templates),
    declared: () => declaredInProject(project),
    warn,
  }
  const options = { ...resolveOptions(input, templates, connect, world), known, ...own }
  const profile = await phase(world, 'variables', () => resolveProfile(project, input.profile, options))
  world.masking.registerSecrets(sensitiveTexts(profile.tree))
  // Who asks for some variables wants to see them, whatever they are.
  if (more.isRequested === undefined) await checkVariables(project, profile.tree)
  return { project, profile, templates, readiness }
}

/**
 * A person's input as the sources take it; without `connect` nothing outside the project is asked, with it nothing before the
 * guard matches.
 */
export function resolveOptions(
  input: ProfileInput,
  templates: Templates,
  connect: Connect | undefined,
  world: World,
): ResolveOptions {
  return {
    ...input,
    kubeContext: input.target.kubeContext,
    environment: world.environment,
    readStdin: (by) => world.readStdin(by),
    registerSecrets: (values) => world.masking.registerSecrets(values),
    engine: templates.engine,
    signal: world.interrupted,
    compute: (work) => world.compute(work),
    trace: world.trace,
    noCommands: world.noCommands,
    beforeReading: connect && ((place) => checkGuardOfSources(place, connect)),
    connect:
      connect &&
      (async (kubeContext) => {
        const cluster = await connect(kubeContext)
        return { defaultNamespace: cluster.defaultNamespace, live: liveReader(cluster) }
      }),
  }
}

/** The release of a profile. @throws KdeployError `project-nameless` */
export function releaseOf(project: Project, profile: string, namespace: string): Release {
  if (project.name !== undefined) return { name: project.name, profile, namespace }
  throw new KdeployError({
    code: 'project-nameless',
    category: 'input',
    message: "the project has no name, so its releases can't be told apart from those of other projects",
    place: { file: project.nameOf('kdeploy.yaml') },
    hint: 'add "name: NAME", and change it later only together with kdeploy rename',
  })
}

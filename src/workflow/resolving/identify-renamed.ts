import { KdeployError } from '../../errors.ts'
import { identityOf, type Release } from '../../history/records/release.ts'
import type { Rename } from '../../history/records/rename.ts'
import { parseProfileName } from '../../profile/profile-name.ts'
import type { Project } from '../../project/project.ts'
import { type Connect, startOf } from '../run/connect.ts'
import type { Emit } from '../run/events.ts'
import type { ProfileInput } from '../run/input.ts'
import type { World } from '../run/world.ts'
import { checkGuard } from './guard.ts'
import { openProject, releaseOf, resolveOptions } from './open-profile.ts'
import { type ProfileSummary, summarizeProfile } from './resolve-profile.ts'
import { openTemplates } from './templates.ts'

/** What a person says of a rename. */
export interface RenameInput extends ProfileInput {
  /** Under which it was deployed; undefined: kdeploy.yaml's. */
  readonly name: string | undefined
  /** What changes of its identity. */
  readonly to: { readonly [Part in keyof Release]: string | undefined }
}

/** Both identities, and what the project says of them. */
export interface IdentifiedRename extends Rename {
  /** Whether a profile of either says that a person is asked. */
  readonly confirm: boolean
  /** What is left to be changed in the project's files, so that they name the new release. */
  readonly leftToChange: readonly string[]
}

/**
 * Which release is renamed, and to what, from the project's files alone; the profile's file may bear the old name still, or the new
 * one already. Nothing is asked of the cluster before the guards of both match.
 * @throws KdeployError `rename-invalid`, `guard-mismatch`
 */
export async function identifyRenamed(
  input: RenameInput,
  connect: Connect,
  world: World,
  emit: Emit,
): Promise<IdentifiedRename> {
  const project = openProject(input.project, world)
  const templates = openTemplates(project, world)
  const summarize = (profile: string, given: ProfileInput = input) =>
    summarizeProfile(project, profile, resolveOptions({ ...given, profile }, templates, undefined, world))
  const has = (profile: string | undefined): profile is string =>
    profile !== undefined && project.profiles.includes(profile)
  const { profile: newProfile } = input.to
  const target = newProfile !== input.profile && has(newProfile) ? await summarize(newProfile) : undefined
  const source = has(input.profile) || target === undefined ? await summarize(input.profile) : undefined
  refuseOtherCluster(source, target, input)
  const known = source ?? target
  const cluster = await connect(known?.kubeContext)
  const { profile, name } = input
  const namespace = known?.namespace ?? cluster.defaultNamespace
  const from = name === undefined ? releaseOf(project, profile, namespace) : { name, profile, namespace }
  const to = {
    name: input.to.name ?? from.name,
    profile: input.to.profile ?? from.profile,
    namespace: input.to.namespace ?? from.namespace,
  }
  checkNames(from, to)
  if (has(to.profile) && input.namespace === undefined) {
    const own = (await summarize(to.profile, { ...input, namespace: undefined })).namespace
    if (own !== undefined && own !== to.namespace) throw otherNamespace(from, to, own)
  }
  emit(startOf(cluster, from.namespace, from))
  if (source !== undefined) await checkGuard(source.guard, cluster, from.namespace)
  if (target !== undefined) await checkGuard(target.guard, cluster, to.namespace)
  const confirm = source?.confirm === true || target?.confirm === true
  return { from, to, confirm, leftToChange: leftToChange(project, to) }
}

function refuseOtherCluster(
  source: ProfileSummary | undefined,
  target: ProfileSummary | undefined,
  { target: { kubeContext } }: ProfileInput,
): void {
  if (kubeContext !== undefined || source === undefined || target === undefined) return
  if (source.kubeContext === target.kubeContext) return
  const nameOf = (context: string | undefined) => context ?? 'the current one'
  throw invalid(
    `the profiles have different kube contexts: ${source.profile} ${nameOf(source.kubeContext)}, ${target.profile} ${nameOf(target.kubeContext)}`,
    'a release stays on its cluster; if both name the same one, give it with --context',
  )
}

function checkNames(from: Release, to: Release): void {
  if (identityOf(from) === identityOf(to))
    throw invalid(
      `${identityOf(from)} would keep its identity`,
      'give what changes: --to-profile, --to-name or --to-namespace',
    )
  parseProfileName(to.profile)
  // As kdeploy.yaml's schema and Kubernetes have it.
  if (!/^[a-z0-9](?:[-a-z0-9.]{0,61}[a-z0-9])?$/.test(to.name))
    throw invalid(`${JSON.stringify(to.name)} is not a valid name`, 'use up to 63 lower-case letters, digits, - and .')
  if (!/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(to.namespace))
    throw invalid(
      `${JSON.stringify(to.namespace)} is not a valid namespace name`,
      'use up to 63 lower-case letters, digits and -',
    )
}

function otherNamespace(from: Release, to: Release, own: string): KdeployError {
  const hint =
    to.namespace === from.namespace
      ? `objects can't move to another namespace: set "namespace: ${to.namespace}" in the profile; or, where the templates name the namespaces of all their objects, add --to-namespace ${own}`
      : `set "namespace: ${to.namespace}" in the profile, or use --to-namespace ${own}`
  return invalid(
    `profile ${to.profile} deploys to namespace ${own}, where it would not find the release ${identityOf(to)}`,
    hint,
  )
}

function invalid(message: string, hint: string): KdeployError {
  return new KdeployError({ code: 'rename-invalid', category: 'input', message, hint })
}

function leftToChange(project: Project, to: Release): string[] {
  return [
    ...(project.name === to.name ? [] : [`set "name: ${to.name}" in ${project.nameOf('kdeploy.yaml')}`]),
    ...(project.profiles.includes(to.profile) ? [] : [`add the profile ${to.profile}`]),
  ]
}

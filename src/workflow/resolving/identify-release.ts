import type { Release } from '../../history/records/release.ts'
import { type Connect, startOf } from '../run/connect.ts'
import type { Emit } from '../run/events.ts'
import type { ProfileInput } from '../run/input.ts'
import type { ProjectRules } from '../run/policy.ts'
import type { World } from '../run/world.ts'
import { checkGuard } from './guard.ts'
import { openProject, releaseOf, resolveOptions } from './open-profile.ts'
import { readinessRulesOf } from './readiness-rules.ts'
import { summarizeProfile } from './resolve-profile.ts'
import { openTemplates } from './templates.ts'

/** A release, and what its profile says about writing to it. */
export interface IdentifiedRelease {
  readonly release: Release
  /** What kdeploy.yaml and the profile say of a run. */
  readonly rules: ProjectRules
}

/**
 * Which release a profile is, from the project's files alone: no template is rendered and no source is asked, so that an undo
 * works while they are broken. Connects to the profile's kube context, and tells where that is; nothing is asked there before the
 * guard matches.
 * @throws KdeployError `guard-mismatch`, `project-nameless`
 */
export async function identifyRelease(
  input: ProfileInput,
  connect: Connect,
  world: World,
  emit: Emit,
): Promise<IdentifiedRelease> {
  const project = openProject(input.project, world)
  const readiness = readinessRulesOf(project)
  const options = resolveOptions(input, openTemplates(project, world), undefined, world)
  const { namespace, kubeContext, guard, confirm } = await summarizeProfile(project, input.profile, options)
  const cluster = await connect(kubeContext)
  const release = releaseOf(project, input.profile, namespace ?? cluster.defaultNamespace)
  emit(startOf(cluster, release.namespace, release))
  await checkGuard(guard, cluster, release.namespace)
  return { release, rules: { ownership: project.ownership, readiness, confirm, historyLimit: project.historyLimit } }
}

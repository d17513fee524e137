import { formatPlace, KdeployError } from '../errors.ts'
import { refuseDuplicates } from '../manifest/duplicates.ts'
import { fillNamespaces } from '../manifest/namespace.ts'
import { scopeWithoutCluster } from '../manifest/scope.ts'
import { nearest } from '../nearest.ts'
import { inputWithoutOptions } from './profiles.ts'
import { checkAnnotations } from './rendering/check-annotations.ts'
import { checkExposedSecrets } from './rendering/check-exposed-secrets.ts'
import { type EmptyOption, refuseEmpty } from './rendering/refuse-empty.ts'
import { renderOpened } from './rendering/render-opened.ts'
import { warnOfRewritten } from './rendering/warn-of-rewritten.ts'
import { guardProblems } from './resolving/guard.ts'
import { everyProfile, type OpenedProfile, openProject, resolveOpened } from './resolving/open-profile.ts'
import { strayFiles } from './resolving/stray-files.ts'
import { openTemplates, type Templates } from './resolving/templates.ts'
import type { Emit } from './run/events.ts'
import type { ValidatedProfile } from './run/results.ts'
import type { World } from './run/world.ts'

/**
 * Renders profiles (all, or those given) without any cluster, command or secret store, the sources' examples in their place.
 * Each file is read once for all. Every problem of every profile is returned; `emit` is told of what may be a mistake.
 * @throws KdeployError `profile-missing` where the project has none
 */
export async function validateProfiles(
  names: readonly string[],
  projectFolder: string | undefined,
  options: EmptyOption,
  world: World,
  emit: Emit,
): Promise<ValidatedProfile[]> {
  const project = openProject(projectFolder, world)
  const templates = openTemplates(project)
  const results: ValidatedProfile[] = []
  const once = onceEach(emit)
  const kinds = new Set<string>()
  for (const profile of names.length > 0 ? names : everyProfile(project))
    results.push(await validateProfile(profile, project, templates, options, world, once, kinds))
  if (names.length === 0 && results.every(({ problems }) => problems.length === 0))
    warnOfUnusedRules(project, kinds, emit)
  for (const message of strayFiles(project)) emit({ type: 'warning', message })
  return results
}

/** A rule of readiness for a kind that no profile renders counts for nothing. */
function warnOfUnusedRules({ readiness }: OpenedProfile['project'], kinds: ReadonlySet<string>, emit: Emit): void {
  for (const { rule, placeOf } of readiness) {
    if (kinds.has(rule.kind)) continue
    const meant = nearest(rule.kind, kinds)
    const question = meant === undefined ? '' : `; did you mean ${meant}?`
    const message = `\`readiness\` has a rule for ${rule.kind}, which no profile renders${question}`
    emit({ type: 'warning', message, place: placeOf(['kind']) })
  }
}

/** Tells no warning again: profiles share their files. */
function onceEach(emit: Emit): Emit {
  const told = new Set<string>()
  return (event) => {
    const key =
      event.type === 'warning' && event.place !== undefined
        ? `${formatPlace(event.place)}: ${event.message}`
        : undefined
    if (key === undefined || !told.has(key)) emit(event)
    if (key !== undefined) told.add(key)
  }
}

/** What an apply would refuse, as far as that shows without a cluster. */
async function validateProfile(
  profile: string,
  project: OpenedProfile['project'],
  templates: Templates,
  options: EmptyOption,
  world: World,
  emit: Emit,
  kinds: Set<string>,
): Promise<ValidatedProfile> {
  const problems: KdeployError[] = []
  try {
    const opened = await resolveOpened(
      project,
      templates,
      inputWithoutOptions(profile, project.folder),
      undefined,
      world,
      {
        beforeReading: async (place) => {
          problems.push(...guardProblems(place))
        },
      },
    )
    const rendered = await world.compute(() => renderOpened(opened, opened.profile.templates))
    await world.compute(() => warnOfRewritten(opened, rendered, emit, true))
    const manifests = fillNamespaces(rendered, {
      namespace: opened.profile.namespace,
      explicit: false,
      namespaced: scopeWithoutCluster(rendered.map(({ object }) => object)),
    })
    for (const { object } of manifests) kinds.add(object.kind)
    refuseDuplicates(manifests)
    checkAnnotations(manifests, world.masking.mask)
    if (project.strictSecrets) checkExposedSecrets(manifests, true, () => {})
    refuseEmpty(manifests, profile, project, options)
    return { profile, manifests: manifests.length, problems }
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    return { profile, manifests: 0, problems: [...problems, ...(error.problems.length > 0 ? error.problems : [error])] }
  }
}

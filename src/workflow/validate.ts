import { formatPlace } from '../errors.ts'
import type { Validated, ValidatedProfile } from '../findings/validated.ts'
import { nearest } from '../nearest.ts'
import type { Project } from '../project/project.ts'
import type { EmptyOption } from './rendering/refuse-empty.ts'
import { everyProfile, openProject } from './resolving/open-profile.ts'
import { strayFiles } from './resolving/stray-files.ts'
import { openTemplates } from './resolving/templates.ts'
import type { Emit } from './run/events.ts'
import type { World } from './run/world.ts'
import { knownRules } from './validating/known-rules.ts'
import { loadSchemas, type SchemaOptions } from './validating/load-schemas.ts'
import { ruleSwitchesOf } from './validating/rule-switches.ts'
import { validateProfile } from './validating/validate-profile.ts'

/**
 * Renders profiles (all, or those given) without any cluster, command or secret store, the sources' examples in their place, and
 * checks what they render. Each file is read once for all. Every problem and finding of every profile is returned; `emit` is told
 * of what may be a mistake.
 * @throws KdeployError `profile-missing` where the project has none, and `file-invalid` for a rule that doesn't exist
 */
export async function validateProfiles(
  names: readonly string[],
  projectFolder: string | undefined,
  options: EmptyOption & SchemaOptions,
  world: World,
  emit: Emit,
): Promise<Validated> {
  const project = openProject(projectFolder, world)
  const shared = {
    project,
    templates: openTemplates(project),
    options,
    world,
    emit: onceEach(emit),
    switches: ruleSwitchesOf(project),
    schemas: loadSchemas(project, options),
    kinds: new Set<string>(),
  }
  const profiles: ValidatedProfile[] = []
  for (const profile of names.length > 0 ? names : everyProfile(project))
    profiles.push(await validateProfile(profile, shared))
  if (names.length === 0 && profiles.every(({ problems }) => problems.length === 0))
    warnOfUnusedRules(project, shared.kinds, emit)
  for (const message of strayFiles(project)) emit({ type: 'warning', message })
  return { profiles, findings: [], rules: knownRules }
}

/** A rule of readiness for a kind that no profile renders counts for nothing. */
function warnOfUnusedRules({ readiness }: Project, kinds: ReadonlySet<string>, emit: Emit): void {
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

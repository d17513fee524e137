import type { Finding } from '../findings/finding.ts'
import type { Validated, ValidatedProfile } from '../findings/validated.ts'
import { nearest } from '../nearest.ts'
import { parseProfileName } from '../profile/profile-name.ts'
import type { Project } from '../project/project.ts'
import { VariableAudit } from '../variables/audit.ts'
import type { EmptyOption } from './rendering/refuse-empty.ts'
import { everyProfile, openProject } from './resolving/open-profile.ts'
import { readsOfProject } from './resolving/project-reads.ts'
import { strayFiles } from './resolving/stray-files.ts'
import { openTemplates } from './resolving/templates.ts'
import { emitOnce } from './run/emit-once.ts'
import type { Emit } from './run/events.ts'
import type { World } from './run/world.ts'
import { knownRules } from './validating/known-rules.ts'
import type { SchemaOptions } from './validating/load-schemas.ts'
import { ruleSwitchesOf } from './validating/rule-switches.ts'
import { type Validation, validateProfile } from './validating/validate-profile.ts'
import { variableFindings } from './validating/variable-findings.ts'

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
  const { openSchemaCheck } = await import('./validating/load-schemas.ts')
  const shared = {
    project,
    templates: openTemplates(project, world),
    options,
    world,
    emit: emitOnce(emit),
    switches: ruleSwitchesOf(project),
    checkSchemas: await openSchemaCheck(project, options, world),
    kinds: new Set<string>(),
    audit: new VariableAudit(),
  }
  const profiles: ValidatedProfile[] = []
  for (const profile of names.length > 0 ? names : everyProfile(project))
    profiles.push(await validateProfile(profile, shared))
  // What some profiles don't need, others may, and who can't be rendered may need anything.
  const isWhole = names.length === 0 && profiles.every(({ problems }) => problems.length === 0)
  if (isWhole) warnOfUnusedRules(project, shared.kinds, emit)
  const findings = isWhole ? await world.compute(() => findingsOfFiles(shared)) : []
  for (const message of strayFiles(project)) emit({ type: 'warning', message })
  return { profiles, findings, rules: knownRules }
}

/** What is found in profile files, all profiles taken together. */
function findingsOfFiles({ project, templates, audit, switches }: Validation): Finding[] {
  const files = new Set(project.profiles.flatMap((profile) => project.layersOf(parseProfileName(profile, () => []))))
  return variableFindings(audit, [...files], readsOfProject(project, templates), switches)
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

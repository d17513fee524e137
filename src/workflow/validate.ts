import type { KdeployError } from '../errors.ts'
import type { Finding } from '../findings/finding.ts'
import { ofProblem } from '../findings/of-problem.ts'
import { isAbout } from '../findings/switches.ts'
import type { Validated, ValidatedProfile } from '../findings/validated.ts'
import type { ObjectRef } from '../manifest/types.ts'
import { nearest } from '../nearest.ts'
import { parseProfileName } from '../profile/profile-name.ts'
import { isGlob, profilesMatching } from '../project/profiles-matching.ts'
import type { Project } from '../project/project.ts'
import { VariableAudit } from '../variables/audit.ts'
import { readGraph } from './profile-graph.ts'
import type { EmptyOption } from './rendering/refuse-empty.ts'
import { everyProfile, openProject } from './resolving/open-profile.ts'
import { readsOfProject } from './resolving/project-reads.ts'
import { releasesOfProfile } from './resolving/resolve-profile.ts'
import { strayFiles } from './resolving/stray-files.ts'
import { openTemplates } from './resolving/templates.ts'
import type { World } from './run/world.ts'
import { knownRules } from './validating/known-rules.ts'
import type { SchemaOptions } from './validating/load-schemas.ts'
import { projectFinding, projectRules } from './validating/project-rules.ts'
import { ruleSwitchesOf } from './validating/rule-switches.ts'
import { type Validation, validateProfile } from './validating/validate-profile.ts'
import { variableFindings } from './validating/variable-findings.ts'

/**
 * Renders profiles (all, or those given) without any cluster, command or secret store, the sources' examples in their place, and
 * checks what they render. Each file is read once for all. Every problem and finding of every profile is returned.
 * @throws KdeployError `profile-missing` where the project has none, and `file-invalid` for a rule that doesn't exist
 */
export async function validateProfiles(
  given: readonly string[],
  projectFolder: string | undefined,
  options: EmptyOption & SchemaOptions,
  world: World,
): Promise<Validated> {
  const project = openProject(projectFolder, world)
  const names = [
    ...new Set(given.flatMap((text) => (isGlob(text) ? profilesMatching(text, everyProfile(project)) : [text]))),
  ]
  const { openSchemaCheck } = await import('./validating/load-schemas.ts')
  const shared = {
    project,
    templates: openTemplates(project, world),
    options,
    world,
    switches: ruleSwitchesOf(project),
    checkSchemas: await openSchemaCheck(project, options, world),
    objects: new Map<string, ObjectRef>(),
    audit: new VariableAudit(),
    unchecked: new Set<string>(),
    places: new Map(),
  }
  const profiles: ValidatedProfile[] = []
  for (const profile of names.length > 0 ? names : everyProfile(project))
    for (const release of releasesOfProfile(project, profile)) profiles.push(await validateProfile(release, shared))
  // What some profiles don't need, others may, and who can't be rendered may need anything.
  const isWhole = names.length === 0 && profiles.every(({ problems }) => problems.length === 0)
  const findings = [
    ...(await orderFindings(project, profiles, names, projectFolder, world)),
    ...(isWhole ? await world.compute(() => findingsOfWhole(shared)) : []),
    ...strayFiles(project).flatMap((message) => projectFinding(projectRules.fileUnread, { message }, shared.switches)),
  ]
  return { profiles, findings, unchecked: [...shared.unchecked].sort(), rules: knownRules }
}

/** What is wrong with what profiles need and with `order` of kdeploy.yaml, but for what a profile has told itself. */
async function orderFindings(
  project: Project,
  profiles: readonly ValidatedProfile[],
  names: readonly string[],
  projectFolder: string | undefined,
  world: World,
): Promise<Finding[]> {
  const { problems } = await readGraph(project, projectFolder, world, names.length > 0 ? names : undefined)
  const keyOf = ({ place, message }: KdeployError) => JSON.stringify([place, message])
  const told = new Set(profiles.flatMap((one) => one.problems.map(keyOf)))
  const untold = problems.map(({ problem }) => problem).filter((problem) => !told.has(keyOf(problem)))
  return [...new Map(untold.map((problem) => [keyOf(problem), ofProblem(problem)])).values()]
}

/** What only all profiles together tell. */
function findingsOfWhole(validation: Validation): Finding[] {
  const { project, templates, audit, switches } = validation
  const files = new Set(project.profiles.flatMap((profile) => project.layersOf(parseProfileName(profile, () => []))))
  const layers = [...files].flatMap((file) => [file, ...[...file.clusters.values()].map(({ layer }) => layer)])
  return [
    ...variableFindings(audit, layers, readsOfProject(project, templates), switches),
    ...unusedReadiness(validation),
    ...unusedExceptions(validation),
  ]
}

/** A rule of readiness for a kind that no profile renders counts for nothing. */
function unusedReadiness({ project, objects, switches }: Validation): Finding[] {
  const kinds = new Set([...objects.values()].map(({ kind }) => kind))
  return project.readiness.flatMap(({ rule, placeOf }) => {
    if (kinds.has(rule.kind)) return []
    const meant = nearest(rule.kind, kinds)
    const question = meant === undefined ? '' : `; did you mean ${meant}?`
    const message = `\`readiness\` has a rule for ${rule.kind}, which no profile renders${question}`
    return projectFinding(projectRules.readinessUnused, { message, place: placeOf(['kind']) }, switches)
  })
}

function unusedExceptions({ project, objects, switches }: Validation): Finding[] {
  return switches.exceptions.flatMap((exception, index) => {
    if ([...objects.values()].some((object) => isAbout(exception, object))) return []
    const { rule, kind = 'object', name } = exception
    const message = `the exception of ${rule} is about no object: no profile renders a ${kind}${name === undefined ? '' : ` ${name}`}`
    const place = project.validate.placeOf(['except', index])
    return projectFinding(projectRules.exceptionUnused, { message, place, hint: 'correct or remove it' }, switches)
  })
}

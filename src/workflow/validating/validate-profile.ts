import { KdeployError } from '../../errors.ts'
import type { Finding } from '../../findings/finding.ts'
import type { RuleSwitches } from '../../findings/switches.ts'
import type { ValidatedProfile } from '../../findings/validated.ts'
import { lint } from '../../lint/lint.ts'
import { refOf } from '../../manifest/identity.ts'
import { scopeWithoutCluster } from '../../manifest/scope.ts'
import type { Manifest, ObjectRef } from '../../manifest/types.ts'
import type { SetRelease } from '../../order/release.ts'
import { type ClusterPlace, duplicateClusters } from '../../profile/clusters.ts'
import type { Project } from '../../project/project.ts'
import type { VariableAudit } from '../../variables/audit.ts'
import { checkExposedSecrets } from '../rendering/check-exposed-secrets.ts'
import { finishManifests } from '../rendering/finish-manifests.ts'
import { type EmptyOption, refuseEmpty } from '../rendering/refuse-empty.ts'
import { renderOpened } from '../rendering/render-opened.ts'
import { warnOfRewritten } from '../rendering/warn-of-rewritten.ts'
import { aliasesOfTemplates } from '../resolving/expand-aliases.ts'
import { guardProblems } from '../resolving/guard.ts'
import { resolveOpened } from '../resolving/open-profile.ts'
import { clustersOfProfile, type ProfilePlace } from '../resolving/resolve-profile.ts'
import type { Templates } from '../resolving/templates.ts'
import { withUsedVariables } from '../resolving/used-variables.ts'
import type { Emit } from '../run/events.ts'
import { inputWithoutOptions } from '../run/input.ts'
import type { World } from '../run/world.ts'
import type { SchemaCheck } from './load-schemas.ts'
import { projectFinding, projectRules } from './project-rules.ts'

/** What all profiles of a run share. */
export interface Validation {
  readonly project: Project
  readonly templates: Templates
  readonly options: EmptyOption
  readonly world: World
  readonly switches: RuleSwitches
  readonly checkSchemas: SchemaCheck
  /** Of all manifests so far, by kind and name. */
  readonly objects: Map<string, ObjectRef>
  readonly audit: VariableAudit
  /** Kinds that no schema is known of. */
  readonly unchecked: Set<string>
  /** Where the releases so far go, by profile. */
  readonly places: Map<string, ClusterPlace[]>
}

/** What an apply would refuse, as far as that shows without a cluster, and what the manifests are found to get wrong. */
export async function validateProfile(release: SetRelease, validation: Validation): Promise<ValidatedProfile> {
  const { label: profile } = release
  const problems: KdeployError[] = []
  const findings: Finding[] = []
  try {
    const manifests = await renderProfile(release, validation, { problems, findings })
    findings.push(...(await validation.world.compute(() => findingsIn(manifests, validation))))
    return { profile, manifests: manifests.length, problems, findings }
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    problems.push(...(error.problems.length > 0 ? error.problems : [error]))
    return { profile, manifests: 0, problems, findings }
  }
}

/** What is found in manifests that could be rendered and read. */
function findingsIn(manifests: readonly Manifest[], { switches, checkSchemas, unchecked }: Validation): Finding[] {
  return [...checkSchemas(manifests, switches, (kind) => unchecked.add(kind)), ...lint(manifests, switches)]
}

/** `told` gets what doesn't keep the profile from being rendered. @throws KdeployError for what does */
async function renderProfile(
  { profile, cluster, label }: SetRelease,
  { project, templates, options, world, switches, objects, audit, places }: Validation,
  told: { readonly problems: KdeployError[]; readonly findings: Finding[] },
): Promise<Manifest[]> {
  const duplicated = ({ kubeContext: at, namespace }: ProfilePlace, on: string): KdeployError[] => {
    const named = clustersOfProfile(project, profile).find(({ name }) => name === on)
    const all = [...(places.get(profile) ?? []), { cluster: on, at, namespace, place: named?.place }]
    places.set(profile, all)
    return duplicateClusters(profile, all).filter(({ place }) => place === named?.place)
  }
  const opened = await resolveOpened(
    project,
    templates,
    inputWithoutOptions(profile, project.folder, cluster),
    undefined,
    world,
    {
      beforeReading: async (place) => {
        told.problems.push(...guardProblems(place), ...(cluster === undefined ? [] : duplicated(place, cluster)))
      },
    },
  )
  audit.add(opened.profile.unrendered)
  const rendered = await world.compute(() => renderOpened(opened, opened.profile.templates))
  const findRewritten: Emit = (event) => {
    if (event.type === 'warning') told.findings.push(...projectFinding(projectRules.valueRewritten, event, switches))
  }
  await world.compute(() => warnOfRewritten(opened, rendered, findRewritten, true))
  const manifests = finishManifests(
    rendered,
    {
      namespace: opened.profile.namespace,
      explicit: false,
      namespaced: scopeWithoutCluster(rendered.map(({ object }) => object)),
    },
    world.masking.mask,
  )
  for (const { object } of manifests) objects.set(`${object.kind} ${object.metadata.name}`, refOf(object))
  if (project.strictSecrets) checkExposedSecrets(manifests, true, () => {})
  refuseEmpty(manifests, label, project, options)
  return withUsedVariables(manifests, opened.profile, aliasesOfTemplates(templates))
}

import { KdeployError } from '../../errors.ts'
import type { Finding } from '../../findings/finding.ts'
import type { RuleSwitches } from '../../findings/switches.ts'
import type { ValidatedProfile } from '../../findings/validated.ts'
import { lint } from '../../lint/lint.ts'
import { scopeWithoutCluster } from '../../manifest/scope.ts'
import type { Manifest } from '../../manifest/types.ts'
import type { Project } from '../../project/project.ts'
import type { VariableAudit } from '../../variables/audit.ts'
import { checkExposedSecrets } from '../rendering/check-exposed-secrets.ts'
import { finishManifests } from '../rendering/finish-manifests.ts'
import { type EmptyOption, refuseEmpty } from '../rendering/refuse-empty.ts'
import { renderOpened } from '../rendering/render-opened.ts'
import { warnOfRewritten } from '../rendering/warn-of-rewritten.ts'
import { guardProblems } from '../resolving/guard.ts'
import { resolveOpened } from '../resolving/open-profile.ts'
import type { Templates } from '../resolving/templates.ts'
import type { Emit } from '../run/events.ts'
import { inputWithoutOptions } from '../run/input.ts'
import type { World } from '../run/world.ts'
import type { SchemaCheck } from './load-schemas.ts'

/** What all profiles of a run share. */
export interface Validation {
  readonly project: Project
  readonly templates: Templates
  readonly options: EmptyOption
  readonly world: World
  readonly emit: Emit
  readonly switches: RuleSwitches
  readonly checkSchemas: SchemaCheck
  /** Of all manifests so far. */
  readonly kinds: Set<string>
  readonly audit: VariableAudit
}

/** What an apply would refuse, as far as that shows without a cluster, and what the manifests are found to get wrong. */
export async function validateProfile(profile: string, validation: Validation): Promise<ValidatedProfile> {
  const problems: KdeployError[] = []
  try {
    const manifests = await renderProfile(profile, validation, problems)
    const findings = await validation.world.compute(() => findingsIn(manifests, validation))
    return { profile, manifests: manifests.length, problems, findings }
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    const all = [...problems, ...(error.problems.length > 0 ? error.problems : [error])]
    return { profile, manifests: 0, problems: all, findings: [] }
  }
}

/** What is found in manifests that could be rendered and read. */
function findingsIn(manifests: readonly Manifest[], { switches, checkSchemas }: Validation): Finding[] {
  return [...checkSchemas(manifests, switches), ...lint(manifests, switches)]
}

/** `problems` gets those that don't keep the profile from being rendered. @throws KdeployError for those that do */
async function renderProfile(
  profile: string,
  { project, templates, options, world, emit, kinds, audit }: Validation,
  problems: KdeployError[],
): Promise<Manifest[]> {
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
  audit.add(opened.profile.unrendered)
  const rendered = await world.compute(() => renderOpened(opened, opened.profile.templates))
  await world.compute(() => warnOfRewritten(opened, rendered, emit, true))
  const manifests = finishManifests(
    rendered,
    {
      namespace: opened.profile.namespace,
      explicit: false,
      namespaced: scopeWithoutCluster(rendered.map(({ object }) => object)),
    },
    world.masking.mask,
  )
  for (const { object } of manifests) kinds.add(object.kind)
  if (project.strictSecrets) checkExposedSecrets(manifests, true, () => {})
  refuseEmpty(manifests, profile, project, options)
  return manifests
}

import type { Cluster } from '../../cluster/api/cluster.ts'
import type { Place } from '../../errors.ts'
import type { Release } from '../../history/records/release.ts'
import { refOf } from '../../manifest/identity.ts'
import type { RenderedTemplate } from '../../manifest/read.ts'
import { type KindRef, scopeWithoutCluster } from '../../manifest/scope.ts'
import type { Manifest } from '../../manifest/types.ts'
import { textsOfFields } from '../../plan/masking/mask.ts'
import { aliasesOfTemplates } from '../resolving/expand-aliases.ts'
import { checkGuard } from '../resolving/guard.ts'
import { type OpenedProfile, openProject, releaseOf, resolveOpened } from '../resolving/open-profile.ts'
import type { ProfilePlace } from '../resolving/resolve-profile.ts'
import { openTemplates } from '../resolving/templates.ts'
import { withUsedVariables } from '../resolving/used-variables.ts'
import { type Connect, startOf } from '../run/connect.ts'
import type { Emit } from '../run/events.ts'
import type { ProfileInput } from '../run/input.ts'
import { phase } from '../run/phase.ts'
import type { ProjectRules } from '../run/policy.ts'
import type { World } from '../run/world.ts'
import { finishManifests } from './finish-manifests.ts'
import { renderOpened } from './render-opened.ts'
import { warnOfRewritten } from './warn-of-rewritten.ts'

/** What a profile deploys, for the commands that go on to the cluster. */
export interface RenderedRelease {
  readonly project: OpenedProfile['project']
  readonly release: Release
  readonly manifests: readonly Manifest[]
  /** Those that its templates see. */
  readonly variables: Readonly<Record<string, unknown>>
  /** kdeploy.yaml's `secrets.strict`. */
  readonly strictSecrets: boolean
  /** What kdeploy.yaml and the profile say of a run. */
  readonly rules: ProjectRules
}

/** UTF-16 units of rendered text, of a thousand objects and more. */
const largeText = 500_000

/**
 * Renders a profile for a cluster, whose discovery decides which kinds are namespaced. Tells where that is; nothing is read there, and no program is
 * run, before the guard matches. @throws KdeployError `guard-mismatch`, `project-nameless`
 */
export async function renderRelease(
  input: ProfileInput,
  connect: Connect,
  world: World,
  emit: Emit,
): Promise<RenderedRelease> {
  const project = openProject(input.project, world)
  const beforeReading = async ({ guard, kubeContext, namespace }: ProfilePlace) => {
    const target = await connect(kubeContext)
    const release = releaseOf(project, input.profile, namespace ?? target.defaultNamespace)
    emit(startOf(target, release.namespace, release))
    await checkGuard(guard, target, release.namespace)
  }
  const warn = (message: string, place: Place | undefined) => emit({ type: 'warning', message, place })
  const opened = await resolveOpened(project, openTemplates(project, world), input, connect, world, {
    beforeReading,
    warn,
  })
  const { profile } = opened
  const cluster = await connect(profile.kubeContext)
  const release = releaseOf(project, profile.profile, profile.namespace ?? cluster.defaultNamespace)
  const expect = (texts: readonly RenderedTemplate[]) => {
    if (texts.reduce((sum, { text }) => sum + text.length, 0) > largeText) world.expectLargeRun()
  }
  const rendered = await phase(world, 'render', () =>
    world.compute(() => renderOpened(opened, profile.templates, expect)),
  )
  await world.compute(() => warnOfRewritten(opened, rendered, emit, false))
  const manifests = finishManifests(
    withUsedVariables(rendered, profile, aliasesOfTemplates(opened.templates)),
    {
      namespace: release.namespace,
      explicit: input.namespace !== undefined,
      namespaced: await scopeByDiscovery(cluster, rendered),
    },
    world.masking.mask,
  )
  world.masking.registerSecrets(manifests.flatMap(textsOfFields))
  const { strictSecrets, ownership, historyLimit } = project
  return {
    project,
    release,
    manifests,
    variables: profile.variables,
    strictSecrets,
    rules: { ownership, readiness: opened.readiness, confirm: profile.confirm, historyLimit },
  }
}

async function scopeByDiscovery(cluster: Cluster, manifests: readonly Manifest[]): Promise<(type: KindRef) => boolean> {
  const offline = scopeWithoutCluster(manifests.map(({ object }) => object))
  const scopes = new Map<string, boolean>()
  for (const { object } of manifests) {
    const ref = refOf(object)
    const key = `${ref.group}/${ref.kind}`
    if (!scopes.has(key)) scopes.set(key, (await cluster.resourceOf(ref))?.namespaced ?? offline(ref))
  }
  return ({ group, kind }) => scopes.get(`${group}/${kind}`) ?? offline({ group, kind })
}

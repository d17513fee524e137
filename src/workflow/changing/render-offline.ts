import { scopeWithoutCluster } from '../../manifest/scope.ts'
import type { Manifest } from '../../manifest/types.ts'
import type { Project } from '../../project/project.ts'
import { finishManifests } from '../rendering/finish-manifests.ts'
import { renderOpened } from '../rendering/render-opened.ts'
import { aliasesOfTemplates } from '../resolving/expand-aliases.ts'
import { resolveOpened } from '../resolving/open-profile.ts'
import type { OutsideSource } from '../resolving/resolve-profile.ts'
import type { Templates } from '../resolving/templates.ts'
import { withUsedVariables } from '../resolving/used-variables.ts'
import type { ProfileInput } from '../run/input.ts'
import type { World } from '../run/world.ts'

/** What a release is made of, as far as that shows without a cluster. */
export interface RenderedRelease {
  readonly manifests: readonly Manifest[]
  /** undefined where only a cluster decides. */
  readonly namespace: string | undefined
  readonly kubeContext: string | undefined
  /** What was not read: examples stand for it. */
  readonly outside: readonly OutsideSource[]
  /** What the files hold that these decrypt; undefined where one isn't there. */
  readonly encrypted: ReadonlyMap<string, Buffer | undefined>
}

/** Renders a profile with the sources' examples, as `kdeploy validate` does, and asks nothing outside the project. @throws KdeployError */
export async function renderOffline(
  project: Project,
  templates: Templates,
  input: ProfileInput,
  world: World,
): Promise<RenderedRelease> {
  const opened = await resolveOpened(project, templates, input, undefined, world)
  const { profile } = opened
  const rendered = await world.compute(() => renderOpened(opened, profile.templates))
  const namespaced = scopeWithoutCluster(rendered.map(({ object }) => object))
  const choice = { namespace: profile.namespace, explicit: input.namespace !== undefined, namespaced }
  const manifests = finishManifests(rendered, choice, world.masking.mask)
  const files = profile.outside.flatMap(({ encrypted }) => encrypted ?? [])
  return {
    manifests: withUsedVariables(manifests, profile, aliasesOfTemplates(templates)),
    namespace: profile.namespace,
    kubeContext: profile.kubeContext,
    outside: profile.outside,
    encrypted: new Map(files.map((path) => [path, project.readBytes(path)])),
  }
}

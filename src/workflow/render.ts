import type { Cluster } from '../cluster/api/cluster.ts'
import { KdeployError, type Place } from '../errors.ts'
import type { Release } from '../history/records/release.ts'
import { refuseDuplicates } from '../manifest/duplicates.ts'
import { refOf } from '../manifest/identity.ts'
import { fillNamespaces } from '../manifest/namespace.ts'
import { readManifests } from '../manifest/read.ts'
import { type KindRef, scopeWithoutCluster } from '../manifest/scope.ts'
import type { Manifest } from '../manifest/types.ts'
import type { Masker } from '../masking/masking.ts'
import { maskObject, textsOfFields } from '../plan/masking/mask.ts'
import type { OwnershipRules } from '../plan/ownership/rules.ts'
import { findProject, type Project } from '../project/project.ts'
import { sensitiveTexts } from '../variables/explain.ts'
import { writeYaml } from '../yaml/write.ts'
import { checkAnnotations } from './rendering/check-annotations.ts'
import { maskText } from './rendering/mask-text.ts'
import { checkGuard, checkGuardOfSources } from './resolving/guard.ts'
import { liveReader } from './resolving/live-reader.ts'
import {
  type ProfilePlace,
  type ResolvedProfile,
  type ResolveOptions,
  resolveProfile,
} from './resolving/resolve-profile.ts'
import { openTemplates, type Templates } from './resolving/templates.ts'
import { type Connect, withConnection } from './run/connector.ts'
import type { ProfileInput } from './run/input.ts'
import { phase } from './run/phase.ts'
import type { RenderedManifest, RenderedText } from './run/results.ts'
import type { World } from './run/world.ts'

export interface RenderOptions {
  /** Ask no cluster: each live source's `example` stands for it. */
  readonly offline: boolean
  /** Only these templates of the profile's, by name or glob; empty: all. */
  readonly only: readonly string[]
  /** What becomes of sensitive values; `refuse` where the output could be applied or kept by accident. */
  readonly secrets: 'show' | 'mask' | 'refuse'
}

/** A profile whose variables are known, and its templates. */
export interface OpenedProfile {
  readonly project: Project
  readonly profile: ResolvedProfile
  readonly templates: Templates
}

/** A profile's manifests as YAML, in the order of its templates. */
export function renderManifests(
  input: ProfileInput,
  options: RenderOptions,
  world: World,
): Promise<RenderedManifest[]> {
  return withConnection(input.target, world, async (connect) => {
    const opened = await openProfile(input, options.offline ? undefined : connect, world)
    const rendered = await phase(world, 'render', () =>
      world.compute(() => renderOpened(opened, namesOf(opened, options))),
    )
    const manifests = fillNamespaces(rendered, {
      namespace: opened.profile.namespace,
      explicit: input.namespace !== undefined,
      namespaced: scopeWithoutCluster(rendered.map(({ object }) => object)),
    })
    refuseDuplicates(manifests)
    checkAnnotations(manifests, world.masking.mask)
    return protect(options, world, (maskAt) =>
      manifests.map((manifest) => {
        const mask = maskAt(manifest.placeOf(manifest.sensitive[0]?.path ?? []))
        return {
          template: opened.project.fileOf(manifest.template),
          yaml: writeYaml(mask === undefined ? manifest.object : maskObject(manifest.object, [manifest], mask)),
        }
      }),
    )
  })
}

/** The text of each of a profile's templates, exactly as Jinja2 renders it. */
export function renderTexts(input: ProfileInput, options: RenderOptions, world: World): Promise<RenderedText[]> {
  return withConnection(input.target, world, async (connect) => {
    const opened = await openProfile(input, options.offline ? undefined : connect, world)
    const { templates, profile } = opened
    const names = namesOf(opened, options)
    const render = () =>
      protect(options, world, (maskAt) =>
        names.map((template) => {
          const mask = maskAt({ file: opened.project.fileOf(template) })
          if (mask === undefined) return { template, text: templates.render(template, profile.variables) }
          return { template, text: maskText(templates.renderWithPlaces(template, profile.variables), mask) }
        }),
      )
    return phase(world, 'render', () => world.compute(render))
  })
}

/** Shows, masks, or refuses to show, with the place of the first sensitive value. @throws KdeployError `secrets-in-output` */
function protect<Result>(
  { secrets }: RenderOptions,
  world: World,
  render: (maskAt: (place: Place) => Masker | undefined) => Result,
): Result {
  if (secrets === 'show') return render(() => undefined)
  let first: Place | undefined
  const result = render((place) => (value) => {
    first ??= place
    return world.masking.mask(value)
  })
  if (first === undefined || secrets === 'mask') return result
  throw new KdeployError({
    code: 'secrets-in-output',
    category: 'input',
    message: 'the output holds sensitive values, and it goes to a pipe or a file',
    place: first,
    hint: 'give --show-secrets to write them as they are, or --mask to write tokens in their place (never apply that); a source that holds no secret can say sensitive: false',
  })
}

/** What a profile deploys, for the commands that go on to the cluster. */
export interface RenderedRelease {
  readonly release: Release
  readonly profile: ResolvedProfile
  readonly manifests: readonly Manifest[]
  /** kdeploy.yaml's `secrets.strict`. */
  readonly strictSecrets: boolean
  /** What kdeploy.yaml says of ownership. */
  readonly ownership: OwnershipRules
}

/**
 * Renders a profile for a cluster, whose discovery decides which kinds are namespaced. Nothing is read there, and no program is
 * run, before the guard matches. @throws KdeployError `guard-mismatch`, `project-nameless`
 */
export async function renderRelease(input: ProfileInput, connect: Connect, world: World): Promise<RenderedRelease> {
  const beforeReading = async ({ guard, kubeContext, namespace }: ProfilePlace) => {
    const target = await connect(kubeContext)
    await checkGuard(guard, target, namespace ?? target.defaultNamespace)
  }
  const opened = await openProfile(input, connect, world, { beforeReading })
  const { profile, project } = opened
  const cluster = await connect(profile.kubeContext)
  const release = releaseOf(project, profile.profile, profile.namespace ?? cluster.defaultNamespace)
  const rendered = await phase(world, 'render', () => world.compute(() => renderOpened(opened, profile.templates)))
  const manifests = fillNamespaces(rendered, {
    namespace: release.namespace,
    explicit: input.namespace !== undefined,
    namespaced: await scopeByDiscovery(cluster, rendered),
  })
  refuseDuplicates(manifests)
  checkAnnotations(manifests, world.masking.mask)
  world.masking.learn(manifests.flatMap(textsOfFields))
  const { strictSecrets, ownership } = project
  return { release, profile, manifests, strictSecrets, ownership }
}

/** The release of a profile. @throws KdeployError `project-nameless` */
export function releaseOf(project: Project, profile: string, namespace: string): Release {
  if (project.name !== undefined) return { name: project.name, profile, namespace }
  throw new KdeployError({
    code: 'project-nameless',
    category: 'input',
    message: 'the project has no name, so its releases could not be told from those of other projects',
    place: { file: project.nameOf('kdeploy.yaml') },
    hint: 'put "name: NAME" there, and never change it after the first deploy',
  })
}

/** Opens a profile; without `connect` nothing outside the project is asked. */
export async function openProfile(
  input: ProfileInput,
  connect: Connect | undefined,
  world: World,
  more: Pick<ResolveOptions, 'beforeReading' | 'isWanted'> = {},
): Promise<OpenedProfile> {
  const project = findProject(world.workingFolder, input.project, world.trace)
  return resolveOpened(project, openTemplates(project), input, connect, world, more)
}

/** The same for a project that is open already, so that several profiles read each file once. */
export async function resolveOpened(
  project: Project,
  templates: Templates,
  input: ProfileInput,
  connect: Connect | undefined,
  world: World,
  more: Pick<ResolveOptions, 'beforeReading' | 'isWanted'> = {},
): Promise<OpenedProfile> {
  const options = { ...resolveOptions(input, templates, connect, world), ...more }
  const profile = await phase(world, 'variables', () => resolveProfile(project, input.profile, options))
  world.masking.learn(sensitiveTexts(profile.tree))
  return { project, profile, templates }
}

/**
 * A person's input as the sources take it; without `connect` nothing outside the project is asked, with it nothing before the
 * guard matches.
 */
export function resolveOptions(
  input: ProfileInput,
  templates: Templates,
  connect: Connect | undefined,
  world: World,
): ResolveOptions {
  return {
    ...input,
    kubeContext: input.target.kubeContext,
    environment: world.environment,
    readStdin: () => world.readStdin(),
    learn: (values) => world.masking.learn(values),
    engine: templates.engine,
    signal: world.interrupted,
    compute: (work) => world.compute(work),
    trace: world.trace,
    noCommands: world.noCommands,
    beforeReading: connect && ((place) => checkGuardOfSources(place, connect)),
    connect:
      connect &&
      (async (kubeContext) => {
        const cluster = await connect(kubeContext)
        return { defaultNamespace: cluster.defaultNamespace, live: liveReader(cluster) }
      }),
  }
}

function namesOf({ project, profile }: OpenedProfile, { only }: RenderOptions): readonly string[] {
  if (only.length === 0) return profile.templates
  const wanted = project.selectTemplates({ value: only, place: { file: '--template' } })
  return profile.templates.filter((template) => wanted.includes(template))
}

/** The manifests of these templates; two of one identity are refused. */
export function renderOpened({ templates, profile }: OpenedProfile, names: readonly string[]): Manifest[] {
  const manifests = readManifests(names.map((name) => templates.renderWithPlaces(name, profile.variables)))
  refuseDuplicates(manifests)
  return manifests
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

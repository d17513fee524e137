import { KdeployError, type Place, throwCollected, withDetail } from '../../errors.ts'
import { type SetRelease, setRelease } from '../../order/release.ts'
import { clustersOf, type ProfileCluster } from '../../profile/clusters.ts'
import { type ProfileName, parseProfileName } from '../../profile/profile-name.ts'
import { type Guard, settingsOf } from '../../profile/settings.ts'
import type { SourceSpec } from '../../profile/source-spec.ts'
import type { Project } from '../../project/project.ts'
import { hashesOf } from '../../sources/hashes.ts'
import { refusePrograms } from '../../sources/programs.ts'
import { type ReadSource, readSource } from '../../sources/read-source.ts'
import type { LiveReader } from '../../sources/source.ts'
import { sourceOf } from '../../sources/source-of.ts'
import { builtInVariables } from '../../variables/built-ins.ts'
import { Evaluation } from '../../variables/evaluate.ts'
import { sensitiveTexts } from '../../variables/explain.ts'
import { toTemplateVariables } from '../../variables/for-template.ts'
import type { Delimiters } from '../../variables/references.ts'
import { asWritten, type Rewritten, rewrittenIn } from '../../variables/rewritten.ts'
import type { MapNode } from '../../variables/tree.ts'
import { checkOverrides } from './checks/undeclared-overrides.ts'
import {
  awaitAll,
  type Draft,
  draftProfile,
  fieldRenderer,
  mergeDraft,
  renderSetting,
  worldOf,
} from './draft-profile.ts'
import { refuseUnknownNames, takeAway } from './overrides.ts'
import type { ResolveOptions } from './resolve-options.ts'

export type { ProfilePlace, ResolveOptions } from './resolve-options.ts'

/** A profile with everything that templates need. */
export interface ResolvedProfile extends ProfileName {
  /** undefined where no namespace is decided: offline, without --namespace and the profile's own. */
  readonly namespace: string | undefined
  /** --context, else the profile's; undefined: the current one. */
  readonly kubeContext: string | undefined
  /** Names for the template loader, in the order to render. */
  readonly templates: readonly string[]
  /** For templates: plain data, sensitive strings marked by the engine. */
  readonly variables: Readonly<Record<string, unknown>>
  /** The same with what gave each value (variables/explain.ts). */
  readonly tree: MapNode
  /** The same before its strings were rendered: those that are templates read other variables. */
  readonly unrendered: MapNode
  readonly delimiters: Delimiters
  /** What templates print otherwise than a profile file has it. */
  readonly rewritten: readonly Rewritten[]
  /** The variables as if templates printed these as they are written. */
  readonly variablesAsWritten: (these: readonly Rewritten[]) => Readonly<Record<string, unknown>>
  readonly confirm: boolean
  /** The sources that lie outside the project, whose examples stand for them offline. */
  readonly outside: readonly OutsideSource[]
}

export interface OutsideSource {
  readonly type: string
  /** The file of the project that it decrypts, from its folder. Default: none. */
  readonly encrypted: string | undefined
}

/** What a profile is without asking any source outside the project. */
export interface ProfileSummary extends ProfileName {
  readonly cluster: string | undefined
  readonly namespace: string | undefined
  readonly kubeContext: string | undefined
  readonly templates: readonly string[]
  readonly guard: Guard
  readonly confirm: boolean
}

/**
 * Resolves a profile: its files, then what decides namespace and kube context, then the other sources, then all
 * variables together. @throws KdeployError, with every problem of a phase
 */
export async function resolveProfile(
  project: Project,
  profile: string,
  options: ResolveOptions,
): Promise<ResolvedProfile> {
  const { compute = callIt } = options
  const draft = await compute(() => draftProfile(project, profile, options))
  const { name, settings, kubeContext, templates } = draft
  const remote = remoteOf(draft)
  if (options.noCommands === true && options.connect !== undefined) refusePrograms(remote)
  const readsOutside = remote.some((spec) => sourceOf(spec).reads === 'outside')
  await options.beforeReading?.({ guard: settings.guard, kubeContext, namespace: draft.namespace, readsOutside })
  const connect = once(async () => options.connect?.(kubeContext))
  const namespace = draft.namespace ?? (await connect().catch(explainWhy))?.defaultNamespace
  const read = await readRemote(draft, remote, project, namespace, options, async () => {
    const connection = await connect()
    if (connection === undefined) throw new Error('a live source is never read offline')
    return connection.live
  })
  const hashes = hashesOf(read.flatMap(({ hashed }) => hashed ?? []))
  for (const { node } of read) options.registerSecrets?.(sensitiveTexts(node))
  const { known } = options
  const open = [...draft.layers.flatMap(({ sources }) => sources.map((source) => source.read)), ...read].flatMap(
    (one) => one?.openAt ?? [],
  )
  const all = mergeDraft(
    draft,
    read,
    builtInVariables({ ...name, cluster: draft.cluster, namespace, hashes }),
    (below) => {
      if (known !== undefined) checkOverrides(draft, below, open, known)
    },
  )
  refuseUnknownNames(all, draft.without)
  const merged = takeAway(all, draft.without)
  const evaluation = new Evaluation(merged, options.engine, draft.delimiters)
  const tree = await compute(() => evaluation.all(options.isRequested))
  throwCollected(evaluation.problems, (count) => `${count} variables of ${profile} can't be resolved`)
  const variables = toTemplateVariables(tree, options.engine)
  return {
    ...name,
    namespace,
    kubeContext,
    templates,
    variables,
    tree,
    unrendered: merged,
    delimiters: draft.delimiters,
    rewritten: rewrittenIn(merged, options.engine),
    variablesAsWritten: (these) =>
      toTemplateVariables(
        new Evaluation(asWritten(merged, these), options.engine, draft.delimiters).all(),
        options.engine,
      ),
    confirm: settings.confirm,
    outside: remote
      .filter((spec) => sourceOf(spec).reads === 'outside')
      .map((spec) => ({
        type: spec.type,
        encrypted: sourceOf(spec).encrypted?.(spec, fieldRenderer(draft.evaluation, spec)),
      })),
  }
}

/** @throws KdeployError as resolveProfile does; asks no cluster and runs no command */
export async function summarizeProfile(
  project: Project,
  profile: string,
  options: Omit<ResolveOptions, 'connect'>,
): Promise<ProfileSummary> {
  const { compute = callIt } = options
  const draft = await compute(() => draftProfile(project, profile, { ...options, connect: undefined }))
  const { name, cluster, settings, namespace, kubeContext, templates } = draft
  const { guard, confirm } = settings
  return { ...name, cluster, namespace, kubeContext, templates, guard, confirm }
}

/** The clusters of a profile, in their order; empty where it has none. @throws KdeployError as reading its files does */
export function clustersOfProfile(project: Project, profile: string): readonly ProfileCluster[] {
  return clustersOf(project.layersOf(parseProfileName(profile, () => project.profiles)))
}

/** A profile on each of its clusters; once without any where it has none, or its files can't be read: whoever opens it gets the error. */
export function releasesOfProfile(project: Project, profile: string): SetRelease[] {
  try {
    const clusters = clustersOfProfile(project, profile)
    return clusters.length === 0
      ? [setRelease(profile, undefined)]
      : clusters.map(({ name }) => setRelease(profile, name))
  } catch (error) {
    if (error instanceof KdeployError) return [setRelease(profile, undefined)]
    throw error
  }
}

/** What decides a profile's place among others. */
export interface ProfileOutline {
  readonly profile: string
  /** Empty where it has none. */
  readonly clusters: readonly ProfileCluster[]
  /** Whether it must be confirmed before anything is written. */
  readonly confirm: boolean
  /** As `needs` has them, rendered; on whichever of the clusters it needs them. */
  readonly needs: readonly { readonly text: string; readonly place: Place }[]
}

/** The same from the project's files alone. @throws KdeployError as resolveProfile does */
export async function outlineProfile(
  project: Project,
  profile: string,
  options: Omit<ResolveOptions, 'connect' | 'cluster'>,
): Promise<ProfileOutline> {
  const layers = project.layersOf(parseProfileName(profile, () => project.profiles))
  const clusters = clustersOf(layers)
  const { needs, confirm } = settingsOf(layers)
  if (needs.length === 0) return { profile, clusters, confirm, needs: [] }
  const texts = new Map<string, { readonly text: string; readonly place: Place }>()
  for (const cluster of clusters.length === 0 ? [undefined] : clusters.map(({ name }) => name)) {
    const { evaluation } = await draftProfile(project, profile, { ...options, cluster, connect: undefined })
    for (const need of needs) {
      const text = renderSetting(evaluation, need, 'needs')
      texts.set(text, { text, place: need.place })
    }
  }
  return { profile, clusters, confirm, needs: [...texts.values()] }
}

/** The sources that aren't files, in the order of the layers. */
function remoteOf({ layers }: Draft): SourceSpec[] {
  return layers.flatMap(({ sources }) => sources).flatMap(({ spec, read }) => (read === undefined ? [spec] : []))
}

/** Reads them all at a time. */
function readRemote(
  { evaluation }: Draft,
  specs: readonly SourceSpec[],
  project: Project,
  namespace: string | undefined,
  options: ResolveOptions,
  live: () => Promise<LiveReader>,
): Promise<ReadSource[]> {
  const world = worldOf(project, options, namespace, live)
  return awaitAll(
    specs.map((spec) => readSource(spec, fieldRenderer(evaluation, spec), world, options.connect === undefined)),
  )
}

/** A person who only renders may not expect that a cluster is asked. */
function explainWhy(error: unknown): never {
  if (!(error instanceof KdeployError)) throw error
  throw withDetail(
    error,
    "the kube context's namespace is needed: neither --namespace nor the profile's `namespace` is set",
  )
}

async function callIt<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  return work()
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

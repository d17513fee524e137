import { KdeployError, throwCollected } from '../errors.ts'
import type { ProfileFile } from '../profile/profile-file.ts'
import { type ProfileName, parseProfileName } from '../profile/profile-name.ts'
import { type Guard, type Placed, type Settings, settingsOf } from '../profile/settings.ts'
import type { SourceSpec } from '../profile/source-spec.ts'
import { builtInVariables, reservedProblems } from '../variables/built-ins.ts'
import type { TemplateEngine } from '../variables/engine.ts'
import { Evaluation } from '../variables/evaluate.ts'
import { toTemplateVariables } from '../variables/for-template.ts'
import { merge } from '../variables/merge.ts'
import { type MapNode, mapNode, toNode } from '../variables/tree.ts'
import type { Json } from '../yaml/json.ts'
import { delimitersOf } from './delimiters.ts'
import type { LiveReader } from './live.ts'
import { type Overrides, overrideLayers } from './overrides.ts'
import type { Project } from './project.ts'
import { type ReadSource, readSource } from './read-source.ts'
import type { RenderField, SourceWorld } from './source.ts'

export interface Connection {
  /** The kube context's namespace, else `default`. */
  readonly defaultNamespace: string
  readonly live: LiveReader
}

export interface ResolveOptions extends Overrides {
  /** --namespace. */
  readonly namespace: string | undefined
  /** --context. */
  readonly kubeContext: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly engine: TemplateEngine
  /**
   * Called at most once, and only where a live source or the kube context's namespace is needed, with the kube
   * context of the profile. undefined: offline, the sources' examples stand for them.
   */
  readonly connect: ((kubeContext: string | undefined) => Promise<Connection>) | undefined
  readonly signal?: AbortSignal | undefined
}

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
  readonly guard: Guard
  readonly confirm: boolean
}

/** What a profile is without asking any source outside the project. */
export interface ProfileSummary extends ProfileName {
  readonly namespace: string | undefined
  readonly kubeContext: string | undefined
  readonly templates: readonly string[]
  readonly guard: Guard
  readonly confirm: boolean
}

/**
 * Resolves a profile: its files, then what decides namespace and kube context, then the other sources, then all
 * variables together. Throws KdeployError, with every problem of a phase.
 */
export async function resolveProfile(
  project: Project,
  profile: string,
  options: ResolveOptions,
): Promise<ResolvedProfile> {
  const draft = await draftProfile(project, profile, options)
  const { name, settings, kubeContext, templates } = draft
  const connect = once(() => options.connect?.(kubeContext))
  const namespace = draft.namespace ?? (await connect())?.defaultNamespace
  const read = await readRemote(draft, project, namespace, options, async () => {
    const connection = await connect()
    if (connection === undefined) throw new Error('a live source is never read offline')
    return connection.live
  })
  const hashes = new Map(read.flatMap(({ hash }) => (hash === undefined ? [] : [[hash.name, hash.value] as const])))
  const merged = mergeDraft(draft, read, builtInVariables({ ...name, namespace, hashes }))
  const evaluation = new Evaluation(merged, options.engine, draft.delimiters)
  const tree = evaluation.all()
  throwCollected(evaluation.problems, (count) => `${count} variables of ${profile} can't be resolved`)
  const variables = toTemplateVariables(tree, options.engine)
  const { guard, confirm } = settings
  return { ...name, namespace, kubeContext, templates, variables, tree, guard, confirm }
}

/** Throws KdeployError as resolveProfile does; asks no cluster and runs no command. */
export async function summarizeProfile(
  project: Project,
  profile: string,
  options: Omit<ResolveOptions, 'connect'>,
): Promise<ProfileSummary> {
  const { name, settings, namespace, kubeContext, templates } = await draftProfile(project, profile, {
    ...options,
    connect: undefined,
  })
  const { guard, confirm } = settings
  return { ...name, namespace, kubeContext, templates, guard, confirm }
}

/** One layer of settings with its sources, in order; a file source is read already. */
interface DraftLayer {
  readonly variables: MapNode
  readonly sources: readonly { readonly spec: SourceSpec; readonly read: ReadSource | undefined }[]
}

/** What the project's files and the options say. */
interface Draft {
  readonly name: ProfileName
  readonly settings: Settings
  readonly layers: readonly DraftLayer[]
  readonly overrides: readonly MapNode[]
  readonly delimiters: ReturnType<typeof delimitersOf>
  readonly namespace: string | undefined
  readonly kubeContext: string | undefined
  readonly templates: readonly string[]
  /** Renders what sees only file and `--set` variables. */
  readonly evaluation: Evaluation
}

async function draftProfile(project: Project, profile: string, options: ResolveOptions): Promise<Draft> {
  const name = parseProfileName(profile)
  const files = project.layersOf(name)
  const settings = settingsOf(files)
  const delimiters = delimitersOf(project.jinja)
  const overrides = overrideLayers(project, options)
  const plain = files.map((file) => ({ file, variables: variablesOf(file) }))
  refuseReserved([...plain.map(({ variables }) => variables), ...overrides])
  const builtIns = builtInVariables({ ...name, namespace: undefined })
  const first = new Evaluation(
    merge([...plain.map(({ variables }) => variables), ...overrides, builtIns]),
    options.engine,
    delimiters,
  )
  const world = worldOf(project, options, undefined, () => Promise.reject(new Error('file sources need no cluster')))
  const layers = await settle(
    plain.map(async ({ file, variables }) => ({
      variables,
      sources: await settle(
        file.variablesFrom.map(async (spec) => ({
          spec,
          read: spec.type === 'file' ? await readSource(spec, fieldRenderer(first, spec), world, false) : undefined,
        })),
      ),
    })),
  )
  const draft = { name, settings, layers, overrides, delimiters }
  const evaluation = new Evaluation(mergeDraft(draft, [], builtIns), options.engine, delimiters)
  const render = (setting: Placed<string> | undefined, field: string) =>
    setting && renderSetting(evaluation, setting, field)
  const namespace = options.namespace ?? render(settings.namespace, 'namespace')
  if (namespace !== undefined)
    refuseNamespace(namespace, options.namespace === undefined ? settings.namespace : undefined)
  const kubeContext = options.kubeContext ?? render(settings.kubeContext, 'kubeContext')
  const templates = project.selectTemplates(settings.templates)
  return { ...draft, namespace, kubeContext, templates, evaluation }
}

/** Reads, all at a time, the sources that aren't files, in the order of the layers. */
function readRemote(
  { layers, evaluation }: Draft,
  project: Project,
  namespace: string | undefined,
  options: ResolveOptions,
  live: () => Promise<LiveReader>,
): Promise<ReadSource[]> {
  const world = worldOf(project, options, namespace, live)
  const specs = layers.flatMap(({ sources }) => sources).filter(({ read }) => read === undefined)
  return settle(
    specs.map(({ spec }) => readSource(spec, fieldRenderer(evaluation, spec), world, options.connect === undefined)),
  )
}

/** All layers: each one's sources in order, then its variables; then the options; what is built in last. */
function mergeDraft(
  { layers, overrides }: Pick<Draft, 'layers' | 'overrides'>,
  remote: readonly ReadSource[],
  builtIns: MapNode,
): MapNode {
  const left = [...remote]
  const given = layers.flatMap(({ sources, variables }) => [
    ...sources.flatMap(({ read }) => (read ?? left.shift())?.node ?? []),
    variables,
  ])
  refuseReserved(given)
  return merge([...given, ...overrides, builtIns])
}

function variablesOf({ file, variables, placeOf, isFloat }: ProfileFile): MapNode {
  const node = toNode(variables as { [name: string]: Json }, {
    by: (path) => ({ label: file, place: placeOf(['variables', ...path]) }),
    isFloat: (path) => isFloat(['variables', ...path]),
    template: true,
  })
  return node.kind === 'map' ? node : mapNode([], node.by)
}

function refuseReserved(layers: readonly MapNode[]): void {
  throwCollected(layers.flatMap(reservedProblems), (count) => `${count} variables have names that kdeploy itself uses`)
}

function fieldRenderer(evaluation: Evaluation, spec: SourceSpec): RenderField {
  return (text, path) => {
    const setting = { value: text, place: spec.placeOf(path) }
    return renderSetting(evaluation, setting, `${path.join('.')} of the ${spec.type} source`)
  }
}

function renderSetting(evaluation: Evaluation, { value, place }: Placed<string>, field: string): string {
  const by = { label: place.file, place }
  const node = { kind: 'value', value, template: true, taints: [], spans: undefined, by, overrode: undefined } as const
  return evaluation.text(node, `\`${field}\``)
}

/** A DNS label, as Kubernetes wants it. */
function refuseNamespace(namespace: string, setting: Placed<string> | undefined): void {
  if (/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) return
  throw new KdeployError({
    code: 'namespace-invalid',
    category: 'input',
    message: `${JSON.stringify(namespace)} can't be a namespace`,
    place: setting?.place,
    hint: 'use up to 63 lower-case letters, digits and -',
  })
}

function worldOf(
  project: Project,
  { environment, signal }: ResolveOptions,
  namespace: string | undefined,
  live: () => Promise<LiveReader>,
): SourceWorld {
  return {
    folder: project.folder,
    readFile: (path) => project.readFile(path),
    nameOf: (path) => project.nameOf(path),
    environment,
    namespace,
    live,
    signal,
  }
}

/** Awaits all, so that every problem is reported; throws them collected. */
async function settle<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(promises)
  const problems: KdeployError[] = []
  for (const result of results) {
    if (result.status === 'fulfilled') continue
    if (!(result.reason instanceof KdeployError)) throw result.reason
    const { reason } = result
    problems.push(...(reason.problems.length > 0 ? reason.problems : [reason]))
  }
  throwCollected(problems, (count) => `${count} sources of variables can't be read`)
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

import { KdeployError, throwCollected } from '../../errors.ts'
import { formatPath } from '../../field-path.ts'
import type { Json } from '../../json-map.ts'
import { chosenCluster, layersOnCluster } from '../../profile/clusters.ts'
import type { ProfileFile } from '../../profile/profile-file.ts'
import { type ProfileName, parseProfileName } from '../../profile/profile-name.ts'
import { type Placed, type Settings, settingsOf } from '../../profile/settings.ts'
import type { SourceSpec } from '../../profile/source-spec.ts'
import { withoutOwnSecrets } from '../../programs/own-secrets.ts'
import type { Project } from '../../project/project.ts'
import { type ReadSource, readSource } from '../../sources/read-source.ts'
import type { LiveReader, RenderField, SourceWorld } from '../../sources/source.ts'
import { sourceOf } from '../../sources/source-of.ts'
import { builtInVariables, reservedProblems } from '../../variables/built-ins.ts'
import { Evaluation } from '../../variables/evaluate.ts'
import { sensitiveTexts } from '../../variables/explain.ts'
import { Merging, merge } from '../../variables/merge.ts'
import { refuseListParts } from '../../variables/set.ts'
import { type MapNode, mapNode, toNode } from '../../variables/tree.ts'
import { delimitersOf } from './delimiters.ts'
import { overrideLayers, takeAway } from './overrides.ts'
import type { ResolveOptions } from './resolve-options.ts'

/** One layer of settings with its sources, in order; a file source is read already. */
export interface DraftLayer {
  readonly variables: MapNode
  readonly sources: readonly { readonly spec: SourceSpec; readonly read: ReadSource | undefined }[]
}

/** What the project's files and the options say. */
export interface Draft {
  readonly name: ProfileName
  /** One of the profile's clusters; undefined: it has none. */
  readonly cluster: string | undefined
  readonly settings: Settings
  readonly layers: readonly DraftLayer[]
  readonly overrides: readonly MapNode[]
  /** Variables that are taken away. */
  readonly without: readonly Placed<string>[]
  readonly delimiters: ReturnType<typeof delimitersOf>
  readonly namespace: string | undefined
  readonly kubeContext: string | undefined
  readonly templates: readonly string[]
  /** Renders what sees only file and `--set` variables. */
  readonly evaluation: Evaluation
}

export async function draftProfile(project: Project, profile: string, options: ResolveOptions): Promise<Draft> {
  const name = parseProfileName(profile, () => project.profiles)
  const layersOfAll = project.layersOf(name)
  const cluster = chosenCluster(layersOfAll, profile, options.cluster)
  const files = layersOnCluster(layersOfAll, cluster)
  options.trace?.(`layers: ${files.map(({ file }) => file).join(' < ')}`)
  const settings = settingsOf(files)
  const delimiters = delimitersOf(project.jinja)
  const overrides = overrideLayers(project, options)
  const without = options.without ?? []
  const plain = files.map((file) => ({ file, variables: variablesOf(file) }))
  refuseReserved([...plain.map(({ variables }) => variables), ...overrides])
  const builtIns = builtInVariables({ ...name, cluster, namespace: undefined })
  const first = new Evaluation(
    takeAway(merge([...plain.map(({ variables }) => variables), ...overrides, builtIns]), without),
    options.engine,
    delimiters,
  )
  const world = worldOf(project, options, undefined, () => Promise.reject(new Error('file sources need no cluster')))
  const layers = await awaitAll(
    plain.map(async ({ file, variables }) => ({
      variables,
      sources: await awaitAll(
        file.variablesFrom.map(async (spec) => ({
          spec,
          read:
            sourceOf(spec).reads === 'project'
              ? await readSource(spec, fieldRenderer(first, spec), world, false)
              : undefined,
        })),
      ),
    })),
  )
  for (const { sources } of layers) {
    for (const { read } of sources) if (read !== undefined) options.registerSecrets?.(sensitiveTexts(read.node))
  }
  const draft = { name, cluster, settings, layers, overrides, without, delimiters }
  const evaluation = new Evaluation(takeAway(mergeDraft(draft, [], builtIns), without), options.engine, delimiters)
  const render = (setting: Placed<string> | undefined, field: string) =>
    setting && renderSetting(evaluation, setting, field)
  const namespace = options.namespace ?? render(settings.namespace, 'namespace')
  if (namespace !== undefined)
    refuseNamespace(namespace, options.namespace === undefined ? settings.namespace : undefined)
  const kubeContext = options.kubeContext ?? render(settings.kubeContext, 'kubeContext')
  const templates = project.selectTemplates(settings.templates)
  options.trace?.(`templates: ${templates.join(', ') || 'none'}`)
  return { ...draft, namespace, kubeContext, templates, evaluation }
}

/** All layers: each one's sources in order, then its variables; then the options; what is built in last. `beforeOptions` is given what the options come over. */
export function mergeDraft(
  { layers, overrides }: Pick<Draft, 'layers' | 'overrides'>,
  remote: readonly ReadSource[],
  builtIns: MapNode,
  beforeOptions: (below: MapNode) => void = () => {},
): MapNode {
  const left = [...remote]
  const given = layers.flatMap(({ sources, variables }) => [
    ...sources.flatMap(({ read }) => (read ?? left.shift())?.node ?? []),
    variables,
  ])
  refuseReserved(given)
  const merging = new Merging()
  for (const layer of given) merging.add(layer)
  beforeOptions(merging.result)
  for (const layer of overrides) {
    refuseListParts(layer, merging.result)
    merging.add(layer)
  }
  merging.add(builtIns)
  return merging.result
}

function variablesOf({ file, variables, placeOf, isFloat, plainText }: ProfileFile): MapNode {
  const node = toNode(variables as { [name: string]: Json }, {
    by: (path) => ({
      label: file,
      place: placeOf(['variables', ...path]),
      written: plainText(['variables', ...path]),
    }),
    isFloat: (path) => isFloat(['variables', ...path]),
    template: true,
  })
  return node.kind === 'map' ? node : mapNode([], node.by)
}

function refuseReserved(layers: readonly MapNode[]): void {
  throwCollected(layers.flatMap(reservedProblems), (count) => `${count} variables have reserved names`)
}

export function fieldRenderer(evaluation: Evaluation, spec: SourceSpec): RenderField {
  return (text, path) => {
    const setting = { value: text, place: spec.placeOf(path) }
    return renderSetting(
      evaluation,
      setting,
      `${formatPath(path)} of the ${spec.type} source`,
      sourceOf(spec).fieldHint,
    )
  }
}

const nameHint = 'names appear in messages, requests and logs: build it from values that are not sensitive'

/** @throws KdeployError `setting-sensitive` where a sensitive value would get into a setting */
export function renderSetting(
  evaluation: Evaluation,
  { value, place }: Placed<string>,
  field: string,
  hint = nameHint,
): string {
  const by = { label: place.file, place }
  const node = { kind: 'value', value, template: true, taints: [], spans: undefined, by, overrode: undefined } as const
  const { text, taints } = evaluation.text(node, `\`${field}\``)
  if (taints.length === 0) return text
  const from = taints.map(({ source, key }) => (key === '' ? source : `${key} of ${source}`))
  throw new KdeployError({
    code: 'setting-sensitive',
    category: 'input',
    message: `\`${field}\` would contain a sensitive value: ${[...new Set(from)].join(', ')}`,
    place,
    hint,
  })
}

/** A DNS label, as Kubernetes wants it. */
function refuseNamespace(namespace: string, setting: Placed<string> | undefined): void {
  if (/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) return
  throw new KdeployError({
    code: 'namespace-invalid',
    category: 'input',
    message: `${JSON.stringify(namespace)} is not a valid namespace name`,
    place: setting?.place,
    hint: 'use up to 63 lower-case letters, digits and -',
  })
}

export function worldOf(
  project: Project,
  { environment, signal, trace }: ResolveOptions,
  namespace: string | undefined,
  live: () => Promise<LiveReader>,
): SourceWorld {
  return {
    folder: project.folder,
    readBytes: (path, place, isSensitive) => project.readBytes(path, place, isSensitive),
    nameOf: (path) => project.nameOf(path),
    environment: withoutOwnSecrets(environment),
    namespace,
    live,
    signal,
    trace,
  }
}

/** Awaits all, so that every problem is reported; throws them collected. */
export async function awaitAll<T>(promises: readonly Promise<T>[]): Promise<T[]> {
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

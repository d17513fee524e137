import { randomBytes } from 'node:crypto'
import { ApiError } from '../../cluster/api-error.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { KdeployError } from '../../errors.ts'
import { describeRef, kubectlName, refOf } from '../../manifest/identity.ts'
import type { JsonObject, KubeObject, ObjectRef } from '../../manifest/types.ts'
import { isPrecious } from '../../plan/vanished.ts'
import type { Emit } from '../events.ts'
import { fieldManager } from '../field-manager.ts'
import type { NamedObject } from './vanish.ts'

/** On a manifest: `allowed` has the live object deleted and made anew where a field must change that can't be changed. */
export const replaceAnnotation = 'kdeploy.dev/replace'

/** What may be deleted and made anew. */
export interface ReplaceOptions {
  /** `--replace`: whatever has to be, but for what only its name allows. */
  readonly replaceAny: boolean
  /** `--replace KIND/NAME` */
  readonly replaceNamed: readonly NamedObject[]
  /** A diff looks and does nothing: every replacement is shown. */
  readonly replaceAll?: boolean
}

/**
 * Refuses a replacement that nobody allowed. `why` is the server's refusal of the change, explained.
 * @throws KdeployError `field-immutable` with what allows it
 */
export async function allowReplacement(
  cluster: Cluster,
  desired: KubeObject,
  why: KdeployError,
  options: ReplaceOptions,
  emit: Emit,
): Promise<void> {
  const ref = refOf(desired)
  const isNamed = (await Promise.all(options.replaceNamed.map((named) => names(cluster, named, ref)))).some(Boolean)
  const onlyByName = isPrecious(ref) || ref.kind === 'StatefulSet'
  if (isNamed || (!onlyByName && (options.replaceAny || annotationOf(desired) === 'allowed'))) return
  const byName = `--replace ${kubectlName(ref)}`
  const hint = onlyByName
    ? `it has to be deleted and made anew${costOf(ref)}: ${byName} does that`
    : `it has to be deleted and made anew: --replace, ${byName}, or its annotation ${replaceAnnotation}: allowed does that`
  if (options.replaceAll) {
    emit({ type: 'warning', message: `${describeRef(ref)} can't be changed; ${hint}`, place: why.place })
    return
  }
  const { code, category, message, place, detail } = why
  throw new KdeployError({ code, category, message, place, detail, hint })
}

/** What the server would make of it, under a name that is free; undefined where it refuses even that. */
export async function dryRunAnew(cluster: Cluster, desired: KubeObject): Promise<KubeObject | undefined> {
  const { name } = desired.metadata
  const free = {
    ...desired,
    metadata: { ...desired.metadata, name: `${name.slice(0, 40)}-${randomBytes(4).toString('hex')}` },
  }
  try {
    const merged = await cluster.apply(free, { fieldManager, dryRun: true })
    return { ...merged, metadata: { ...merged.metadata, name } }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return undefined
  }
}

async function names(cluster: Cluster, { kind, name }: NamedObject, ref: ObjectRef): Promise<boolean> {
  const resource = await cluster.resourceNamed(kind)
  return name === ref.name && resource?.kind === ref.kind && resource.group === ref.group
}

function costOf({ kind }: ObjectRef): string {
  if (kind === 'StatefulSet') return ', its pods go on meanwhile'
  return kind === 'CustomResourceDefinition' ? ', all resources of its kind with it' : ', its data with it'
}

function annotationOf({ metadata }: KubeObject) {
  return (metadata['annotations'] as JsonObject | null | undefined)?.[replaceAnnotation]
}

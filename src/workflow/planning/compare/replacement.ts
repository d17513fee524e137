import type { Cluster } from '../../../cluster/api/cluster.ts'
import { KdeployError } from '../../../errors.ts'
import { describeRef, keyOf, kubectlName, refOf } from '../../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { describeMaker } from '../../../plan/ownership/adoption.ts'
import { isDeletedOnlyByName } from '../../../plan/prune/candidates.ts'
import { allowsReplacement, replaceAnnotation } from '../../../plan/replacement.ts'
import { shellWords } from '../../../shell-words.ts'
import type { Emit } from '../../run/events.ts'
import { isNamed, type NamedObject } from '../../run/named-object.ts'

/** What may be deleted and made anew. */
export interface ReplaceOptions {
  /** `--replace`: whatever has to be, but for what only its name allows. */
  readonly replaceAny: boolean
  /** `--replace KIND/NAME` */
  readonly replaceNamed: readonly NamedObject[]
  /** An undo: the keys of what the manifests that it undoes allowed to replace. What the live object allows counts then too. */
  readonly replaceUndone?: ReadonlySet<string> | undefined
}

/**
 * Refuses a replacement that nobody allowed; where the plan is only looked at, warns of it. `why` is the server's refusal of the
 * change, explained.
 * @throws KdeployError `field-immutable` with what allows it
 */
export async function allowReplacement(
  cluster: Cluster,
  desired: KubeObject,
  live: KubeObject | null,
  why: KdeployError,
  { writes, isForeign, ...options }: ReplaceOptions & { readonly writes: boolean; readonly isForeign: boolean },
  emit: Emit,
): Promise<void> {
  const ref = refOf(desired)
  const resources = await Promise.all(options.replaceNamed.map(({ kind }) => cluster.resourceNamed(kind)))
  const isGiven = options.replaceNamed.some((named, index) => isNamed(ref, named, resources[index]))
  const maker =
    live === null ? undefined : isForeign ? `, and is not part of this release (${describeMaker(live)})` : undefined
  const onlyByName = isDeletedOnlyByName(ref) || ref.kind === 'StatefulSet' || maker !== undefined
  const undone = options.replaceUndone
  const isUndone = undone !== undefined && (undone.has(keyOf(ref)) || (live !== null && allowsReplacement(live)))
  if (isGiven || (!onlyByName && (options.replaceAny || isUndone || allowsReplacement(desired)))) return
  const byName = shellWords(['--replace', kubectlName(ref)])
  const hint = onlyByName
    ? `it has to be deleted and made anew${maker ?? ''}${costOf(ref)}: ${maker === undefined ? '' : 'only '}${byName} does that`
    : `it has to be deleted and made anew: --replace, ${byName}, or its annotation ${replaceAnnotation}: allowed does that`
  if (!writes) {
    emit({ type: 'warning', message: `${describeRef(ref)} can't be changed; ${hint}`, place: why.place })
    return
  }
  const { code, category, message, place, detail } = why
  throw new KdeployError({ code, category, message, place, detail, hint })
}

function costOf({ kind, group }: ObjectRef): string {
  if (kind === 'StatefulSet') return ', its pods go on meanwhile'
  if (kind === 'CustomResourceDefinition') return ', all resources of its kind with it'
  return isDeletedOnlyByName({ kind, group }) ? ', its data with it' : ''
}

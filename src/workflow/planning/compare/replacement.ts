import type { Cluster } from '../../../cluster/api/cluster.ts'
import { KdeployError } from '../../../errors.ts'
import { describeRef, keyOf, kubectlName, refOf } from '../../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { describeMaker } from '../../../plan/ownership/adoption.ts'
import { isDeletedOnlyByName } from '../../../plan/prune/rules/deleted-only-by-name.ts'
import { allowsReplacement, replaceAnnotation } from '../../../plan/replacement.ts'
import { shellWords } from '../../../shell-words.ts'
import { isNamed } from '../../run/named-object.ts'
import type { CompareContext } from './context.ts'

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
  isForeign: boolean,
  { policy, emit }: Pick<CompareContext, 'policy' | 'emit'>,
): Promise<void> {
  const ref = refOf(desired)
  const { any, named, undone } = policy.recreate
  const resources = await Promise.all(named.map(({ kind }) => cluster.resourceNamed(kind)))
  const isGiven = named.some((one, index) => isNamed(ref, one, resources[index]))
  const maker =
    live === null ? undefined : isForeign ? `, and is not part of this release (${describeMaker(live)})` : undefined
  const onlyByName = isDeletedOnlyByName(ref) || ref.kind === 'StatefulSet' || maker !== undefined
  const isUndone = undone !== undefined && (undone.has(keyOf(ref)) || (live !== null && allowsReplacement(live)))
  if (isGiven || (!onlyByName && (any || isUndone || allowsReplacement(desired)))) return
  const byName = shellWords(['--replace', kubectlName(ref)])
  const hint = onlyByName
    ? `it has to be deleted and made anew${maker ?? ''}${costOf(ref)}: ${maker === undefined ? '' : 'only '}${byName} does that`
    : `it has to be deleted and made anew: --replace, ${byName}, or its annotation ${replaceAnnotation}: allowed does that`
  if (!policy.writes) {
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

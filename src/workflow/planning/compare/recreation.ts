import { KdeployError } from '../../../errors.ts'
import { describeRef, kubectlName, refOf } from '../../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { describeCreator } from '../../../plan/ownership/adoption.ts'
import { isDeletedOnlyByName } from '../../../plan/prune/rules/deleted-only-by-name.ts'
import { decideRecreation, recreateAnnotation } from '../../../plan/recreation.ts'
import { shellWords } from '../../../shell-words.ts'
import type { Notice } from '../../run/events.ts'
import type { CompareContext } from './context.ts'

/**
 * Refuses a replacement that nobody allowed; where the plan is only shown, returns a warning of it. `why` is the server's refusal of
 * the change, explained.
 * @throws KdeployError `field-immutable` with what allows it
 */
export function checkRecreation(
  desired: KubeObject,
  live: KubeObject,
  why: KdeployError,
  isForeign: boolean,
  { policy, isNamedToRecreate }: Pick<CompareContext, 'policy' | 'isNamedToRecreate'>,
): Notice[] {
  const ref = refOf(desired)
  const { any: isAny, undone } = policy.recreate
  const decided = decideRecreation({
    desired,
    live,
    isDeletedOnlyByName: isDeletedOnlyByName(ref),
    isForeign,
    isNamed: isNamedToRecreate(ref),
    isAny,
    undone,
  })
  if (decided === 'allowed') return []
  const byName = shellWords(['--replace', kubectlName(ref)])
  const maker = isForeign ? `, but is not part of this release (${describeCreator(live)})` : ''
  const hint =
    decided === 'only-by-name'
      ? `it must be recreated${costOf(ref)}${maker}: use ${byName}`
      : `it must be recreated: use --replace, ${byName}, or the annotation ${recreateAnnotation}: allowed`
  if (!policy.writes)
    return [{ type: 'warning', message: `${describeRef(ref)} can't be changed in place; ${hint}`, place: why.place }]
  const { code, category, message, place, detail } = why
  throw new KdeployError({ code, category, message, place, detail, hint })
}

function costOf({ kind, group }: ObjectRef): string {
  if (kind === 'StatefulSet') return ', while its pods keep running'
  if (kind === 'CustomResourceDefinition') return ', which deletes all resources of its kind'
  return isDeletedOnlyByName({ kind, group }) ? ', which deletes its data' : ''
}

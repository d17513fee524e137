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
  const maker = isForeign ? `, and is not part of this release (${describeCreator(live)})` : ''
  const hint =
    decided === 'only-by-name'
      ? `it has to be deleted and made anew${maker}${costOf(ref)}: ${maker === '' ? '' : 'only '}${byName} does that`
      : `it has to be deleted and made anew: --replace, ${byName}, or its annotation ${recreateAnnotation}: allowed does that`
  if (!policy.writes)
    return [{ type: 'warning', message: `${describeRef(ref)} can't be changed; ${hint}`, place: why.place }]
  const { code, category, message, place, detail } = why
  throw new KdeployError({ code, category, message, place, detail, hint })
}

function costOf({ kind, group }: ObjectRef): string {
  if (kind === 'StatefulSet') return ', its pods go on meanwhile'
  if (kind === 'CustomResourceDefinition') return ', all resources of its kind with it'
  return isDeletedOnlyByName({ kind, group }) ? ', its data with it' : ''
}

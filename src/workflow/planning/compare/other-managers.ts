import type { Cluster } from '../../../cluster/api/cluster.ts'
import { joinNames } from '../../../counts.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { ObjectRef } from '../../../manifest/types.ts'
import {
  coOwnersOf,
  type FieldsOfManager,
  fieldsAddedByOthers,
  fieldsThatDiffer,
  mayBeDefault,
} from '../../../plan/ownership/additions.ts'
import { describeField } from '../../../plan/ownership/describe-field.ts'
import { contentOf, fieldsIn } from '../../../plan/ownership/differences.ts'
import { type ManagedFields, managedFieldsOf, ownFields } from '../../../plan/ownership/managers.ts'
import { type FieldRules, isIgnored, isIgnoredField } from '../../../plan/ownership/rules.ts'
import { shapeOf } from '../../../plan/ownership/wanted.ts'
import type { Notice } from '../../run/events.ts'
import { fieldManager } from '../../run/run.ts'
import type { CompareContext } from './context.ts'
import { dryRunTwin, isNamespace } from './dry-run-twin.ts'
import type { Item } from './item.ts'
import { type ResolvedOwnership, relinquishersOf } from './resolve-ownership.ts'

/** Fields of one manager that are named. */
const mostFields = 5

type Settled = Pick<ResolvedOwnership, 'live' | 'desired' | 'applied' | 'merged'>

/**
 * What others own of a member: fields that they added, and those that they apply as the manifest does. What the server would
 * default all the same is no addition, whoever owns it: where a field may be that, it is asked by a dry-run.
 */
export async function noticesOfOtherManagers(
  cluster: Cluster,
  item: Item,
  settled: Settled,
  context: CompareContext,
  isFormer: (entry: ManagedFields) => boolean,
): Promise<Notice[]> {
  const { live, desired, applied } = settled
  const { policy, mask } = context
  const { ownership } = policy
  const sets = applied === undefined ? fieldsIn(contentOf(desired), shapeOf(live)) : ownFields(applied, fieldManager)
  const name = describeRef(item.ref)
  const list = (found: readonly FieldsOfManager[]) =>
    found.map(({ entry, fields }) => {
      const names = joinNames(fields, mostFields, (steps) => describeField(steps, item.manifest, mask))
      const at = managedFieldsOf(live).find((one) => one.manager === entry.manager && one.time !== '')?.time
      return `${names} (by ${entry.manager}${at === undefined ? '' : `, at ${at}`})`
    })
  // A Namespace is nobody's, and others mark it.
  const others = isNamespace(item.ref)
    ? []
    : withoutIgnored(fieldsAddedByOthers(live, sets, fieldManager), item.ref, ownership)
  const notices: Notice[] = []
  const unset = others.filter(({ entry }) => !isFormer(entry))
  const added = list(await withoutDefaults(cluster, item, unset, settled, context))
  if (added.length > 0) {
    const what = `${name} has fields that the manifest does not set: ${added.join('; ')}`
    const message = ownership.revertDrift ? `${what}: they are removed` : `${what}; --revert-drift removes them`
    notices.push({ type: 'notice', message })
  }
  const relinquishes = relinquishersOf(ownership)
  const shared = list(
    coOwnersOf(applied ?? live, sets, fieldManager, (entry) => relinquishes(entry) || isFormer(entry)),
  )
  if (shared.length > 0)
    notices.push({ type: 'notice', message: `${name} is also managed by others: ${shared.join('; ')}` })
  return notices
}

/** Without what the server defaults: what a reverting plan leaves as it is, or what the object has without any addition. */
async function withoutDefaults(
  cluster: Cluster,
  { ref }: Item,
  found: readonly FieldsOfManager[],
  { live, desired, merged }: Settled,
  { policy: { ownership }, autoscalerOf }: CompareContext,
): Promise<readonly FieldsOfManager[]> {
  if (ownership.revertDrift) return fieldsThatDiffer(found, live, merged)
  if (!found.some(({ fields }) => fields.some(mayBeDefault))) return found
  const twin = await dryRunTwin(cluster, { ref, desired }, live, { ownership, autoscalerOf })
  return 'object' in twin ? fieldsThatDiffer(found, twin.live, twin.object) : found
}

function withoutIgnored(
  found: readonly FieldsOfManager[],
  ref: ObjectRef,
  ownership: Pick<FieldRules, 'ignored'>,
): FieldsOfManager[] {
  return found
    .filter(({ entry }) => !isIgnored(entry, ownership))
    .map(({ entry, fields }) => ({ entry, fields: fields.filter((steps) => !isIgnoredField(ref, steps, ownership)) }))
    .filter(({ fields }) => fields.length > 0)
}

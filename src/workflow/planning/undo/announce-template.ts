import type { Revision } from '../../../history/records/revision.ts'
import { leftUnchanged } from '../../../history/running.ts'
import type { StoredRevision } from '../../../history/store.ts'
import { describeRef, keyOf, refOf } from '../../../manifest/identity.ts'
import type { JsonObject, KubeObject, ObjectRef } from '../../../manifest/types.ts'
import type { TemplateRevision } from '../../../plan/pod-template.ts'
import { describeTemplateChange, rendersTemplate } from '../../../plan/template-change.ts'
import type { Emit } from '../../run/events.ts'
import { isGood } from './good-states.ts'

/** Says which pod template of a workload is about to be restored, and warns where a deploy of the release failed with it. `verb`: what is done with it. */
export function announceTemplate(
  { workload, target: { number, template } }: { readonly workload: KubeObject; readonly target: TemplateRevision },
  history: readonly StoredRevision[],
  maskText: (text: string) => string,
  emit: Emit,
  verb = 'restoring',
): void {
  const ref = refOf(workload)
  const change = maskText(describeTemplateChange(workload, template))
  emit({ type: 'notice', message: `undo: ${verb} rollout revision ${number} of ${describeRef(ref)}: ${change}` })
  const revisions = history.map(({ revision }) => revision)
  const failed = failedWithTemplate(revisions, ref, template)
  if (failed === undefined) return
  const because = failed.reason === undefined ? '' : `: ${failed.reason}`
  const message = `rollout revision ${number} is of a deploy that failed, revision ${failed.number} of the release${because}`
  emit({ type: 'warning', message })
}

/**
 * The newest revision that failed with this pod template of a workload; undefined where one that succeeded had it too, and where none
 * is known to have had it.
 */
function failedWithTemplate(
  revisions: readonly Revision[],
  ref: ObjectRef,
  template: JsonObject,
): Revision | undefined {
  const having = revisions.filter(({ manifests }) =>
    manifests.some(({ object }) => keyOf(refOf(object)) === keyOf(ref) && rendersTemplate(object, template)),
  )
  if (having.some(isGood)) return undefined
  return having.findLast((revision) => revision.status === 'failed' && !leftUnchanged(revision))
}

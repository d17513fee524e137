import { asMap, isMap, type Json } from '../../json-map.ts'
import { fieldAt, textAt } from '../../manifest/fields.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { holds } from './drift.ts'
import { fieldSetOf } from './field-set.ts'
import { managedFieldsOf } from './managers.ts'

/** The field manager of `kdeploy restart`. */
export const restartManager = 'kdeploy-restart'

/** On a pod template: when the pods were last to be replaced by ones of the same template. */
export const restartedAtAnnotation = 'kubectl.kubernetes.io/restartedAt'

const path = ['spec', 'template', 'metadata', 'annotations', restartedAtAnnotation]
const steps = path.map((name) => `f:${name}`)

/** The annotation of a pod template that restarts its pods. */
export const restartedAtField = fieldSetOf(steps)

/** Those whose restarts are nobody's drift: a person's, by kdeploy and by kubectl. */
const restarters: readonly string[] = [restartManager, 'kubectl-rollout']

/** Whether a conflict, by its field as the server names it, is about when somebody restarted the pods. */
export function isAboutRestart({ field, manager }: { readonly field: string; readonly manager: string }): boolean {
  return field === `.${path.join('.')}` && restarters.includes(manager)
}

/**
 * The desired object without the time of a restart that it sets, where somebody restarted the live one later: the later restart counts, as
 * applying the earlier one would replace all pods once more.
 */
export function withLaterRestart(desired: KubeObject, live: KubeObject): KubeObject {
  if (fieldAt(desired, ...path) === undefined) return desired
  const [wanted, restarted] = [desired, live].map((object) => Date.parse(textAt(object, ...path)))
  // What is not a time is compared with nothing.
  if (wanted === undefined || restarted === undefined || !(restarted > wanted)) return desired
  const isRestarted = managedFieldsOf(live).some(
    ({ manager, fields }) => restarters.includes(manager) && holds(fields, steps),
  )
  return isRestarted ? (withoutField(desired, path) as KubeObject) : desired
}

function withoutField(value: Json, [first = '', ...rest]: readonly string[]): Json {
  if (!isMap(value)) return value
  const { [first]: inner = null, ...others } = asMap(value)
  return rest.length === 0 ? others : { ...others, [first]: withoutField(inner, rest) }
}

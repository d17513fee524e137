import { asMap, isMap, type Json } from '../json-map.ts'
import { isTerminating } from '../manifest/deletion.ts'
import { fieldAt, numberAt, textAt } from '../manifest/fields.ts'
import { refOf } from '../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../manifest/types.ts'
import { holds } from './ownership/drift.ts'
import { managedFieldsOf } from './ownership/managers.ts'

/** The field manager of `kdeploy restart`. */
export const restartManager = 'kdeploy-restart'

/** On a pod template: when the pods were last to be replaced by ones of the same template. */
export const restartedAtAnnotation = 'kubectl.kubernetes.io/restartedAt'

const path = ['spec', 'template', 'metadata', 'annotations', restartedAtAnnotation]
const steps = path.map((name) => `f:${name}`)

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

/** Why a restart would replace no pod of a workload, or not all. */
export type RestartObstacle =
  /** It has no pods, so that there is nothing to do. */
  | { readonly kind: 'empty'; readonly reason: string }
  /** `hint`: what to do instead. */
  | { readonly kind: 'blocked'; readonly reason: string; readonly hint: string }
  | { readonly kind: 'partial'; readonly reason: string }

/** The kinds whose pods a new template replaces. */
const rolled = ['Deployment', 'StatefulSet', 'DaemonSet']

/** Whether a kind's pods are replaced where its template changes. */
export function isRestartable({ group, kind }: Pick<ObjectRef, 'group' | 'kind'>): boolean {
  return group === 'apps' && rolled.includes(kind)
}

/** What keeps a restart from replacing the pods of a workload, by its controller's rules; undefined where nothing does. */
export function obstacleToRestart(workload: KubeObject): RestartObstacle | undefined {
  const { kind } = refOf(workload)
  if (isTerminating(workload))
    return { kind: 'blocked', reason: 'is being deleted', hint: 'once it is gone, kdeploy apply creates it again' }
  if (fieldAt(workload, 'spec', 'paused') === true)
    return { kind: 'blocked', reason: 'is paused, so nothing would be rolled out', hint: resume }
  const replicas = kind === 'DaemonSet' ? undefined : (numberAt(workload, 'spec', 'replicas') ?? 1)
  if (replicas === 0) return { kind: 'empty', reason: 'has no replicas' }
  if (textAt(workload, 'spec', 'updateStrategy', 'type') === 'OnDelete')
    return { kind: 'blocked', reason: 'replaces its pods only when they are deleted (OnDelete)', hint: byHand }
  const partition = numberAt(workload, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0
  if (replicas === undefined || partition === 0) return undefined
  if (partition >= replicas)
    return { kind: 'blocked', reason: `replaces no pod below its partition, ${partition}`, hint: byHand }
  return { kind: 'partial', reason: `restarts only its pods from ${partition} on, as its partition says` }
}

const resume = 'run "kubectl rollout resume" first'
const byHand = 'delete its pods, one after the other'

import { conditionOf, fieldAt, listAt, textAt, timeAt } from '../../manifest/fields.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { shorten } from '../../shorten.ts'
import type { Cause } from '../rules/kind.ts'
import { containerCauses } from './container-causes.ts'
import { eventsOf, type ObjectEvent } from './object-events.ts'

/** Milliseconds that a volume's Secret or ConfigMap may come late. */
const grace = 10_000

/** Milliseconds after which a kubelet that says nothing is worth a word. */
const silence = 10_000

/** Why a pod isn't ready; none where it is, or where nothing is known yet. */
export function podCauses(pod: KubeObject, events: readonly KubeObject[], now: number): Cause[] {
  if (isReady(pod)) return []
  const own = eventsOf(events, pod)
  const name = textAt(pod, 'metadata', 'name')
  const containers = containerCauses(pod, own, now)
  if (containers.length > 0) return containers
  const cause =
    unscheduled(pod, own) ?? ended(pod) ?? notStarted(pod, own, now) ?? unnoticed(pod, now) ?? closedGate(pod)
  return cause === undefined ? [] : [{ pod: name, ...cause }]
}

/** An autoscaler may still bring a node; once it says that it won't, waiting is useless. */
function unscheduled(pod: KubeObject, events: readonly ObjectEvent[]): Cause | undefined {
  const scheduled = conditionOf(pod, 'PodScheduled')
  if (scheduled?.status !== 'False' || textAt(pod, 'spec', 'nodeName') !== '') return undefined
  const message = scheduled.message.replace(/\.? (?:no new claims to deallocate, )?preemption: .*$/s, '')
  if (scheduled.reason === 'SchedulingGated')
    return { reason: 'SchedulingGated', message: 'it is held by scheduling gates', final: false }
  const scaling = events.find(({ reason }) => reason === 'TriggeredScaleUp' || reason === 'NotTriggerScaleUp')
  const hopeless = scaling?.reason === 'NotTriggerScaleUp'
  return { reason: 'Unschedulable', message: hopeless ? `${message}; ${scaling.message}` : message, final: hopeless }
}

/** Evicted, preempted, lost with its node: its controller makes another one. */
function ended(pod: KubeObject): Cause | undefined {
  if (textAt(pod, 'status', 'phase') !== 'Failed') return undefined
  const reason = textAt(pod, 'status', 'reason') || 'Failed'
  return { reason, message: textAt(pod, 'status', 'message') || 'the pod failed', final: false }
}

const startProblems = new Set([
  'FailedMount',
  'FailedAttachVolume',
  'FailedMapVolume',
  'FailedCreatePodSandBox',
  'NetworkNotReady',
  'FailedPostStartHook',
])

/** Volumes and network, before any container: only events tell. */
function notStarted(pod: KubeObject, events: readonly ObjectEvent[], now: number): Cause | undefined {
  if (textAt(pod, 'status', 'phase') !== 'Pending') return undefined
  const problem = events.find(({ reason }) => startProblems.has(reason))
  if (problem === undefined) return undefined
  const absent = /(?:secret|configmap) "[^"]*" not found|references non-existent (?:secret|config) key/i.exec(
    problem.message,
  )
  const began = timeAt(pod, 'status', 'startTime') || timeAt(pod, 'metadata', 'creationTimestamp')
  const [, volume] = /for volume "([^"]*)"/.exec(problem.message) ?? []
  const where = volume === undefined ? '' : `volume "${volume}": `
  const message = absent === null ? shorten(problem.message, { firstLines: 1 }) : `${where}${absent[0]}`
  return { reason: problem.reason, message, final: absent !== null && now - began > grace }
}

/** A kubelet takes a pod over within a second or two; where it doesn't for long, its node is dead or cut off. */
function unnoticed(pod: KubeObject, now: number): Cause | undefined {
  const node = textAt(pod, 'spec', 'nodeName')
  if (node === '' || textAt(pod, 'status', 'phase') !== 'Pending' || textAt(pod, 'status', 'startTime') !== '')
    return undefined
  const scheduled = listAt(pod, 'status', 'conditions').find(({ type }) => type === 'PodScheduled')
  const since = timeAt(scheduled, 'lastTransitionTime') || timeAt(pod, 'metadata', 'creationTimestamp')
  if (now - since < silence) return undefined
  const seconds = Math.floor((now - since) / 1000)
  const message = `the kubelet of node ${node} has not reported on the pod, scheduled there ${seconds} s ago`
  return { reason: 'NotStarted', message, node, final: false }
}

/** A condition that somebody outside has to set (kubernetes.io, "Pod readiness"), once all containers are ready. */
function closedGate(pod: KubeObject): Cause | undefined {
  if (conditionOf(pod, 'ContainersReady')?.status !== 'True') return undefined
  const types = listAt(pod, 'spec', 'readinessGates').map((gate) => textAt(gate, 'conditionType'))
  const gate = types.find((type) => conditionOf(pod, type)?.status !== 'True')
  if (gate === undefined) return undefined
  const told = conditionOf(pod, gate)?.message ?? ''
  const message = `its readiness gate ${gate} is not true${told === '' ? '' : `: ${shorten(told, { firstLines: 1 })}`}`
  return { reason: 'ReadinessGatesNotReady', message, final: false }
}

/** It won't get ready by itself: a cause that waiting doesn't fix. A pod that is being deleted doesn't count. */
export function isDoomed(pod: KubeObject, events: readonly KubeObject[], now: number): boolean {
  return !isTerminating(pod) && podCauses(pod, events, now).some(({ final }) => final)
}

/** Whether it serves, or came to its end. */
export function isReady(pod: KubeObject): boolean {
  return textAt(pod, 'status', 'phase') === 'Succeeded' || conditionOf(pod, 'Ready')?.status === 'True'
}

export function isTerminating(pod: KubeObject): boolean {
  return fieldAt(pod, 'metadata', 'deletionTimestamp') !== undefined
}

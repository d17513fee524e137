import { countAt, fieldAt, listAt, textAt, timeAt } from '../../manifest/fields.ts'
import type { JsonObject, KubeObject } from '../../manifest/types.ts'
import { shorten } from '../../shorten.ts'
import type { Cause } from '../rules/kind.ts'
import { pullFailureOf, pullReason } from './image-pull.ts'
import type { ObjectEvent } from './object-events.ts'
import { killingProbe, openProbe } from './probes.ts'

/** Milliseconds that something missing (a Secret made by an operator) may come late. */
const grace = 10_000
/** Milliseconds after which a failing pull of unknown cause counts as permanent. */
const pullGrace = 30_000
/** Milliseconds after which it is worth a word what a running container still has to do. */
const startGrace = 10_000

const pullReasons = new Set(['ErrImagePull', 'ImagePullBackOff', 'RegistryUnavailable', 'ImageInspectError'])
const neverStarts = new Set(['InvalidImageName', 'ErrImageNeverPull'])
const configErrors = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'PreCreateHookError',
  'PreStartHookError',
  'PostStartHookError',
])

interface Context {
  readonly pod: string
  readonly container: string
  /** As the pod's spec has it. */
  readonly spec: JsonObject | undefined
  /** It has to end before the others start. */
  readonly isInit: boolean
  readonly image: string
  readonly status: JsonObject
  readonly events: readonly ObjectEvent[]
  /** Milliseconds since 1970. */
  readonly now: number
  /** Milliseconds since the pod began to start. */
  readonly age: number
  /** Milliseconds since 1970 at which somebody deleted the pod, so that its containers were told to stop. */
  readonly deletedAt: number | undefined
  readonly restarts: boolean
}

/** Why containers of a pod don't run or don't get ready, init containers first. */
export function containerCauses(pod: KubeObject, events: readonly ObjectEvent[], now: number): Cause[] {
  const name = textAt(pod, 'metadata', 'name')
  const statuses = [...listAt(pod, 'status', 'initContainerStatuses'), ...listAt(pod, 'status', 'containerStatuses')]
  const restarts = (textAt(pod, 'spec', 'restartPolicy') || 'Always') !== 'Never'
  const began = timeAt(pod, 'status', 'startTime') || timeAt(pod, 'metadata', 'creationTimestamp')
  const deletedAt = deletionTime(pod)
  return statuses.flatMap((status) => {
    const container = textAt(status, 'name')
    const own = events.filter(({ fieldPath }) => fieldPath === '' || fieldPath.endsWith(`{${container}}`))
    const init = specOf(pod, 'initContainers', container)
    const spec = init ?? specOf(pod, 'containers', container)
    const cause = causeOf({
      ...{ pod: name, container, spec, status, events: own, now, age: now - began, restarts, deletedAt },
      isInit: init !== undefined && textAt(init, 'restartPolicy') !== 'Always',
      image: textAt(spec, 'image') || textAt(status, 'image'),
    })
    return cause === undefined ? [] : [{ pod: name, container, ...cause }]
  })
}

function specOf(pod: KubeObject, list: 'initContainers' | 'containers', name: string): JsonObject | undefined {
  return listAt(pod, 'spec', list).find((spec) => spec['name'] === name)
}

/** The deletionTimestamp is when the grace period ends. */
function deletionTime(pod: KubeObject): number | undefined {
  const end = timeAt(pod, 'metadata', 'deletionTimestamp')
  return end === 0 ? undefined : end - countAt(pod, 'metadata', 'deletionGracePeriodSeconds') * 1000
}

function causeOf(context: Context): Cause | undefined {
  const { status, container } = context
  const waiting = fieldAt(status, 'state', 'waiting')
  const reason = textAt(waiting, 'reason')
  const message = textAt(waiting, 'message')
  if (pullReasons.has(reason)) return pullCause(context, reason, message)
  if (reason === 'InvalidImageName')
    return { reason, message: `"${context.image}" is not a valid image name`, final: true }
  if (neverStarts.has(reason))
    return { reason, message: `image "${context.image}" is not on the node, and imagePullPolicy is Never`, final: true }
  if (configErrors.has(reason)) return configCause(context, reason, message)
  if (reason === 'CrashLoopBackOff')
    return crashCause(context, fieldAt(status, 'lastState', 'terminated'), true, message)
  const ended = fieldAt(status, 'state', 'terminated')
  if (context.deletedAt !== undefined && !endedBefore(context.deletedAt, ended)) return earlierCrash(context)
  if (ended !== undefined && (countAt(ended, 'exitCode') !== 0 || killingProbe(ended, context.events) !== undefined)) {
    return crashCause(context, ended, false, '')
  }
  if (fieldAt(status, 'state', 'running') === undefined || status['ready'] === true) return undefined
  return probeCause(context, container) ?? earlierCrash(context) ?? unreadyCause(context)
}

/** What ends after its pod's deletion was told to, and says nothing of what it was like before. */
function endedBefore(deletedAt: number, ended: ReturnType<typeof fieldAt>): boolean {
  return ended !== undefined && timeAt(ended, 'finishedAt') < deletedAt
}

function pullCause({ image, events, age }: Context, reason: string, message: string): Cause {
  const failed = events.find((event) => event.reason === 'Failed' && event.message.includes('pull image'))
  const text = message.includes(': ') ? message : (failed?.message ?? message)
  const failure = pullFailureOf(text, image)
  const why = pullReason(text, image)
  if (failure === 'transient')
    return { reason, message: `image "${image}" can't be pulled for now: ${why}`, final: false }
  if (failure === 'unknown') {
    const known = why !== '' && !why.startsWith('Back-off pulling image') && why !== 'ErrImagePull'
    return { reason, message: `image "${image}" can't be pulled${known ? `: ${why}` : ''}`, final: age > pullGrace }
  }
  return { reason, message: `image "${image}" can't be pulled: ${why}`, final: true }
}

function configCause({ age, container }: Context, reason: string, message: string): Cause {
  const transient = /deadline exceeded|is reserved for|timed? ?out/i.test(message)
  const absent = /^(?:secret|configmap) ".*" not found/i.test(message)
  const log = reason === 'PostStartHookError' ? { log: { container, previous: false } } : {}
  return {
    reason,
    message: message || "the container can't be created",
    final: !transient && (!absent || age > grace),
    ...log,
  }
}

/** A container that ended although it should run, or failed. `looping`: the kubelet holds back its next start. */
function crashCause(context: Context, ended: ReturnType<typeof fieldAt>, looping: boolean, message: string): Cause {
  const { container, status, restarts, events } = context
  const restartCount = countAt(status, 'restartCount')
  const outOfMemory = textAt(ended, 'reason') === 'OOMKilled'
  const kill = outOfMemory || ended === undefined ? undefined : killingProbe(ended, events)
  const said = kill?.said || lastWords(textAt(ended, 'message').trim())
  const times = restartCount > 0 ? `, restarted ${restartCount === 1 ? 'once' : `${restartCount} times`}` : ''
  const words = outOfMemory
    ? 'exceeded its memory limit'
    : kill === undefined
      ? endInWords(ended, message)
      : `killed by its ${kill.probe} probe`
  const ownReason = kill === undefined ? textAt(ended, 'reason') || 'Error' : 'Unhealthy'
  return {
    reason: outOfMemory ? 'OOMKilled' : looping ? 'CrashLoopBackOff' : ownReason,
    message: `${words}${times}${said === '' ? '' : `: ${said}`}`,
    log: { container, previous: ended !== undefined && ended === fieldAt(status, 'lastState', 'terminated') },
    final: looping || !restarts,
  }
}

function endInWords(ended: ReturnType<typeof fieldAt>, message: string): string {
  if (ended === undefined) return message || 'keeps exiting'
  return exitInWords(countAt(ended, 'exitCode'), textAt(ended, 'reason'), countAt(ended, 'signal'))
}

/** The kubelet keeps the last 2 to 4 KiB at most, so that a single long line may begin anywhere, within a secret for example. */
function lastWords(message: string): string {
  const isWhole = message.includes('\n') || message.length < mayBeCut
  return message === '' || !isWhole ? '' : shorten(message, { lastLines: 1 })
}

const mayBeCut = 1000

function exitInWords(code: number, reason: string, signal: number): string {
  if (reason === 'ContainerCannotRun' || reason === 'StartError') return "the container's command can't be started"
  if (signal > 0) return `killed by signal ${signal}`
  if (code === 0) return 'exited with code 0, although it should keep running'
  return `exited with code ${code}${code > 128 ? ` (signal ${code - 128})` : ''}`
}

/** It runs again after a crash, and isn't ready yet. */
function earlierCrash(context: Context): Cause | undefined {
  const ended = fieldAt(context.status, 'lastState', 'terminated')
  return ended === undefined ? undefined : crashCause({ ...context, restarts: true }, ended, false, '')
}

/** A running container that isn't ready: what its probe says. */
function probeCause({ events, status }: Context, container: string): Cause | undefined {
  const started = timeAt(status, 'state', 'running', 'startedAt')
  const probe = events.find(({ reason, time }) => reason === 'Unhealthy' && time >= started - 1000)
  if (probe === undefined) return undefined
  return {
    reason: 'Unhealthy',
    message: shorten(probe.message, { firstLines: 1 }),
    log: { container, previous: false },
    final: false,
  }
}

/** A running container of which no event tells: what it still has to do. */
function unreadyCause({ container, spec, status, isInit, now }: Context): Cause | undefined {
  if (now - timeAt(status, 'state', 'running', 'startedAt') < startGrace) return undefined
  const log = { container, previous: false }
  if (isInit) return { reason: 'Initializing', message: 'the init container has not completed yet', log, final: false }
  const probe = openProbe(spec, status)
  if (probe === undefined) return undefined
  return { reason: 'NotReady', message: `${probe} has not succeeded yet`, log, final: false }
}

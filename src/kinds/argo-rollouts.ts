import { count } from '../counts.ts'
import { parseDuration } from '../duration.ts'
import { conditionOf, countAt, fieldAt, isOutdated, listAt, numberAt, textAt, timeAt } from '../manifest/fields.ts'
import type { Json, KubeObject } from '../manifest/types.ts'
import { creationFailure } from './causes/creation-failure.ts'
import { groupPods, outdated } from './causes/pod-group.ts'
import type { Assessment, Cause, Counts, Kind } from './rules/kind.ts'
import { failed, progressing, ready, unseen } from './rules/outcome.ts'

const hashLabel = 'rollouts-pod-template-hash'
const workloadGeneration = 'rollout.argoproj.io/workload-generation'

/** Milliseconds in which a Service or AnalysisTemplate that a Rollout names, and that is written after it, is missed as an invalid spec. */
const invalidGrace = 15_000

/**
 * Argo Rollouts, by the phase that its controller reports (argo-rollouts.readthedocs.io, "Rollout Specification"; it counts only with
 * status.observedGeneration, which is a text). Ready when Healthy, and where it waits for a person to promote it. Failed when
 * Degraded, and before that when every new pod is doomed.
 */
export const rollout: Kind = {
  group: 'argoproj.io',
  kind: 'Rollout',
  children: ['ReplicaSet', 'Pod', 'Event'],
  keepsRunning: true,
  assess(object, { replicaSets, pods, events }, now) {
    const phase = textAt(object, 'status', 'phase')
    if (phase === '' || isOutdated(object) || isWorkloadOutdated(object)) return unseen()
    const total = numberAt(object, 'spec', 'replicas') ?? 1
    const counts = {
      updated: countAt(object, 'status', 'updatedReplicas'),
      ready: countAt(object, 'status', 'readyReplicas'),
      total,
    }
    const hash = textAt(object, 'status', 'currentPodHash')
    const isNew = (owned: KubeObject): boolean => textAt(owned, 'metadata', 'labels', hashLabel) === hash
    const own = pods.filter(isNew)
    const group = groupPods(own, events, now)
    const creation = creationFailure(
      replicaSets.find(isNew) ?? object,
      events,
      now,
      pods.length > own.length ? Number.POSITIVE_INFINITY : undefined,
    )
    const causes = [...(creation === undefined ? [] : [creation]), ...group.causes]
    if (phase === 'Degraded') return degraded(object, causes, counts, now)
    if (group.size > 0 && group.doomed.length === group.size)
      return failed(
        group.size === 1 ? "its new pod can't become ready" : `none of its ${group.size} new pods can become ready`,
        causes,
        counts,
      )
    if (creation?.final) return failed("its new pods can't be created", causes, counts)
    if (phase === 'Paused') return paused(object, causes, counts)
    if (phase === 'Healthy')
      return group.doomed.length === 0
        ? ready(`${count(total, 'replica')} ready`, counts)
        : progressing(outdated(group), causes, counts)
    const message = `${stepOf(object)}${textAt(object, 'status', 'message') || 'is rolling out'}`
    return { ...progressing(message, causes, counts), progress: progressOf(object) }
  },
  ownDeadline: (object) => (numberAt(object, 'spec', 'progressDeadlineSeconds') ?? 600) + longestPause(object),
}

/** Whether the Deployment that its pods' template comes from (spec.workloadRef) has changed since. */
function isWorkloadOutdated(object: KubeObject): boolean {
  const generation = textAt(object, 'metadata', 'annotations', workloadGeneration)
  const observed = textAt(object, 'status', 'workloadObservedGeneration')
  return fieldAt(object, 'spec', 'workloadRef') !== undefined && observed !== '' && generation !== observed
}

/** Aborted, past its deadline, or invalid. What it refers to may come a moment later. */
function degraded(object: KubeObject, causes: readonly Cause[], counts: Counts, now: number): Assessment {
  const text = textAt(object, 'status', 'message') || 'is degraded'
  const [, reason = 'Degraded', message = text] = /^(\w+): (.*)$/s.exec(text) ?? []
  const invalid = conditionOf(object, 'InvalidSpec')
  if (invalid?.status === 'True') {
    const condition = listAt(object, 'status', 'conditions').find(({ type }) => type === 'InvalidSpec')
    const final = now - timeAt(condition, 'lastUpdateTime') > invalidGrace
    const cause = { reason: 'InvalidSpec', message: invalid.message || message, final }
    return final ? failed('its spec is invalid', [cause], counts) : progressing('its spec is invalid', [cause], counts)
  }
  const own = { reason, message, final: true }
  return failed(message, reason === 'ProgressDeadlineExceeded' && causes.length > 0 ? causes : [own, ...causes], counts)
}

/** A pause that ends by itself is waited for; one that only a person ends is where this deploy ends. */
function paused(object: KubeObject, causes: readonly Cause[], counts: Counts): Assessment {
  if (fieldAt(object, 'spec', 'paused') === true) return ready('paused: rolls out when it is resumed', counts)
  const reasons = listAt(object, 'status', 'pauseConditions').map((pause) => textAt(pause, 'reason'))
  const inconclusive = reasons.find((reason) => reason.startsWith('Inconclusive'))
  if (inconclusive !== undefined) {
    const cause = { reason: inconclusive, message: 'its analysis is inconclusive: promote or abort it', final: false }
    return progressing('paused, since its analysis is inconclusive', [cause, ...causes], counts)
  }
  const step = stepOf(object)
  const progress = progressOf(object)
  if (reasons.length === 0) return { ...progressing('waiting for it to resume', causes, counts), progress }
  const seconds = pauseOf(object)
  if (seconds > 0) return { ...progressing(`${step}paused for ${seconds} s`, causes, counts), progress }
  return ready(`${step}paused until it is promoted`, counts)
}

/** Changes with each step, and each time that it pauses or switches its Service. */
function progressOf(object: KubeObject): string {
  const reasons = listAt(object, 'status', 'pauseConditions').map((pause) => textAt(pause, 'reason'))
  const active = textAt(object, 'status', 'blueGreen', 'activeSelector')
  return `${countAt(object, 'status', 'currentStepIndex')} ${reasons.join(',')} ${active}`
}

/** `step 2 of 5: `; `''` where it has no steps, or is done with them. */
function stepOf(object: KubeObject): string {
  const steps = listAt(object, 'spec', 'strategy', 'canary', 'steps')
  const index = numberAt(object, 'status', 'currentStepIndex')
  return index === undefined || index >= steps.length ? '' : `step ${index + 1} of ${steps.length}: `
}

/** Seconds of the pause that it is in; 0 for one without an end. */
function pauseOf(object: KubeObject): number {
  const promoted = numberAt(object, 'spec', 'strategy', 'blueGreen', 'autoPromotionSeconds')
  const step = listAt(object, 'spec', 'strategy', 'canary', 'steps')[countAt(object, 'status', 'currentStepIndex')]
  return promoted ?? secondsOf(fieldAt(step, 'pause', 'duration'))
}

function longestPause(object: KubeObject): number {
  const steps = listAt(object, 'spec', 'strategy', 'canary', 'steps')
  const pauses = steps.map((step) => secondsOf(fieldAt(step, 'pause', 'duration')))
  return Math.max(0, countAt(object, 'spec', 'strategy', 'blueGreen', 'autoPromotionSeconds'), ...pauses)
}

/** `10`, `"10"` and `"1h"`, as a pause has them; 0 where there is none. */
function secondsOf(duration: Json | undefined): number {
  if (typeof duration === 'number') return duration
  if (typeof duration !== 'string') return 0
  return /^\d+$/.test(duration) ? Number(duration) : (parseDuration(duration) ?? 0) / 1000
}

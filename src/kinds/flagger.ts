import { parseDuration } from '../duration.ts'
import { conditionOf, countAt, fieldAt, listAt, numberAt, textAt, timeAt } from '../manifest/fields.ts'
import type { KubeObject } from '../manifest/types.ts'
import { recentWarnings } from './causes/object-events.ts'
import { groupPods } from './causes/pod-group.ts'
import { conditionCause } from './rules/condition-cause.ts'
import type { Kind } from './rules/kind.ts'
import { failed, progressing, ready, unseen } from './rules/outcome.ts'
import { minute } from './rules/progress-limit.ts'
import { lastWrite } from './rules/reports.ts'

/** Milliseconds that Flagger may be late with a look at the canary's target, besides two of its intervals. */
const lateness = 30_000

/** Its kinds of targets that have pods. */
const targetKinds = ['Deployment', 'DaemonSet'] as const

/**
 * Flagger's Canary, by its phase (docs.flagger.app, "How it works", Canary status). It has no observedGeneration, and what is
 * rolled out is its target: a phase counts when it is later than the last change of the target's pods. Ready when it was
 * initialized or promoted, failed when its analysis failed.
 */
export const canary: Kind = {
  group: 'flagger.app',
  kind: 'Canary',
  children: ['Deployment', 'DaemonSet', 'ReplicaSet', 'Pod', 'Event'],
  assess(object, { deployments, daemonSets, pods, events }, now) {
    const phase = textAt(object, 'status', 'phase')
    if (fieldAt(object, 'spec', 'suspend') === true) return ready('suspended')
    const kind = textAt(object, 'spec', 'targetRef', 'kind')
    const name = textAt(object, 'spec', 'targetRef', 'name')
    if (targetKinds.some((one) => one === kind)) {
      const target = [...deployments, ...daemonSets].find((one) => one.kind === kind && one.metadata.name === name)
      if (target === undefined) return progressing(`waiting for its ${kind} ${name}`, recentWarnings(events, object))
      if (isLaterThanPhase(object, target, now)) return progressing(`waiting for Flagger to see the change of ${name}`)
    }
    const promoted = conditionOf(object, 'Promoted') ?? { status: '', reason: '', message: '' }
    const message = promoted.message.replace(/\.$/, '')
    const warnings = recentWarnings(events, object, 3)
    if (phase === 'Initialized') return ready('initialized')
    if (phase === 'Succeeded') return ready('promoted')
    if (phase === 'Failed') {
      const cause = { ...conditionCause(promoted, 'its analysis failed', true), reason: 'Failed' }
      return failed(message || 'its analysis failed', [cause, ...warnings])
    }
    const causes = [...groupPods(pods, events, now).causes.map((cause) => ({ ...cause, final: false })), ...warnings]
    const weight = countAt(object, 'status', 'canaryWeight')
    const at = weight > 0 ? `, at ${weight}% of the traffic` : ''
    if (phase === '') return { ...unseen(), causes }
    const progress = [phase, weight, countAt(object, 'status', 'iterations')].join(' ')
    return { ...progressing(`${wordsOf(phase)}${at}`, causes), progress }
  },
  ownDeadline: (object) => (numberAt(object, 'spec', 'progressDeadlineSeconds') ?? 600) + intervalOf(object) / 1000,
}

/** What it does in a phase, in words; the phase itself for one that is not known. */
function wordsOf(phase: string): string {
  const words: Readonly<Record<string, string>> = {
    Initializing: 'is being initialized',
    Waiting: 'waiting for the approval of its rollout',
    Progressing: 'is being analysed',
    WaitingPromotion: 'waiting for the approval of its promotion',
    Promoting: 'is being promoted',
    Finalising: 'is routing all traffic to its primary',
  }
  return words[phase] ?? phase
}

/** Whether its target's pods changed after its last phase, and Flagger may yet see that. */
function isLaterThanPhase(object: KubeObject, target: KubeObject, now: number): boolean {
  const changed = templateChangedAt(target)
  const condition = listAt(object, 'status', 'conditions').find(({ type }) => type === 'Promoted')
  const phaseAt = timeAt(condition, 'lastUpdateTime') || timeAt(object, 'status', 'lastTransitionTime')
  return changed > phaseAt && now - changed < 2 * intervalOf(object) + lateness
}

/** When somebody last wrote the template of a workload's pods, in milliseconds; scaling it is no such change. */
function templateChangedAt(target: KubeObject): number {
  const written = lastWrite(target, (entry) => fieldAt(entry, 'fieldsV1', 'f:spec', 'f:template') !== undefined) ?? 0
  return Math.max(timeAt(target, 'metadata', 'creationTimestamp'), written)
}

/** How often Flagger looks at it, in milliseconds (docs.flagger.app, Canary analysis: a minute by default, 10 s at least). */
function intervalOf(object: KubeObject): number {
  return Math.max(parseDuration(textAt(object, 'spec', 'analysis', 'interval')) ?? minute, 10_000)
}

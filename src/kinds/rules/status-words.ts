import { conditionOf, textAt } from '../../manifest/fields.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Assessment } from './kind.ts'
import { failed, progressing, ready } from './outcome.ts'

/**
 * What custom resources say of themselves, where their project follows no convention that says it better:
 *
 * - Stalled, Reconciling, Ready: kstatus (kubernetes-sigs/cli-utils, pkg/kstatus)
 * - Degraded, Available: OpenShift's ClusterOperator conditions, which many operators took over
 * - Failed, Succeeded, Complete: the conditions of Jobs and of Tekton, and kubedog's rules for any resource
 * - the words of phases: kubedog (pkg/tracker/generic), Argo CD's health checks (resource_customizations)
 */
const failureConditions = ['Stalled', 'Failed', 'Failure', 'Degraded'] as const

/** The first that an object has decides. */
const readyConditions = ['Ready', 'Healthy', 'Available', 'Succeeded', 'Complete', 'Completed', 'Synced'] as const

/** Where in the status a word stands that sums an object up. */
const phaseFields = ['phase', 'state', 'status', 'health', 'health.status', 'currentPhase', 'currentState'] as const

const failedWords = words(
  'failed failure error errored degraded unhealthy aborted rejected invalid broken misconfigured unrecoverable',
  'create-failed update-failed upgrade-failed install-failed sync-failed deploy-failed provision-failed crash crashed stalled',
)

const pendingWords = words(
  'pending waiting awaiting queued new accepted scheduled scheduling starting initializing initialization initialising',
  'creating provisioning installing deploying bootstrapping updating upgrading migrating rolling reconciling progressing',
  'processing syncing configuring restarting scaling rotating restoring recovering in-progress not-ready unready unknown',
  'missing deleting terminating',
)

/** A condition that says that an object has failed. */
export function failureCondition(object: KubeObject): Assessment | undefined {
  for (const type of failureConditions) {
    const condition = conditionOf(object, type)
    if (condition?.status !== 'True') continue
    const message = condition.message || condition.reason || type
    return failed(message, [{ reason: condition.reason || type, message, final: true }])
  }
  return undefined
}

/** The condition that says whether an object is ready; undefined where it has none. */
export function readyCondition(object: KubeObject): Assessment | undefined {
  for (const type of readyConditions) {
    const condition = conditionOf(object, type)
    if (condition === undefined) continue
    if (condition.status === 'True') return ready(type === 'Ready' ? 'ready' : type.toLowerCase())
    const message = condition.message || condition.reason || `not ${type.toLowerCase()} yet`
    return progressing(message, [{ reason: condition.reason || `Not${type}`, message, final: false }])
  }
  return undefined
}

/** What the object's phase says; undefined where it has none, `ready` for a word that neither fails nor waits. */
export function phaseOf(object: KubeObject): Assessment | undefined {
  for (const field of phaseFields) {
    const value = textAt(object, 'status', ...field.split('.'))
    if (value === '') continue
    const message = `${field}: ${value}${detailOf(object)}`
    const word = normalized(value)
    if (failedWords.has(word)) return failed(message, [{ reason: value, message, final: true }])
    return pendingWords.has(word) ? progressing(message) : ready(`${field}: ${value}`)
  }
  return undefined
}

/** What the object adds to its phase, by the names that operators give it. */
function detailOf(object: KubeObject): string {
  const [detail] = ['message', 'reason', 'error'].flatMap((name) => textAt(object, 'status', name) || [])
  return detail === undefined ? '' : `: ${detail}`
}

function words(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.join(' ').split(' ').map(normalized))
}

/** `InProgress`, `in-progress`, `IN_PROGRESS` and `in progress` are one word. */
function normalized(word: string): string {
  return word.replace(/[^A-Za-z]/g, '').toLowerCase()
}

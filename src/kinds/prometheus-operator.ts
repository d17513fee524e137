import { count } from '../counts.ts'
import {
  conditionIn,
  conditionOf,
  controllerOf,
  countAt,
  fieldAt,
  listAt,
  numberAt,
  textAt,
} from '../manifest/fields.ts'
import type { KubeObject } from '../manifest/types.ts'
import { conditionCause } from './rules/condition-cause.ts'
import type { Assessment, Kind } from './rules/kind.ts'
import { failed, progressing, ready, unseen } from './rules/outcome.ts'
import { minute } from './rules/progress-limit.ts'
import { statefulSet } from './stateful-set.ts'

const group = 'monitoring.coreos.com'

/**
 * What the operator runs as StatefulSets. Ready by its conditions Reconciled and Available (prometheus-operator.dev, API reference,
 * Condition), and when all pods are updated; failed when one of its StatefulSets is.
 */
function server(kind: string): Kind {
  return {
    group,
    kind,
    children: ['StatefulSet', 'Pod', 'Event'],
    keepsRunning: true,
    assess(object, children, now) {
      const shards = Math.max(numberAt(object, 'spec', 'shards') ?? 1, 1)
      const total = (numberAt(object, 'spec', 'replicas') ?? 1) * shards
      const updated = countAt(object, 'status', 'updatedReplicas')
      const counts = { updated, ready: countAt(object, 'status', 'availableReplicas'), total }
      if (fieldAt(object, 'spec', 'paused') === true)
        return ready('paused: changes nothing until it is resumed', counts)
      const [reconciled, available] = ['Reconciled', 'Available'].map((type) => conditionOf(object, type))
      if (reconciled === undefined || reconciled.status === 'Unknown') return unseen()
      if (reconciled.status !== 'True') {
        const cause = conditionCause(reconciled, 'its operator cannot bring it about')
        return progressing(cause.message, [cause], counts)
      }
      const sets = children.statefulSets.map((set) => ({
        name: set.metadata.name,
        ...statefulSet.assess(set, { ...children, pods: podsOf(set, children.pods) }, now),
      }))
      const broken = sets.find(({ state }) => state === 'failed')
      if (broken !== undefined) return failed(`StatefulSet ${broken.name}: ${broken.message}`, broken.causes, counts)
      const runsAsDaemonSet = textAt(object, 'spec', 'mode') === 'DaemonSet'
      if (available?.status === 'True' && (updated >= total || runsAsDaemonSet))
        return ready(`${count(total, 'replica')} ready`, counts)
      const own =
        available === undefined || available.status === 'True' ? [] : [conditionCause(available, 'not available')]
      const causes = sets.flatMap((set) => set.causes)
      return progressing(waitingFor(counts), causes.length > 0 ? causes : own, counts)
    },
  }
}

function podsOf(set: KubeObject, pods: readonly KubeObject[]): KubeObject[] {
  return pods.filter((pod) => controllerOf(pod) === textAt(set, 'metadata', 'uid'))
}

function waitingFor({ updated, total, ready: available }: NonNullable<Assessment['counts']>): string {
  return available < total
    ? `waiting for ${total - available} of ${count(total, 'replica')} to become ready`
    : `waiting for ${total - updated} of ${count(total, 'replica')} to be updated`
}

/**
 * What servers read. Ready when it was accepted, unless one that selects it says that it refuses it (status.bindings, which only
 * newer operators write, and only where that is enabled).
 */
function configuration(kind: string): Kind {
  return {
    group,
    kind,
    children: [],
    progressLimit: minute,
    assess(object) {
      const causes = listAt(object, 'status', 'bindings').flatMap((binding) => {
        const accepted = conditionIn(listAt(binding, 'conditions'), 'Accepted', object)
        if (accepted?.status !== 'False') return []
        const cause = conditionCause(accepted, 'refused')
        return [
          {
            ...cause,
            message: `refused by ${textAt(binding, 'resource')} ${textAt(binding, 'name')}: ${cause.message}`,
          },
        ]
      })
      const [first] = causes
      return first === undefined ? ready('accepted') : progressing(first.message, causes)
    },
  }
}

export const prometheusOperatorKinds: readonly Kind[] = [
  ...['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'].map(server),
  ...['PrometheusRule', 'ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig', 'AlertmanagerConfig'].map(
    configuration,
  ),
]

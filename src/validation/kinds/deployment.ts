import type { Field } from '../forms/field.ts'
import { checkCountOrPercentage, checkNotNegative, countOrPercentageOf } from '../forms/numbers.ts'
import { checkWorkloadSelector } from '../forms/selectors.ts'
import { checkMap } from '../forms/texts.ts'
import { checkLastingPodTemplate } from '../pods/pod-template.ts'

const defaultProgressDeadline = 600

export function checkDeployment(object: Field): void {
  const spec = object.at('spec')
  if (!spec.isSet) return
  checkNotNegative(spec, 'replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds')
  checkWorkloadSelector(spec)
  checkLastingPodTemplate(spec.at('template'), 'Deployment')
  checkStrategy(spec.at('strategy'))
  const deadline = spec.at('progressDeadlineSeconds')
  const ready = spec.at('minReadySeconds').number ?? 0
  if ((deadline.number ?? defaultProgressDeadline) <= ready)
    deadline.refuse(
      `must be more than minReadySeconds (${ready})${deadline.isSet ? '' : `, and is ${defaultProgressDeadline} where it is left out`}`,
    )
}

function checkStrategy(strategy: Field): void {
  const rolling = strategy.at('rollingUpdate')
  if (strategy.at('type').text === 'Recreate') {
    if (rolling.isSet) rolling.refuse('must be left out where the type is Recreate')
    return
  }
  const unavailable = rolling.at('maxUnavailable')
  const surge = rolling.at('maxSurge')
  checkCountOrPercentage(unavailable, 100)
  checkCountOrPercentage(surge)
  if (countOrPercentageOf(unavailable) === 0 && countOrPercentageOf(surge) === 0)
    unavailable.refuse('must not be 0 where maxSurge is 0', 'nothing could be replaced: raise one of them')
}

export function checkReplicaSet(object: Field): void {
  const spec = object.at('spec')
  if (!spec.isSet) return
  checkNotNegative(spec, 'replicas', 'minReadySeconds')
  checkWorkloadSelector(spec)
  if (checkMap(spec.at('template'))) checkLastingPodTemplate(spec.at('template'), 'ReplicaSet')
}

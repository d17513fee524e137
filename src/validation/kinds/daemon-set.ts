import type { Field } from '../forms/field.ts'
import { checkCountOrPercentage, checkNotNegative, countOrPercentageOf } from '../forms/numbers.ts'
import { checkWorkloadSelector } from '../forms/selectors.ts'
import { checkLastingPodTemplate } from '../pods/pod-template.ts'

const defaultUnavailable = 1

export function checkDaemonSet(object: Field): void {
  const spec = object.at('spec')
  if (!spec.isSet) return
  checkNotNegative(spec, 'minReadySeconds', 'revisionHistoryLimit')
  checkWorkloadSelector(spec)
  checkLastingPodTemplate(spec.at('template'), 'DaemonSet')
  const strategy = spec.at('updateStrategy')
  if (strategy.at('type').text === 'OnDelete') return
  const unavailable = strategy.below('rollingUpdate', 'maxUnavailable')
  const surge = strategy.below('rollingUpdate', 'maxSurge')
  checkCountOrPercentage(unavailable, 100)
  checkCountOrPercentage(surge, 100)
  const most = unavailable.isSet ? countOrPercentageOf(unavailable) : defaultUnavailable
  const more = surge.isSet ? countOrPercentageOf(surge) : 0
  if (most === undefined || more === undefined) return
  if (most !== 0 && more !== 0)
    surge.refuse(
      'must be 0 where maxUnavailable is not',
      unavailable.isSet ? undefined : 'write maxUnavailable: 0, too: it is 1 where it is left out',
    )
  if (most === 0 && more === 0) unavailable.refuse('must not be 0 where maxSurge is 0')
}

import type { Field } from '../forms/field.ts'
import { checkCountOrPercentage } from '../forms/numbers.ts'
import { checkLabelSelector } from '../forms/selectors.ts'
import { checkFilled } from '../forms/texts.ts'

export function checkPodDisruptionBudget(object: Field): void {
  const spec = object.at('spec')
  const available = spec.at('minAvailable')
  const unavailable = spec.at('maxUnavailable')
  if (available.isSet && unavailable.isSet) unavailable.refuse('must be left out where there is minAvailable')
  checkCountOrPercentage(available, 100)
  checkCountOrPercentage(unavailable, 100)
  checkLabelSelector(spec.at('selector'))
  checkFilled(spec.at('unhealthyPodEvictionPolicy'))
}

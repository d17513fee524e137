import type { Field } from '../forms/field.ts'
import { checkCountOrPercentage, checkNotNegative, countOrPercentageOf } from '../forms/numbers.ts'
import { checkWorkloadSelector } from '../forms/selectors.ts'
import { checkOneOf, checkOptionalText, dnsLabel } from '../forms/texts.ts'
import { checkClaimSpec } from '../pods/claim-spec.ts'
import { checkLastingPodTemplate } from '../pods/pod-template.ts'

export function checkStatefulSet(object: Field): void {
  const spec = object.at('spec')
  if (!spec.isSet) return
  checkNotNegative(spec, 'replicas', 'minReadySeconds')
  checkNotNegative(spec.at('ordinals'), 'start')
  checkOptionalText(spec.at('serviceName'), dnsLabel)
  checkWorkloadSelector(spec)
  const claims = spec.at('volumeClaimTemplates').items
  checkLastingPodTemplate(
    spec.at('template'),
    'StatefulSet',
    claims.map((claim) => claim.below('metadata', 'name').text ?? ''),
  )
  for (const claim of claims) checkClaimSpec(claim.at('spec'))
  checkUpdateStrategy(spec.at('updateStrategy'))
  for (const name of ['whenDeleted', 'whenScaled'])
    checkOneOf(spec.below('persistentVolumeClaimRetentionPolicy', name), ['Retain', 'Delete', ''])
}

function checkUpdateStrategy(strategy: Field): void {
  const rolling = strategy.at('rollingUpdate')
  if (strategy.at('type').text === 'OnDelete') {
    if (rolling.isSet) rolling.refuse('must be left out where the type is OnDelete')
    return
  }
  checkNotNegative(rolling, 'partition')
  const unavailable = rolling.at('maxUnavailable')
  checkCountOrPercentage(unavailable, 100)
  if (countOrPercentageOf(unavailable) === 0) unavailable.refuse('must not be 0')
}

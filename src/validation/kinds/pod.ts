import type { Field } from '../forms/field.ts'
import { checkNotNegative } from '../forms/numbers.ts'
import { checkLabels, checkSelectsLabels } from '../forms/selectors.ts'
import { checkMap } from '../forms/texts.ts'
import { checkContainerAnnotations } from '../pods/container-annotations.ts'
import { checkPodSpec } from '../pods/pod-spec.ts'
import { checkLastingPodTemplate } from '../pods/pod-template.ts'

export function checkPod(object: Field): void {
  const spec = object.at('spec')
  checkContainerAnnotations(object.below('metadata', 'annotations'), spec)
  checkPodSpec(spec, 'pod')
  if (spec.at('ephemeralContainers').size > 0)
    spec.at('ephemeralContainers').refuse('must be left out: kubectl debug adds them to a pod that runs')
  if ((spec.at('nodeName').text ?? '') !== '' && spec.at('schedulingGates').size > 0)
    spec.at('nodeName').refuse('must be left out where there are schedulingGates')
}

export function checkReplicationController(object: Field): void {
  const spec = object.at('spec')
  checkNotNegative(spec, 'replicas', 'minReadySeconds')
  const template = spec.at('template')
  checkLabels(spec.at('selector'))
  if (!checkMap(template)) return
  checkLastingPodTemplate(template, 'ReplicationController')
  const labels = template.below('metadata', 'labels')
  if (spec.at('selector').size + labels.size === 0)
    spec.at('selector').refuse('is missing, and the template has no labels')
  if (spec.at('selector').isSet) checkSelectsLabels(spec.at('selector'), labels)
}

import { checkAnnotations } from '../forms/annotations.ts'
import type { Field } from '../forms/field.ts'
import { checkLabels } from '../forms/selectors.ts'
import { checkContainerAnnotations } from './container-annotations.ts'
import { checkPodSpec } from './pod-spec.ts'

/** The template of a workload's pods. `claims`: the volumes that a StatefulSet adds. */
export function checkPodTemplate(template: Field, claims: readonly string[] = []): void {
  if (!template.isSet) return
  const metadata = template.at('metadata')
  checkLabels(metadata.at('labels'))
  checkAnnotations(metadata.at('annotations'))
  const spec = template.at('spec')
  checkContainerAnnotations(metadata.at('annotations'), spec)
  checkPodSpec(spec, 'template', claims)
  if (spec.at('ephemeralContainers').size > 0)
    spec.at('ephemeralContainers').refuse('must be left out of a pod template')
}

/** The template of pods that run on until they are deleted, as a Deployment's do. */
export function checkLastingPodTemplate(template: Field, kind: string, claims: readonly string[] = []): void {
  checkPodTemplate(template, claims)
  const policy = template.below('spec', 'restartPolicy')
  if (policy.text === 'OnFailure' || policy.text === 'Never')
    policy.refuse(`must be Always in a ${kind}`, 'what runs once is for a Job')
  const deadline = template.below('spec', 'activeDeadlineSeconds')
  if (deadline.isSet) deadline.refuse(`must be left out in a ${kind}`)
}

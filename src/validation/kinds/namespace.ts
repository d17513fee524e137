import type { Field } from '../forms/field.ts'
import { checkOneOf, checkText } from '../forms/texts.ts'

const podSecurity = 'pod-security.kubernetes.io/'

/** Labels that say which pods a namespace takes (kubernetes.io, "Pod Security Admission"). */
export function checkNamespace(object: Field): void {
  const labels = object.below('metadata', 'labels')
  for (const mode of ['enforce', 'audit', 'warn']) {
    const level = labels.at(podSecurity + mode)
    if (level.value === null) level.refuse('is empty')
    checkOneOf(level, ['privileged', 'baseline', 'restricted'])
    checkText(labels.at(`${podSecurity}${mode}-version`), {
      pattern: /^(?:latest|v1\.(?:0|[1-9]\d*))$/,
      wanted: 'must be latest or a version such as v1.36',
    })
  }
}

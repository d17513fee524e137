import type { Field } from '../forms/field.ts'

const appArmor = 'container.apparmor.security.beta.kubernetes.io/'

/** Annotations that name a container of the pod: it must exist. */
export function checkContainerAnnotations(annotations: Field, spec: Field): void {
  for (const annotation of annotations.entries) {
    const key = String(annotation.step)
    if (!key.startsWith(appArmor)) continue
    const containers = [...spec.at('initContainers').items, ...spec.at('containers').items]
    const name = key.slice(appArmor.length)
    if (!containers.some((container) => container.at('name').text === name))
      annotation.refuse(`names a container that the pod doesn't have: ${name}`)
  }
}

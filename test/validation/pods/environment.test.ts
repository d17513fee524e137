import { describe, expect, it } from 'vitest'
import { itSays, refusals } from '../../support/validate/refusals.ts'

describe('the environment of containers', () => {
  itSays('deployment', {
    'a value and a source': [
      'spec.template.spec.containers[0].env[0].valueFrom: must be left out where there is a value',
    ],
    'an empty source': ['spec.template.spec.containers[0].env[0].valueFrom: must have a source'],
    'two sources': [
      'spec.template.spec.containers[0].env[0].valueFrom: must have one source only, not secretKeyRef and fieldRef',
    ],
    'a field that no container is given': [
      'spec.template.spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: is not a field that a container can be given',
    ],
    'a label as a variable': [],
    'all labels as a variable': [
      'spec.template.spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: is not a field that a container can be given',
    ],
    'a resource without its list': [
      'spec.template.spec.containers[0].env[0].valueFrom.resourceFieldRef.resource: must be such as limits.cpu or requests.memory',
    ],
    'a key with a slash': [
      'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key: must be letters, digits, -, _ and ., and not begin with ..',
    ],
    'a Secret in upper case': [
      'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.name: must be lower-case letters, digits, - and ., with a letter or digit at both ends and around each dot',
    ],
    'a variable with an equals sign': [
      'spec.template.spec.containers[0].env[0].name: must be printable ASCII characters other than =',
    ],
    'a variable that begins with a digit': [],
    'both kinds of envFrom in one entry': [
      'spec.template.spec.containers[0].envFrom[0]: must not have both configMapRef and secretRef',
    ],
    'an empty envFrom': ['spec.template.spec.containers[0].envFrom[0]: must have a configMapRef or a secretRef'],
  })

  it('had stricter names before Kubernetes 1.32', () => {
    const changes = { 'spec/template/spec/containers/0/env': [{ name: '1 a', value: 'b' }] }
    expect(refusals('deployment', changes, 32)).toEqual([])
    expect(refusals('deployment', changes, 31)).toEqual([
      'spec.template.spec.containers[0].env[0].name: must be letters, digits, -, _ and ., with no digit first',
    ])
  })
})

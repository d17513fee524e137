import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { workload } from './manifests.ts'

const rule = 'unmounted-volume'

describe('the rule unmounted-volume', () => {
  it('finds a volume, and a claim of a StatefulSet', () => {
    expect(foundIn(rule, workload('containers: [{name: a}]\nvolumes:\n- name: data\n  emptyDir: {}'))).toEqual([
      ['no container mounts the volume data', '- name: data'],
    ])
    const set = { kind: 'StatefulSet', spec: 'volumeClaimTemplates:\n- metadata: {name: data}' }
    expect(foundIn(rule, workload('containers: [{name: a}]', set))).toEqual([
      ['no container mounts the volume data', '- metadata: {name: data}'],
    ])
  })

  it.each([
    'containers: [{name: a, volumeMounts: [{name: data, mountPath: /a}]}]',
    'containers: [{name: a, volumeDevices: [{name: data, devicePath: /a}]}]',
    'containers: [{name: a, image: auto}]',
    'initContainers: [{name: i, volumeMounts: [{name: data, mountPath: /a}]}]\ncontainers: [{name: a}]',
  ])('passes one that is mounted: %j', (containers) => {
    expect(foundIn(rule, workload(`${containers}\nvolumes: [{name: data, emptyDir: {}}]`))).toEqual([])
  })
})

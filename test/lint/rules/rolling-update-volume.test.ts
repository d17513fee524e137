import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { manifest, workload } from './manifests.ts'

const rule = 'rolling-update-volume'
const claim = (...modes: string[]) =>
  manifest('v1', 'PersistentVolumeClaim', 'data', `accessModes: [${modes.join(', ')}]`)
const pod = (spec = '', kind = 'Deployment') =>
  workload('containers: [{name: a}]\nvolumes:\n- name: v\n  persistentVolumeClaim: {claimName: data}', { kind, spec })

describe('the rule rolling-update-volume', () => {
  it.each(['ReadWriteOnce', 'ReadWriteOncePod'])('finds a %s claim of two pods', (mode) => {
    expect(foundIn(rule, pod(), claim(mode))).toEqual([
      [`up to 2 pods at a time mount the claim data, which is ${mode}`, '- name: v'],
    ])
  })

  it('points to the strategy where one is written, and counts replicas', () => {
    const spec = 'replicas: 3\nstrategy:\n  type: Recreate'
    expect(foundIn(rule, pod(spec), claim('ReadWriteOnce'))).toEqual([
      ['up to 3 pods at a time mount the claim data, which is ReadWriteOnce', 'strategy:'],
    ])
  })

  it.each([
    ['Recreate', pod('strategy: {type: Recreate}'), claim('ReadWriteOnce')],
    ['no surge', pod('strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}'), claim('ReadWriteOnce')],
    ['no pods', pod('replicas: 0'), claim('ReadWriteOnce')],
    ['a claim for many', pod(), claim('ReadWriteOnce', 'ReadWriteMany')],
    ['a claim that is not rendered', pod(), ''],
    ['a StatefulSet', pod('', 'StatefulSet'), claim('ReadWriteOnce')],
  ])('passes %s', (_, text, of) => {
    expect(foundIn(rule, text, ...(of === '' ? [] : [of]))).toEqual([])
  })
})

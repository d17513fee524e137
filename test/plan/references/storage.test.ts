import { expect, it } from 'vitest'
import { offersOf, referencesOf } from '../../../src/plan/references/references.ts'
import { manifest, named } from '../../support/plan/references.ts'

const claim = (storageClassName: string) => manifest('v1', 'PersistentVolumeClaim', { spec: { storageClassName } })

it('a claim names its StorageClass, and can do without the object', () => {
  expect(named(claim('fast'))).toEqual(['StorageClass fast'])
  expect(referencesOf([claim('fast')])).toMatchObject([{ path: ['spec', 'storageClassName'], isSoft: true }])
  expect(named(claim(''))).toEqual([])
  expect(named(manifest('v1', 'PersistentVolumeClaim', { spec: {} }))).toEqual([])
})

it('a StatefulSet names those of its claims', () => {
  const volumeClaimTemplates = [{ metadata: { name: 'a' }, spec: { storageClassName: 'fast' } }, { spec: {} }]
  expect(named(manifest('apps/v1', 'StatefulSet', { spec: { volumeClaimTemplates } }))).toEqual(['StorageClass fast'])
})

it('a PersistentVolume stands for the class that it names', () => {
  const volume = manifest('v1', 'PersistentVolume', { spec: { storageClassName: 'manual' } })
  expect(offersOf([volume]).get('storage.k8s.io/StorageClass//manual')).toBe('any')
})

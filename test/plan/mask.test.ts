import { expect, test } from 'vitest'
import { createMasker, maskSecret } from '../../src/plan/mask.ts'

const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 'db',
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"aHVudGVyMg=="}}',
      team: 'x',
    },
  },
  data: { password: 'aHVudGVyMg==', user: 'cm9vdA==' },
  stringData: { again: 'hunter2' },
}

test('no value of a Secret is left, wherever Kubernetes keeps it', () => {
  const text = JSON.stringify(maskSecret(secret, createMasker()))

  for (const value of ['hunter2', 'aHVudGVyMg==', 'root', 'cm9vdA==']) expect(text).not.toContain(value)
})

test('the same value gets the same token, in data and stringData alike', () => {
  const masked = maskSecret(secret, createMasker())

  expect(masked['data']).toEqual({ password: '(masked 1)', user: '(masked 2)' })
  expect(masked['stringData']).toEqual({ again: '(masked 1)' })
})

test('a Secret whose data is malformed is masked too', () => {
  const masked = maskSecret({ ...secret, data: { list: ['hunter2'], number: 7 } }, createMasker())

  expect(JSON.stringify(masked)).not.toMatch(/hunter2|7/)
})

test('what is no Secret stays as it is', () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { key: 'value' } }

  expect(maskSecret(object, createMasker())).toBe(object)
})

import { expect, it } from 'vitest'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { createMasking } from '../../../src/masking/masking.ts'
import { maskObject, textsOfRecorded } from '../../../src/plan/masking/mask.ts'

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

it('no value of a Secret is left, wherever Kubernetes keeps it', () => {
  const text = JSON.stringify(maskObject(secret, [], createMasking().mask))

  for (const value of ['hunter2', 'aHVudGVyMg==', 'root', 'cm9vdA==']) expect(text).not.toContain(value)
})

it('the same value gets the same token, in data and stringData alike', () => {
  const masked = maskObject(secret, [], createMasking().mask)

  expect(masked['data']).toEqual({ password: '(masked 1)', user: '(masked 2)' })
  expect(masked['stringData']).toEqual({ again: '(masked 1)' })
})

it('a Secret whose data is malformed is masked too', () => {
  const masked = maskObject({ ...secret, data: { list: ['hunter2'], number: 7 } }, [], createMasking().mask)

  expect(JSON.stringify(masked)).not.toMatch(/hunter2|7/)
})

it('what is no Secret stays as it is', () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { key: 'value' } }

  expect(maskObject(object, [], createMasking().mask)).toBe(object)
})

it('sensitive keys of a Secret are masked, in stringData and in the data that it becomes', () => {
  const object = { ...secret, stringData: { x9: 'v', open: 'w' }, data: {} }
  const model = { object, sensitive: [{ path: ['stringData', 'x9'], texts: ['x9'], isKey: true }] }
  const live = { ...secret, stringData: {}, data: { x9: 'dg==', open: 'dw==', old: 'dg==' } }
  const { mask } = createMasking()

  expect(maskObject(object, [model], mask)['stringData']).toEqual({ '(masked 1)': '(masked 2)', open: '(masked 3)' })
  expect(Object.keys(maskObject(live, [model], mask)['data'] as JsonObject)).toEqual([
    '(masked 1)',
    'open',
    expect.stringMatching(/^\(masked/),
  ])
})

it('of a recorded manifest the sensitive texts are known, and what a Secret says', () => {
  const sensitive = [{ path: ['metadata', 'labels', 'a'], texts: ['LOWER'], isKey: false }]

  expect(new Set(textsOfRecorded({ object: secret, sensitive }))).toEqual(new Set(['LOWER', 'hunter2', 'root']))
})

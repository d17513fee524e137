import { describe, expect, test } from 'vitest'
import { createMasking } from '../../src/masking/masking.ts'
import { maskObject, maskSecret } from '../../src/plan/mask.ts'

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
  const text = JSON.stringify(maskSecret(secret, createMasking().mask))

  for (const value of ['hunter2', 'aHVudGVyMg==', 'root', 'cm9vdA==']) expect(text).not.toContain(value)
})

test('the same value gets the same token, in data and stringData alike', () => {
  const masked = maskSecret(secret, createMasking().mask)

  expect(masked['data']).toEqual({ password: '(masked 1)', user: '(masked 2)' })
  expect(masked['stringData']).toEqual({ again: '(masked 1)' })
})

test('a Secret whose data is malformed is masked too', () => {
  const masked = maskSecret({ ...secret, data: { list: ['hunter2'], number: 7 } }, createMasking().mask)

  expect(JSON.stringify(masked)).not.toMatch(/hunter2|7/)
})

test('what is no Secret stays as it is', () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { key: 'value' } }

  expect(maskSecret(object, createMasking().mask)).toBe(object)
})

describe('a field that derives from a sensitive value', () => {
  const model = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      containers: [
        {
          name: 'app',
          env: [
            { name: 'URL', value: 'db://root:hunter2@host' },
            { name: 'PIN', value: '4711' },
          ],
        },
      ],
      port: 5432,
    },
  }
  const url = { path: ['spec', 'containers', 0, 'env', 0, 'value'], texts: ['hunter2'], isKey: false }

  const masked = (object: typeof model | Record<string, unknown>, ...fields: (typeof url)[]) =>
    JSON.stringify(maskObject(object as typeof model, model, fields, createMasking().mask))

  test('shows a token in place of the part that does', () => {
    expect(masked(model, url)).toContain('"db://root:(masked 1)@host"')
  })

  test('is masked as a whole in a live object whose value is another one', () => {
    const live = JSON.parse(JSON.stringify(model).replace('hunter2', 'old-password'))

    expect(masked(live, url)).not.toContain('old-password')
  })

  test('is found by its name in a list that has more items', () => {
    const live = JSON.parse(JSON.stringify(model))
    live.spec.containers.unshift({ name: 'sidecar', env: [{ name: 'A', value: 'plain' }] })

    expect(masked(live, url)).toContain('db://root:(masked 1)@host')
    expect(masked(live, url)).toContain('plain')
  })

  test('is masked where it is a number', () => {
    expect(masked(model, { path: ['spec', 'port'] as never, texts: ['5432'], isKey: false })).not.toContain('5432')
  })

  test('hides its key too where that is the sensitive part', () => {
    const object = { ...model, spec: {}, data: { 'hunter2-key': { a: 'b' } } }
    const text = JSON.stringify(
      maskObject(
        object,
        object,
        [{ path: ['data', 'hunter2-key'], texts: ['hunter2'], isKey: true }],
        createMasking().mask,
      ),
    )

    expect(text).not.toContain('hunter2')
  })
})

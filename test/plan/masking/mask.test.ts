import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { createMasking } from '../../../src/masking/masking.ts'
import { maskObject, textsOfRecorded } from '../../../src/plan/masking/mask.ts'
import { type MaskModel, maskParts } from '../../../src/plan/masking/mask-fields.ts'

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
  const text = JSON.stringify(maskObject(secret, [], createMasking().mask))

  for (const value of ['hunter2', 'aHVudGVyMg==', 'root', 'cm9vdA==']) expect(text).not.toContain(value)
})

test('the same value gets the same token, in data and stringData alike', () => {
  const masked = maskObject(secret, [], createMasking().mask)

  expect(masked['data']).toEqual({ password: '(masked 1)', user: '(masked 2)' })
  expect(masked['stringData']).toEqual({ again: '(masked 1)' })
})

test('a Secret whose data is malformed is masked too', () => {
  const masked = maskObject({ ...secret, data: { list: ['hunter2'], number: 7 } }, [], createMasking().mask)

  expect(JSON.stringify(masked)).not.toMatch(/hunter2|7/)
})

test('what is no Secret stays as it is', () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { key: 'value' } }

  expect(maskObject(object, [], createMasking().mask)).toBe(object)
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
    JSON.stringify(maskObject(object as typeof model, [{ object: model, sensitive: fields }], createMasking().mask))

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
        [{ object, sensitive: [{ path: ['data', 'hunter2-key'], texts: ['hunter2'], isKey: true }] }],
        createMasking().mask,
      ),
    )

    expect(text).not.toContain('hunter2')
  })
})

describe('a live object that is built otherwise than the manifest', () => {
  const field = (path: (string | number)[], ...texts: string[]) => ({ path, texts, isKey: false })
  const objectOf = (spec: JsonObject, kind = 'Deployment') => ({
    apiVersion: 'v1',
    kind,
    metadata: { name: 'web' },
    spec,
  })
  const show = (live: JsonObject, ...models: MaskModel[]) =>
    maskObject(objectOf(live), models, createMasking().mask)['spec']

  test('shows no old secret where a list of texts shifted', () => {
    const object = objectOf({ args: ['--verbose', '--pw=NewWord', '--x'] })
    const model = { object, sensitive: [field(['spec', 'args', 1], 'NewWord')] }

    expect(show({ args: ['--pw=OldWord', '--x'] }, model)).toEqual({ args: ['(masked 1)', '--x'] })
    expect(show({ args: ['--x', '--pw=NewWord', '--y'] }, model)).toEqual({
      args: ['--x', '--pw=(masked 1)', '(masked 2)'],
    })
  })

  test('shows no old secret where items without a name changed places', () => {
    const object = objectOf({ rules: [{ host: 'b' }, { host: 'a', path: '/new' }] })
    const model = { object, sensitive: [field(['spec', 'rules', 1, 'path'], 'new')] }

    expect(
      show(
        {
          rules: [
            { host: 'a', path: '/old' },
            { host: 'b', added: 1 },
          ],
        },
        model,
      ),
    ).toEqual({
      rules: ['(masked 1)', { host: 'b', added: 1 }],
    })
    expect(show({ rules: [{ host: 'b', path: '/old' }, { host: 'b', path: '' }, {}, null] }, model)).toEqual({
      rules: [{ host: 'b', path: '(masked 1)' }, { host: 'b', path: '' }, '(masked 2)', null],
    })
    expect(show({ rules: [{ host: 'a', path: '/new', type: 'Exact' }] }, model)).toEqual({
      rules: [{ host: 'a', path: '/(masked 1)', type: 'Exact' }],
    })
  })

  test('shows no old name of an item whose name is sensitive', () => {
    const object = objectOf({
      env: [
        { name: 'OPEN', value: '1' },
        { name: 'NEWNAME', value: '2' },
      ],
    })
    const model = { object, sensitive: [field(['spec', 'env', 1, 'name'], 'NEWNAME')] }

    expect(
      show(
        {
          env: [
            { name: 'OPEN', value: '1' },
            { name: 'OLDNAME', value: '2' },
          ],
        },
        model,
      ),
    ).toEqual({
      env: [{ name: 'OPEN', value: '1' }, '(masked 1)'],
    })
  })

  test('is masked whole where its text is laid out otherwise, though every part is found in it', () => {
    const model = { object: objectOf({ c: 'v7 pin=7' }), sensitive: [field(['spec', 'c'], '7')] }

    expect(show({ c: 'v7 pin=1234' }, model)).toEqual({ c: '(masked 1)' })
  })

  test('is masked by what a revision recorded, where the manifest has another field or none', () => {
    const object = objectOf({ env: [{ name: 'PW', valueFrom: 'db' }] })
    const recorded = {
      object: objectOf({
        env: [
          { name: 'A', value: 'a' },
          { name: 'PW', value: 'pw=lower' },
        ],
        old: 'LOWER',
      }),
      sensitive: [field(['spec', 'env', 1, 'value'], 'lower'), field(['spec', 'old'], 'LOWER')],
    }

    const live = { env: [{ name: 'PW', value: 'pw=lower' }], old: 'LOWER' }
    expect(show(live, { object, sensitive: [] }, recorded)).toEqual({
      env: [{ name: 'PW', value: 'pw=(masked 1)' }],
      old: '(masked 2)',
    })
  })

  test('is shown where the manifest of now writes that text openly, whatever a revision recorded', () => {
    const object = objectOf({ size: 'large', list: ['a'] })
    const sensitive = [field(['spec', 'size'], 'secret'), field(['spec', 'list', 0], 'secret')]
    const recorded = { object: objectOf({ size: 'secret', list: ['secret'] }), sensitive }

    expect(show({ size: 'large', list: ['a'] }, { object, sensitive: [] }, recorded)).toEqual({
      size: 'large',
      list: ['a'],
    })
    expect(show({ size: 'small', list: ['b'] }, { object, sensitive: [] }, recorded)).toEqual({
      size: '(masked 1)',
      list: ['(masked 2)'],
    })
  })

  test('is masked in full where a map stands for a list, or a list for a text', () => {
    const object = objectOf({ list: ['secret'], text: 'secret' })
    const model = { object, sensitive: [field(['spec', 'list', 0], 'secret'), field(['spec', 'text'], 'secret')] }

    expect(show({ list: { a: 'old' }, text: ['old'] }, model)).toEqual({ list: '(masked 1)', text: '(masked 2)' })
  })

  test('shows neither an old key nor its value beside a sensitive key', () => {
    const object = objectOf({ open: 'a', newkey: 'b' })
    const model = { object, sensitive: [{ path: ['spec', 'newkey'], texts: ['newkey'], isKey: true }] }

    expect(show({ open: 'a', oldkey: 'c' }, model)).toEqual({ open: 'a', '(masked 1)': '(masked 2)' })
  })
})

test('sensitive keys of a Secret are masked, in stringData and in the data that it becomes', () => {
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

test('of a recorded manifest the sensitive texts are known, and what a Secret says', () => {
  const sensitive = [{ path: ['metadata', 'labels', 'a'], texts: ['LOWER'], isKey: false }]

  expect(new Set(textsOfRecorded({ object: secret, sensitive }))).toEqual(new Set(['LOWER', 'hunter2', 'root']))
})

test('a text of many sensitive parts is masked part by part, the longest first', { timeout: 60_000 }, () => {
  const { mask } = createMasking()
  expect(maskParts('a-abc-ab, abcab', ['ab', 'abc', 'a', ''], mask)).toBe(
    '(masked 1)-(masked 3)-(masked 2), (masked 3)(masked 2)',
  )
  const parts = Array.from({ length: 12_000 }, (_, index) => `<${index}>`)
  const masked = maskParts(parts.join(','), parts, (value) => `t${value.slice(1, -1)}`)
  expect(masked).toBe(parts.map((_, index) => `t${index}`).join(','))
})

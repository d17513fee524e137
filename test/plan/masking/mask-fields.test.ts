import { describe, expect, it } from 'vitest'
import { stringifyJson } from '../../../src/json.ts'
import type { FieldPath, JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { createMasking } from '../../../src/masking/masking.ts'
import { maskObject } from '../../../src/plan/masking/mask.ts'
import { type MaskModel, maskParts } from '../../../src/plan/masking/mask-fields.ts'

function objectOf(kind: string, rest: JsonObject): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'web' }, ...rest }
}

const pod = (spec: JsonObject) => ({ spec: { template: { spec } } })

/** What a manifest says, which field of it is sensitive, and what the server makes of it. */
const copies: readonly (readonly [string, string, JsonObject, FieldPath, JsonObject, string, string])[] = [
  [
    'serviceAccount, of serviceAccountName',
    'Deployment',
    pod({ serviceAccountName: 'sa7', containers: [{ name: 'app', image: 'app' }] }),
    ['spec', 'template', 'spec', 'serviceAccountName'],
    pod({
      serviceAccountName: 'sa7',
      serviceAccount: 'sa7',
      containers: [{ name: 'app', image: 'app', imagePullPolicy: 'Always' }],
      dnsPolicy: 'ClusterFirst',
    }),
    'sa7',
    'sa7',
  ],
  [
    'targetPort, of port',
    'Service',
    { spec: { ports: [{ port: 7391 }] } },
    ['spec', 'ports', 0, 'port'],
    { spec: { ports: [{ port: 7391, targetPort: 7391, protocol: 'TCP' }], type: 'ClusterIP' } },
    '7391',
    '7391',
  ],
  [
    'dataSourceRef, of dataSource',
    'PersistentVolumeClaim',
    { spec: { dataSource: { kind: 'VolumeSnapshot', name: 's7' } } },
    ['spec', 'dataSource', 'name'],
    {
      spec: {
        dataSource: { kind: 'VolumeSnapshot', name: 's7' },
        dataSourceRef: { kind: 'VolumeSnapshot', name: 's7' },
        volumeMode: 'Filesystem',
      },
    },
    's7',
    's7',
  ],
  [
    'requests, of limits that the server writes in its own way',
    'Deployment',
    pod({ containers: [{ name: 'app', resources: { limits: { cpu: '0.7' } } }] }),
    ['spec', 'template', 'spec', 'containers', 0, 'resources', 'limits', 'cpu'],
    pod({ containers: [{ name: 'app', resources: { limits: { cpu: '700m' }, requests: { cpu: '700m' } } }] }),
    '700m',
    '0.7',
  ],
  [
    'clusterIPs, of clusterIP',
    'Service',
    { spec: { clusterIP: '10.0.0.7' } },
    ['spec', 'clusterIP'],
    { spec: { clusterIP: '10.0.0.7', clusterIPs: ['10.0.0.7'], internalTrafficPolicy: 'Cluster' } },
    '10.0.0.7',
    '10.0.0.7',
  ],
  [
    'claimRef and status, of anything',
    'PersistentVolumeClaim',
    { spec: { volumeName: 'v7', resources: { requests: { storage: '7Gi' } } } },
    ['spec', 'resources', 'requests', 'storage'],
    {
      spec: { volumeName: 'v7', resources: { requests: { storage: '7Gi' } } },
      status: { capacity: { storage: '7Gi' } },
    },
    '7Gi',
    '7Gi',
  ],
]

describe('a field that the server copied from a sensitive one is masked, however short:', () => {
  it.each(copies)('%s', (_title, kind, written, path, made, secret, text) => {
    const object = objectOf(kind, written)
    const model = { object, sensitive: [{ path, texts: [text], isKey: false }] }
    const masked = maskObject(objectOf(kind, made), [model], createMasking().mask)
    const tokens = stringifyJson(masked).match(/\(masked \d+\)/g) ?? []

    expect(leaves(masked)).not.toContain(secret)
    expect(tokens.length).toBeGreaterThanOrEqual(2)
    expect(new Set(tokens).size).toBe(1)
    // Nothing else is.
    const others = leaves(objectOf(kind, made)).filter((leaf) => leaf !== secret)
    expect(leaves(masked).filter((leaf) => !leaf.startsWith('(masked'))).toEqual(others)
  })

  it('shows what the template itself writes with the same text, and masks of a copy the sensitive part', () => {
    const object = objectOf('Deployment', pod({ serviceAccountName: 'app-k7', nodeName: 'k7', hostname: 'k7' }))
    const path = ['spec', 'template', 'spec', 'serviceAccountName']
    const live = pod({ serviceAccountName: 'app-k7', serviceAccount: 'app-k7', nodeName: 'k7', hostname: 'k7' })
    const model = { object, sensitive: [{ path, texts: ['k7'], isKey: false }] }

    expect(maskObject(objectOf('Deployment', live), [model], createMasking().mask)['spec']).toEqual(
      pod({
        serviceAccountName: 'app-(masked 1)',
        serviceAccount: 'app-(masked 1)',
        nodeName: 'k7',
        hostname: 'k7',
      }).spec,
    )
  })

  it('hides copies of a sensitive key', () => {
    const object = objectOf('Job', { spec: { labels: { k7: 'x' } } })
    const model = { object, sensitive: [{ path: ['spec', 'labels', 'k7'], texts: ['k7'], isKey: true }] }
    const live = { spec: { labels: { k7: 'x' }, selector: { matchLabels: { k7: 'x' } } } }

    expect(JSON.stringify(maskObject(objectOf('Job', live), [model], createMasking().mask))).not.toContain('k7')
  })
})

function leaves(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [String(value)]
}

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

  it('shows a token in place of the part that does', () => {
    expect(masked(model, url)).toContain('"db://root:(masked 1)@host"')
  })

  it('is masked as a whole in a live object whose value is another one', () => {
    const live = JSON.parse(JSON.stringify(model).replace('hunter2', 'old-password'))

    expect(masked(live, url)).not.toContain('old-password')
  })

  it('is found by its name in a list that has more items', () => {
    const live = JSON.parse(JSON.stringify(model))
    live.spec.containers.unshift({ name: 'sidecar', env: [{ name: 'A', value: 'plain' }] })

    expect(masked(live, url)).toContain('db://root:(masked 1)@host')
    expect(masked(live, url)).toContain('plain')
  })

  it('is masked where it is a number', () => {
    expect(masked(model, { path: ['spec', 'port'] as never, texts: ['5432'], isKey: false })).not.toContain('5432')
  })

  it('hides its key too where that is the sensitive part', () => {
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

  it('shows no old secret where a list of texts shifted', () => {
    const object = objectOf({ args: ['--verbose', '--pw=NewWord', '--x'] })
    const model = { object, sensitive: [field(['spec', 'args', 1], 'NewWord')] }

    expect(show({ args: ['--pw=OldWord', '--x'] }, model)).toEqual({ args: ['(masked 1)', '--x'] })
    expect(show({ args: ['--x', '--pw=NewWord', '--y'] }, model)).toEqual({
      args: ['--x', '--pw=(masked 1)', '(masked 2)'],
    })
  })

  it('shows no old secret where items without a name changed places', () => {
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

  it('shows no old name of an item whose name is sensitive', () => {
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

  it('is masked whole where its text is laid out otherwise, though every part is found in it', () => {
    const model = { object: objectOf({ c: 'v7 pin=7' }), sensitive: [field(['spec', 'c'], '7')] }

    expect(show({ c: 'v7 pin=1234' }, model)).toEqual({ c: '(masked 1)' })
  })

  it('is masked by what a revision recorded, where the manifest has another field or none', () => {
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

  it('is shown where the manifest of now writes that text openly, whatever a revision recorded', () => {
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

  it('is masked in full where a map stands for a list, or a list for a text', () => {
    const object = objectOf({ list: ['secret'], text: 'secret' })
    const model = { object, sensitive: [field(['spec', 'list', 0], 'secret'), field(['spec', 'text'], 'secret')] }

    expect(show({ list: { a: 'old' }, text: ['old'] }, model)).toEqual({ list: '(masked 1)', text: '(masked 2)' })
  })

  it('shows neither an old key nor its value beside a sensitive key', () => {
    const object = objectOf({ open: 'a', newkey: 'b' })
    const model = { object, sensitive: [{ path: ['spec', 'newkey'], texts: ['newkey'], isKey: true }] }

    expect(show({ open: 'a', oldkey: 'c' }, model)).toEqual({ open: 'a', '(masked 1)': '(masked 2)' })
  })
})

it('a text of many sensitive parts is masked part by part, the longest first', { timeout: 60_000 }, () => {
  const { mask } = createMasking()
  expect(maskParts('a-abc-ab, abcab', ['ab', 'abc', 'a', ''], mask)).toBe(
    '(masked 1)-(masked 3)-(masked 2), (masked 3)(masked 2)',
  )
  const parts = Array.from({ length: 12_000 }, (_, index) => `<${index}>`)
  const masked = maskParts(parts.join(','), parts, (value) => `t${value.slice(1, -1)}`)
  expect(masked).toBe(parts.map((_, index) => `t${index}`).join(','))
})

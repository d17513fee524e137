import { describe, expect, it } from 'vitest'
import { itemsOfList, readManifests } from '../../src/manifest/read.ts'
import { configMap, problems, rendered } from '../support/manifest/rendered.ts'

describe('readManifests', () => {
  it('reads every document of every template, and skips the empty ones', () => {
    const manifests = readManifests([
      rendered(`---\n${configMap}---\n# nothing\n---\n${configMap.replace('name: a', 'name: b')}`),
      rendered('\n\n'),
      rendered(configMap, 'other.yaml'),
    ])
    expect(manifests.map(({ object, template }) => [object.metadata.name, template])).toEqual([
      ['a', 'web.yaml'],
      ['b', 'web.yaml'],
      ['a', 'other.yaml'],
    ])
  })

  it('knows the template line of each field', () => {
    const [manifest] = readManifests([rendered(`${configMap}data:\n  x: "1"\n`)])
    expect(manifest?.placeOf(['data', 'x'])).toEqual({ file: 'templates/web.yaml', line: 16 })
    expect(manifest?.placeOf(['data', 'absent'])).toEqual({ file: 'templates/web.yaml', line: 15 })
  })

  it('takes a List for its items, whose lines it knows', () => {
    const text = `apiVersion: v1\nkind: List\nitems:\n- ${configMap.trim().replaceAll('\n', '\n  ')}\n- {apiVersion: v1, kind: Secret, metadata: {name: b}}\n`
    const manifests = readManifests([rendered(text)])
    expect(manifests.map(({ object }) => `${object.kind} ${object.metadata.name}`)).toEqual(['ConfigMap a', 'Secret b'])
    expect(manifests[1]?.placeOf(['metadata', 'name'])).toMatchObject({ line: 18 })
  })

  it('gives the items of a typed list their kind', () => {
    const [manifest] = readManifests([rendered('apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n')])
    expect(manifest?.object).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } })
  })

  it('collects the problems of all templates', () => {
    const found = problems('just text\n', 'a: {{\n', 'apiVersion: v1\nkind: A\n---\nkind: B\nmetadata: {name: b}\n')
    expect(found.map(({ code }) => code)).toEqual([
      'manifest-invalid',
      'yaml-syntax',
      'manifest-invalid',
      'manifest-invalid',
    ])
  })

  it.each([
    ['kind: Secret\nstringData:\n  pw: *hunter2', 'unknown anchor'],
    ['kind: Secret\nstringData:\n  pw: !!int hunter2', 'the value is not a !!int'],
    ['kind: Secret\nstringData:\n  pw: !hunter2%ZZhunter2 a', 'tag name cannot contain such characters'],
    ['{"kind": "Secret", "stringData": {"pw": *hunter2}}', 'unknown anchor'],
    ['kind: SecretList\nitems:\n- {stringData: {hunter2: a, hunter2: b}}', 'duplicate key'],
  ])('quotes nothing of a literal Secret that is broken YAML: %j', (text, message) => {
    const [problem] = problems(text)

    expect(problem?.message).toBe(`invalid YAML: ${message}`)
    expect(problem?.detail).not.toContain('hunter2')
  })
})

it('a line of a literal block is where it is written; of any other text only the field is known', () => {
  const text =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  conf: |-\n    one\n\n    three\n  folded: >\n    x\n    y\n'
  const ranges: [number, number][] = []
  const [manifest] = readManifests([
    {
      template: 'a.yaml',
      text,
      placeAt: (offset) => ({ file: 'a.yaml', line: text.slice(0, offset).split('\n').length }),
      expressionsIn: (start, end) => {
        ranges.push([start, end])
        return []
      },
    },
  ])
  const lineOf = (key: string, line: number) => manifest?.placeOf(['data', key], line).line

  expect([0, 1, 2, 3].map((line) => lineOf('conf', line))).toEqual([6, 7, 8, 5])
  expect(lineOf('folded', 1)).toBe(9)
  manifest?.expressionsOf?.(['data', 'conf'], 2)
  expect(ranges.map(([start, end]) => text.slice(start, end))).toEqual(['three'])
})

describe('the items of a List', () => {
  const item = { metadata: { name: 'a' } }

  it('are as they are in a List', () => {
    expect(itemsOfList({ apiVersion: 'v1', kind: 'List', items: [item, 1] })).toEqual([item, 1])
  })

  it('have the kind and the apiVersion of a typed one, unless they say their own', () => {
    const own = { ...item, apiVersion: 'v1', kind: 'Service' }

    expect(itemsOfList({ apiVersion: 'v1', kind: 'SecretList', items: [item, own, null] })).toEqual([
      { ...item, apiVersion: 'v1', kind: 'Secret' },
      own,
      null,
    ])
    expect(itemsOfList({ kind: 'SecretList', items: [item] })).toEqual([item])
  })

  it.each([[{ kind: 'Secret', items: [] }], [{ kind: 'SecretList', items: {} }], [{ items: [] }], [[]], [null]])(
    'are none of %j',
    (value) => expect(itemsOfList(value)).toBeUndefined(),
  )
})

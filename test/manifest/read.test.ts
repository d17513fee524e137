import { describe, expect, it } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import { type RenderedTemplate, readManifests } from '../../src/manifest/read.ts'

/** A rendered template whose lines come from ten lines further down in the template. */
function rendered(text: string, template = 'web.yaml'): RenderedTemplate {
  return {
    template,
    text,
    placeAt: (offset) => ({ file: `templates/${template}`, line: text.slice(0, offset).split('\n').length + 10 }),
  }
}

function problems(...texts: string[]): KdeployError[] {
  try {
    readManifests(texts.map((text) => rendered(text)))
  } catch (error) {
    if (error instanceof KdeployError) return error.problems.length > 0 ? [...error.problems] : [error]
  }
  throw new Error('no KdeployError')
}

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n'

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

  it.each([
    ['just text\n', 'a rendered document is no Kubernetes object, found a string: "just text"', 11],
    ['- 1\n- 2\n', 'a rendered document is no Kubernetes object, found a list of 2', 11],
    ['kind: A\nmetadata: {name: a}\n', 'A a has no apiVersion', 11],
    ['apiVersion: v1\nmetadata: {name: a}\n', 'the object a has no kind', 11],
    ['apiVersion: 1\nkind: A\nmetadata: {name: a}\n', 'apiVersion of A a must be a string, found a number: 1', 11],
    [
      'apiVersion: v1\nkind: [A]\nmetadata: {name: a}\n',
      'kind of the object a must be a string, found a list of 1',
      12,
    ],
    ['apiVersion: v1\nkind: A\n', 'A has no metadata.name', 11],
    ['apiVersion: v1\nkind: A\nmetadata: foo\n', 'A has no metadata.name, found a string: "foo"', 13],
    ['apiVersion: v1\nkind: A\nmetadata: {}\n', 'A has no metadata.name', 13],
    ['apiVersion: v1\nkind: A\nmetadata:\n  name: 12\n', 'metadata.name of A must be a string, found a number: 12', 14],
    [
      'apiVersion: v1\nkind: A\nmetadata:\n  name: a/b\n',
      'metadata.name of A a/b must be without spaces, slashes and percent signs, found a string: "a/b"',
      14,
    ],
    [
      'apiVersion: v1\nkind: A\nmetadata:\n  generateName: a-\n',
      'A has generateName, so each apply would create another object, found a string: "a-"',
      14,
    ],
    [
      'apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  namespace: 12\n',
      'metadata.namespace of A a must be a string, found a number: 12',
      15,
    ],
    [
      'apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  labels:\n    version: 1.10\n',
      'metadata.labels.version of A a must be a string, found a number: 1.1',
      16,
    ],
    [`${configMap}data:\n  DEBUG: on\n`, 'data.DEBUG of ConfigMap a must be a string, found a boolean: true', 16],
    [
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  pin: 1234\n',
      'stringData.pin of Secret a must be a string, found a number: (masked)',
      15,
    ],
    [
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  pin: hunter2!\n',
      'data.pin of Secret a is not base64',
      15,
    ],
    [
      `${configMap}data:\n  ID: 9223372036854775807\n`,
      'data.ID of ConfigMap a must be a string, found a number: 9223372036854775807',
      16,
    ],
    [
      `${configMap}data:\n  x: "a\\ud800b"\n`,
      'data.x of ConfigMap a holds half of a surrogate pair, which is no character',
      16,
    ],
    [
      `${configMap}data:\n  "\\udfff": a\n`,
      'data of ConfigMap a has a key with half of a surrogate pair, which is no character',
      15,
    ],
    [
      'apiVersion: e/v1\nkind: A\nmetadata: {name: a}\nspec:\n- size: 9223372036854775808\n',
      'spec[0].size of A a is an integer beyond the 64 bits of int64, which the cluster would round',
      15,
    ],
  ])('refuses %j, with the template line', (text, message, line) => {
    const [problem] = problems(text)
    expect(problem).toMatchObject({ code: 'manifest-invalid', category: 'input', message })
    expect(problem?.place).toEqual({ file: 'templates/web.yaml', line })
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
    ['kind: Secret\nstringData:\n  pw: !!int hunter2', 'the value is no !!int'],
    ['kind: Secret\nstringData:\n  pw: !hunter2%ZZhunter2 a', 'tag name cannot contain such characters'],
    ['{"kind": "Secret", "stringData": {"pw": *hunter2}}', 'unknown anchor'],
    ['kind: SecretList\nitems:\n- {stringData: {hunter2: a, hunter2: b}}', 'duplicate key'],
  ])('quotes nothing of a literal Secret that is broken YAML: %j', (text, message) => {
    const [problem] = problems(text)

    expect(problem?.message).toBe(`Invalid YAML: ${message}`)
    expect(problem?.detail).not.toContain('hunter2')
  })

  it('says what it may of a sensitive value', () => {
    const text = 'apiVersion: v1\nkind: A\nmetadata:\n  name: hunter2/x\n'
    const textOf = (start: number, end: number) => text.slice(start, end).replace('hunter2', '<secret 1>')
    expect(() => readManifests([{ ...rendered(text), textOf }])).toThrow('found a string: <secret 1>/x')
  })
})

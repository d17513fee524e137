import { describe, expect, it } from 'vitest'
import { readManifests } from '../../src/manifest/read.ts'
import { problemsOf } from '../../src/manifest/validate.ts'
import { configMap, problems, rendered } from '../support/manifest/rendered.ts'

describe('readManifests', () => {
  it.each([
    ['just text\n', 'a rendered document is not a Kubernetes object, found a string: "just text"', 11],
    ['- 1\n- 2\n', 'a rendered document is not a Kubernetes object, found a list of 2 items', 11],
    ['kind: A\nmetadata: {name: a}\n', 'A a has no apiVersion', 11],
    ['apiVersion: v1\nmetadata: {name: a}\n', 'the object a has no kind', 11],
    ['apiVersion: 1\nkind: A\nmetadata: {name: a}\n', 'apiVersion of A a must be a string, found a number: 1', 11],
    [
      'apiVersion: v1\nkind: [A]\nmetadata: {name: a}\n',
      'kind of the object a must be a string, found a list of 1 item',
      12,
    ],
    ['apiVersion: v1\nkind: A\n', 'A has no metadata.name', 11],
    ['apiVersion: v1\nkind: A\nmetadata: foo\n', 'A has no metadata.name, found a string: "foo"', 13],
    ['apiVersion: v1\nkind: A\nmetadata: {}\n', 'A has no metadata.name', 13],
    ['apiVersion: v1\nkind: A\nmetadata:\n  name: 12\n', 'metadata.name of A must be a string, found a number: 12', 14],
    [
      'apiVersion: v1\nkind: A\nmetadata:\n  name: a/b\n',
      'metadata.name of A a/b must be a name without spaces, slashes or percent signs, found a string: "a/b"',
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
      'apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  resourceVersion: "12"\n  uid: 3f\n',
      'metadata.resourceVersion and metadata.uid of A a are for the API server to write',
      15,
    ],
    [
      'apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  managedFields: []\n',
      'metadata.managedFields of A a is for the API server to write',
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
      'data.x of ConfigMap a contains half of a surrogate pair, which is not a character',
      16,
    ],
    [
      `${configMap}data:\n  "\\udfff": a\n`,
      'data of ConfigMap a has a key with half of a surrogate pair, which is not a character',
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

  it('says where quotes are missing, and that a boolean needs more than them', () => {
    const hintOf = (value: string) => problems(`${configMap}data:\n  DEBUG: ${value}\n`)[0]?.hint
    const quotes = 'put the value in the template into quotes: "{{ … }}"'
    expect(hintOf('1')).toBe(quotes)
    expect(hintOf('true')).toBe(`${quotes}, and set a variable as text (--set-string), else it prints as True or False`)
  })

  it('takes what the server writes where it means nothing', () => {
    const text =
      'apiVersion: v1\nkind: A\nmetadata: {name: a, creationTimestamp: null, uid: null, generation: 2}\nstatus: {}\n'
    expect(readManifests([rendered(text)])).toHaveLength(1)
  })

  it('says what it may of a sensitive value', () => {
    const text = 'apiVersion: v1\nkind: A\nmetadata:\n  name: hunter2/x\n'
    const textOf = (start: number, end: number) => text.slice(start, end).replace('hunter2', '<secret 1>')
    expect(() => readManifests([{ ...rendered(text), textOf }])).toThrow('found a string: <secret 1>/x')
  })
})

describe('the data of a Secret', () => {
  const problemsWith = (data: string) =>
    problemsOf({
      value: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data: { key: data } },
      placeOf: () => ({ file: 'a' }),
      shownOf: () => undefined,
      maskText: (text) => text,
    })

  it.each(['', 'AA==', 'AAA=', 'AAAA', 'AA\n==', 'A'.repeat(32 * 1024 * 1024)])('may be base64 (%#)', (data) => {
    expect(problemsWith(data)).toEqual([])
  })

  it.each(['A', 'AA', 'AAA', 'A===', '====', 'AAAA=', 'AA=A', 'AAA-'])('may not be %s', (data) => {
    expect(problemsWith(data)).toHaveLength(1)
  })
})

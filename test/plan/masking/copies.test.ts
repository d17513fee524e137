import { deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createMasking } from '../../../src/masking/masking.ts'
import { maskObject, secretTextsOfLive, textsOfRecorded } from '../../../src/plan/masking/mask.ts'
import { writeYaml } from '../../../src/yaml/write.ts'

/** `dropped` is in copies only. */
const base64 = (text: string) => Buffer.from(text).toString('base64')
const copy = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'db' },
  data: { kept: base64('hunter2'), dropped: base64('old-pw') },
  stringData: { text: 'in-text' },
}
const json = JSON.stringify(copy)
/** As Go's archive/zip writes it: the sizes come behind the data. */
const zip = Buffer.concat([
  Buffer.from('504b0304140008000800000000000000000000000000000000000800', 'hex'),
  Buffer.from([0, 0]),
  Buffer.from('original'),
  deflateRawSync(json),
  Buffer.from('504b0708', 'hex'),
])

const secretWith = (annotations: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'db', annotations },
  data: { kept: base64('hunter2'), long: base64('p@ss/w$rd!x9') },
})

const forms: Record<string, Record<string, string>> = {
  "kubectl's": { 'kubectl.kubernetes.io/last-applied-configuration': json },
  "kapp's original": { 'kapp.k14s.io/original': json },
  "kapp's diff": {
    'kapp.k14s.io/original-diff': JSON.stringify([
      { op: 'replace', path: '/data/kept', value: base64('hunter2') },
      { op: 'add', path: '/data/dropped', value: base64('old-pw') },
      { op: 'add', path: '/stringData', value: { text: 'in-text' } },
    ]),
  },
  "objectset's": { 'objectset.rio.cattle.io/applied': gzipSync(json).toString('base64') },
  "banzaicloud's": { 'banzaicloud.com/last-applied': zip.toString('base64') },
  'JSON of anyone': { 'example.com/a': json },
  'YAML of anyone': { 'example.com/b': writeYaml(copy) },
  'base64 of anyone': { 'example.com/c': base64(json) },
  'base64 of YAML': { 'example.com/d': base64(writeYaml(copy)) },
  'base64 of gzip': { 'example.com/e': gzipSync(writeYaml(copy)).toString('base64') },
  'only data': { 'example.com/f': JSON.stringify({ data: copy.data, stringData: copy.stringData }) },
  'a list': { 'example.com/g': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [copy] }) },
}

describe('a copy of a Secret in an annotation', () => {
  for (const [form, annotations] of Object.entries(forms)) {
    test(`shows nothing of what it had or has: ${form}`, () => {
      const masked = maskObject(secretWith(annotations), [], createMasking().mask)

      expect(masked.metadata['annotations']).toEqual({
        [Object.keys(annotations)[0] ?? '']: expect.stringMatching(/^\(masked \d+\)$/),
      })
    })

    test(`makes known what it says: ${form}`, () => {
      for (const texts of [
        secretTextsOfLive,
        (object: ReturnType<typeof secretWith>) => textsOfRecorded({ object, sensitive: [] }),
      ])
        expect(texts(secretWith(annotations))).toEqual(expect.arrayContaining(['hunter2', 'old-pw', 'in-text']))
    })

    test(`is masked in what is no Secret too: ${form}`, () => {
      const object = { ...secretWith(annotations), kind: 'ConfigMap', data: {} }
      const sensitive = [{ path: ['data', 'a'], texts: ['x'], isKey: false }]
      const shown = JSON.stringify(maskObject(object, [{ object, sensitive }], createMasking().mask))

      expect(shown).not.toContain(Object.values(annotations)[0])
      expect(shown).toMatch(/"annotations":\{"[^"]+":"\(masked 1\)"\}/)
    })
  }

  test('is what a broken one of a known tool is taken for', () => {
    const names = ['kapp.k14s.io/original-diff-full', 'objectset.rio.cattle.io/applied', 'banzaicloud.com/last-applied']
    const broken = Object.fromEntries(names.map((name) => [name, `H4sI${base64('broken')}`]))
    const shown = JSON.stringify(maskObject(secretWith(broken), [], createMasking().mask))

    expect(shown).not.toContain('H4sI')
    expect(secretTextsOfLive(secretWith(broken))).toEqual(['hunter2', 'p@ss/w$rd!x9'])
  })

  test('is any text that holds data of it, escaped or not', () => {
    for (const text of ['db://u:p%40ss%2Fw$rd!x9@h', 'x: "p@ss/w$rd!x9"', base64('u:p@ss/w$rd!x9')])
      expect(JSON.stringify(maskObject(secretWith({ note: text }), [], createMasking().mask))).not.toContain(text)
  })

  test('is no annotation that says nothing of the data', () => {
    const annotations = { team: 'a', 'example.com/spec': '{"a":{"spec":1}}', checksum: 'a'.repeat(64) }

    expect(maskObject(secretWith(annotations), [], createMasking().mask).metadata['annotations']).toEqual(annotations)
  })

  test('of an object that holds nothing sensitive is shown, unless it is one of a Secret', () => {
    const own = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 'b' } })
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': own, 'example.com/secret': json }
    const object = { ...secretWith(annotations), kind: 'ConfigMap', data: {} }

    expect(maskObject(object, [], createMasking().mask).metadata['annotations']).toEqual({
      'kubectl.kubernetes.io/last-applied-configuration': own,
      'example.com/secret': '(masked 1)',
    })
    expect(secretTextsOfLive(object)).toEqual(['hunter2', 'old-pw', 'in-text'])
  })
})

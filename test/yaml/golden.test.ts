import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseJson, stringifyJson } from '../../src/json.ts'
import { readDocuments } from '../../src/yaml/read.ts'

interface Case {
  readonly name: string
  readonly yaml: string
  readonly json?: readonly string[]
  readonly error?: string
  readonly strict?: string
}

/** Where kdeploy reads more, or less, than kubectl does. */
const DEPARTURES = {
  'duplicate keys are an error': [
    'duplicate key',
    'duplicate key in a nested map',
    'duplicate key, quoted',
    'value {a: 1, a: 2}',
  ],
  'a 64-bit key is a string anyway': ['key 9223372036854775808', 'key 18446744073709551615', 'key 0xffffffffffffffff'],
  'valid YAML that libyaml cannot read': [
    'json',
    'tab after dash',
    'tab in an empty line',
    'literal with tabs',
    'value "\\x41\\u0042\\U00000043\\n\\t\\e\\0\\_\\N\\/"',
    'key "\\x41\\u0042\\U00000043\\n\\t\\e\\0\\_\\N\\/"',
  ],
  'an empty collection as a key is an error': ['key {}', 'key []'],
  'an anchor may contain a colon': ['key &a'],
  'a next-line character is kept': ['next line character'],
}

/** Integers beyond 63 bits: parseJson takes them as the API server does. */
const unsigned = ['value 9223372036854775808', 'value 18446744073709551615', 'value 0xffffffffffffffff']

const cases = JSON.parse(readFileSync(new URL('../golden/yaml/cases.json', import.meta.url), 'utf8')) as Case[]

function read(text: string): unknown[] {
  return readDocuments(text, 'case.yaml')
    .map((document) => document.value)
    .filter((value) => value !== null)
}

function asKubectl({ yaml, json, error }: Case): boolean {
  try {
    const values = read(yaml)
    return error === undefined && isDeepEqual(values, (json ?? []).map(parseJson))
  } catch {
    return error !== undefined
  }
}

function isDeepEqual(left: unknown, right: unknown): boolean {
  try {
    expect(left).toEqual(right)
    return true
  } catch {
    return false
  }
}

describe('YAML as kubectl reads it (goldens of sigs.k8s.io/yaml)', () => {
  const departures = new Set([...Object.values(DEPARTURES).flat(), ...unsigned])
  for (const { name, yaml, json, error } of cases.filter((one) => !departures.has(one.name))) {
    it(`reads ${JSON.stringify(name)}`, () => {
      if (error !== undefined) {
        expect(() => read(yaml)).toThrow('invalid YAML')
      } else {
        expect(read(yaml)).toEqual((json ?? []).map(parseJson))
      }
    })
  }

  it('reads integers to the last digit, also those that JSON readers take for doubles', () => {
    for (const { yaml, json } of cases.filter(({ name }) => unsigned.includes(name))) {
      expect(read(yaml).map((value) => stringifyJson(value))).toEqual(json)
    }
  })

  for (const [reason, names] of Object.entries(DEPARTURES)) {
    it(`departs from kubectl: ${reason}`, () => {
      expect(
        cases
          .filter((one) => names.includes(one.name) && !asKubectl(one))
          .map((one) => one.name)
          .sort(),
      ).toEqual([...names].sort())
    })
  }
})

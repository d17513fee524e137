import { describe, expect, it } from 'vitest'
import type { ResolveOptions } from '../../../src/workflow/resolving/resolve-profile.ts'
import { type Files, variablesOf } from '../../support/projects/project-folder.ts'

const json = { 'v.json': '{"__proto__": 1}', 'deep.json': '{"a": {"__proto__": 1}}', 'v.env': '__proto__=1\n' }
const live = {
  defaultNamespace: 'ns',
  live: {
    get: async (_kind: unknown, _namespace: unknown, name: string) => ({
      metadata: { name },
      data: JSON.parse('{"__proto__": "x"}') as Record<string, string>,
    }),
    list: async () => [],
  },
}
const source = (text: string): Files => ({ 'profiles/prod.yaml': `variablesFrom:\n- ${text}\n` })
const node = JSON.stringify(process.execPath)

describe('a variable called __proto__ is an error with its place, given by', () => {
  it.each<[string, Files, Partial<ResolveOptions>, string, object | undefined]>([
    ['a profile', { 'profiles/prod.yaml': 'variables:\n  __proto__: 1\n' }, {}, 'profiles/prod.yaml', { line: 2 }],
    [
      'a map of it',
      { 'profiles/prod.yaml': 'variables:\n  m:\n    __proto__: 1\n' },
      {},
      'profiles/prod.yaml',
      { line: 3 },
    ],
    ['kdeploy.yaml', { 'kdeploy.yaml': 'profile: {variables: {__proto__: 1}}\n' }, {}, 'kdeploy.yaml', { line: 1 }],
    ['a JSON file', source('file: v.json'), {}, 'v.json', { line: 1 }],
    ['a map of a JSON file', source('file: deep.json'), {}, 'deep.json', { line: 1 }],
    ['a dotenv file', source('file: v.env'), {}, 'v.env', { line: 1 }],
    [
      'the environment',
      source('environment: [__proto__]'),
      { environment: JSON.parse('{"__proto__": "1"}') },
      'environment',
      { line: 2 },
    ],
    [
      'a command',
      source(`command: [${node}, -p, '"{\\"__proto__\\": 1}"']`),
      { connect: async () => live },
      'command ',
      { line: 2 },
    ],
    ['a live ConfigMap', source('configMap: a'), { connect: async () => live }, 'ConfigMap ns/a', { line: 2 }],
    [
      'an example',
      source('{configMap: a, example: {__proto__: x}}'),
      {},
      'example of the configMap source',
      { line: 2 },
    ],
    ['`as`', source('{file: v.json, keys: [a], optional: true, as: __proto__}'), {}, 'v.json', { line: 1 }],
    ['--values', {}, { values: ['deep.json'] }, 'deep.json', { line: 1 }],
    ['--set', {}, { set: ['__proto__=1'] }, '--set', undefined],
    ['--set-string', {}, { setString: ['a.__proto__.b=1'] }, '--set-string', undefined],
  ])('%s', async (_, files, options, label, place) => {
    await expect(variablesOf({ ...json, ...files }, options)).rejects.toMatchObject({
      code: 'variable-reserved',
      message: expect.stringContaining(label),
      ...(place === undefined ? { place } : { place: expect.objectContaining(place) }),
    })
  })
})

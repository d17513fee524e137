import { expect, test } from 'vitest'
import { parseNamed, parseNamedAnywhere } from '../../src/cli/options.ts'

test('an object is named by kind and name, in an option by its namespace too', () => {
  expect(parseNamed('pvc/data')).toEqual({ kind: 'pvc', name: 'data' })
  expect(parseNamedAnywhere('pvc/data')).toEqual({ kind: 'pvc', name: 'data' })
  expect(parseNamedAnywhere('deploy.apps/other/web')).toEqual({ kind: 'deploy.apps', namespace: 'other', name: 'web' })
})

test.each(['pvc', 'pvc/', '/data', 'a//b', '/a/b', 'a/b/', 'a/b/c/d'])('%s names no object', (text) => {
  expect(() => parseNamedAnywhere(text)).toThrow(`"${text}" doesn't name an object`)
})

test('an argument takes no namespace', () => {
  expect(() => parseNamed('deploy/other/web')).toThrow(`"deploy/other/web" doesn't name an object`)
})

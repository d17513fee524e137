import { expect, test } from 'vitest'
import { parseNamed, parseNamedAnywhere } from '../../src/cli/options/options.ts'
import { planArguments } from '../../src/cli/options/plan-options.ts'

test('an object is named by kind and name, in an option by its namespace too', () => {
  expect(parseNamed('pvc/data')).toEqual({ kind: 'pvc', name: 'data' })
  expect(parseNamedAnywhere('pvc/data')).toEqual({ kind: 'pvc', name: 'data' })
  expect(parseNamedAnywhere('deploy.apps/other/web')).toEqual({ kind: 'deploy.apps', namespace: 'other', name: 'web' })
})

test.each(['pvc', 'pvc/', '/data', 'a//b', '/a/b', 'a/b/', 'a/b/c/d'])('%s names no object', (text) => {
  expect(() => parseNamedAnywhere(text)).toThrow(`"${text}" is not an object name`)
})

test('what names no object is told how an option can name one', () => {
  expect(() => parseNamedAnywhere('pvc')).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('KIND/NAMESPACE/NAME') }),
  )
})

test('an argument takes no namespace', () => {
  expect(() => parseNamed('deploy/other/web')).toThrow(`"deploy/other/web" is not an object name`)
})

test('the options of a plan can be typed again as they were', () => {
  const data = { kind: 'pvc', namespace: 'other', name: 'data' }

  expect(planArguments({ concurrency: 1, prune: true, alsoDelete: [], replace: [], adopt: [], adoptFrom: [] })).toEqual(
    [],
  )
  expect(
    planArguments({ forceConflicts: true, prune: false, replace: ['any'], adopt: [data], adoptFrom: ['old tool'] }),
  ).toEqual(['--force-conflicts', '--no-prune', '--replace', '--adopt', 'pvc/other/data', '--adopt-from', 'old tool'])
  expect(planArguments({ alsoDelete: [data] })).toEqual(['--also-delete', 'pvc/other/data'])
})

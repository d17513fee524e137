import { expect, test } from 'vitest'
import { comparedFiles } from '../../../src/output/diff/compared-files.ts'
import type { ObjectDiff } from '../../../src/plan/diff/types.ts'

const ref = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'ns', name: 'web' }

function diff(given: Partial<ObjectDiff> = {}, before = 'a: 1\n', after = 'a: 2\n'): ObjectDiff {
  return {
    ...{ ref, action: 'change', place: undefined, checkedByServer: true, fields: [], hunks: [], alsoChanged: [] },
    texts: () => ({ before, after }),
    ...given,
  }
}

test('an object is a file of one name in both folders, or in the one of the side that has it', () => {
  const created = diff({ action: 'create', ref: { ...ref, group: '', kind: 'Service' } }, '', 'new: 1\n')

  expect(comparedFiles([diff(), created])).toEqual({
    live: new Map([['apps.v1.Deployment.ns.web', 'a: 1\n']]),
    merged: new Map([
      ['apps.v1.Deployment.ns.web', 'a: 2\n'],
      ['v1.Service.ns.web', 'new: 1\n'],
    ]),
  })
})

test('what is deleted or orphaned is a file on the live side alone, which says so', () => {
  const { live, merged } = comparedFiles([
    diff({ action: 'delete' }, '', ''),
    diff({ action: 'orphan', ref: { ...ref, name: 'old' } }, '', ''),
  ])

  expect([...live.values()]).toEqual([
    '# to be deleted: no longer rendered\n',
    '# to be orphaned: it stays, no longer part of a release\n',
  ])
  expect(merged.size).toBe(0)
})

test('no name leads out of its folder, is too long, or is another one where case does not count', () => {
  const names = ['../../../etc/passwd', '\\..\\x', 'a\nb', 'w'.repeat(300), '😀'.repeat(100), 'WEB', 'web', 'Web']
  const { live } = comparedFiles(names.map((name) => diff({ ref: { ...ref, name } })))
  const files = [...live.keys()]

  expect(files).toHaveLength(names.length)
  expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(names.length)
  expect(files.filter((file) => /[/\\\n]|^\./.test(file) || Buffer.byteLength(file) > 255)).toEqual([])
  expect(files[0]).toBe('apps.v1.Deployment.ns..._.._.._etc_passwd')
})

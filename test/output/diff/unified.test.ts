import { expect, test } from 'vitest'
import { showUnified } from '../../../src/output/diff/unified.ts'
import { createScreen } from '../../../src/output/terminal/screen.ts'
import type { ObjectDiff } from '../../../src/plan/diff/types.ts'

function shown(...diffs: (Partial<ObjectDiff> & { before?: string; after?: string })[]): string {
  let text = ''
  const stdout = { write: (part: string) => (text += part) }
  const { out } = createScreen({ stdout, stderr: stdout }, {}, (part) => part)
  showUnified(
    diffs.map(({ before = '', after = '', ...diff }) => ({
      ref: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'ns', name: 'web' },
      action: 'change',
      place: undefined,
      checkedByServer: true,
      fields: [],
      hunks: [],
      alsoChanged: [],
      texts: () => ({ before, after }),
      ...diff,
    })),
    out,
  )
  return text
}

test('a changed object is a unified diff of its whole text, which a tool can read', () => {
  const text = (level: number) => `a: 1\nb: 2\nc: 3\nd: 4\nlevel: ${level}\n`

  expect(shown({ before: text(1), after: text(2) })).toBe(
    [
      'diff -u -N LIVE/apps.v1.Deployment.ns.web MERGED/apps.v1.Deployment.ns.web',
      '--- LIVE/apps.v1.Deployment.ns.web',
      '+++ MERGED/apps.v1.Deployment.ns.web',
      '@@ -2,4 +2,4 @@',
      ...[' b: 2', ' c: 3', ' d: 4', '-level: 1', '+level: 2', ''],
    ].join('\n'),
  )
})

test('a created object comes from nothing, at line 0', () => {
  expect(shown({ action: 'create', after: 'a: 1\n' })).toContain(
    '--- /dev/null\n+++ MERGED/apps.v1.Deployment.ns.web\n@@ -0,0 +1,1 @@\n+a: 1\n',
  )
})

test('a deleted or orphaned one is named, a core object without a group', () => {
  const ref = { group: '', version: 'v1', kind: 'Namespace', namespace: undefined, name: 'old' }

  expect(shown({ action: 'delete', ref }, { action: 'orphan' })).toBe(
    'Only in LIVE: v1.Namespace.old\nOnly in LIVE: apps.v1.Deployment.ns.web\n',
  )
})

test('one of which only the ownership changes has no lines', () => {
  expect(shown({ action: 'transfer', before: 'a: 1\n', after: 'a: 1\n' })).toBe('')
})

test('texts that differ in thousands of lines are shown as replaced', () => {
  const lines = (prefix: string) => Array.from({ length: 2500 }, (_, index) => `${prefix}${index}\n`).join('')

  expect(shown({ before: lines('a'), after: lines('b') })).toContain('@@ -1,2500 +1,2500 @@\n-a0\n')
})

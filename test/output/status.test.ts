import { expect, test } from 'vitest'
import type { Pen } from '../../src/output/screen.ts'
import { showStatus } from '../../src/output/status.ts'
import type { ListedRevision } from '../../src/workflow/results.ts'

const createdAt = '2026-11-21T05:00:00Z'

function shown(status: ListedRevision['status'], reason: string | undefined): string[] {
  const lines: string[] = []
  const pen = { colour: {}, line: (text: string) => lines.push(text) } as unknown as Pen
  const facts = { number: 2, createdAt, finishedAt: createdAt, by: 'ann@desk', command: 'apply' }
  const revision = { ...facts, status, reason, restores: undefined, changes: undefined, untrusted: undefined }
  const redact = (text: string) => text.replaceAll('hunter2', '(masked 7)')
  showStatus(
    { release: 'shop/prod_shop/shop', revision, unreadable: [], objects: [], leaving: [] },
    Date.parse(createdAt),
    pen,
    redact,
  )
  return lines
}

test('why a revision failed stands on one line below it, masked and without escapes', () => {
  const lines = shown('failed', 'Job shop/migrate: refused\n  hunt\u001b[1mer2')

  expect(lines).toHaveLength(3)
  expect(lines[0]).toMatch(/revision 2, failed, /)
  expect(lines[1]).toMatch(/^ {2}Job shop\/migrate: refused /)
  expect(lines[1]).not.toContain('\u001b')
  expect(shown('failed', 'the password hunter2')[1]).toBe('  the password (masked 7)')
})

test.each([
  ['succeeded', '1 object could not be deleted: ConfigMap shop/old: forbidden'],
  ['pending', undefined],
] as const)('no reason is told of a revision that is %s', (status, reason) => {
  expect(shown(status, reason)).toHaveLength(2)
})

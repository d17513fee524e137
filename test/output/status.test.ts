import { expect, test } from 'vitest'
import { showStatus } from '../../src/output/status.ts'
import type { Pen } from '../../src/output/terminal/screen.ts'
import type { ListedRevision, ReleaseStatus } from '../../src/workflow/run/results.ts'

const createdAt = '2026-11-21T05:00:00Z'

const facts = {
  createdAt,
  finishedAt: createdAt,
  by: 'ann@desk',
  command: 'apply',
  restores: undefined,
  images: [],
  writes: undefined,
  changes: undefined,
}

const place = { release: 'shop/prod_shop/shop', namespace: 'shop', kubeContext: 'kind', server: 'https://127.0.0.1' }

function shown(
  status: ListedRevision['status'],
  reason: string | undefined,
  unreadable: readonly ListedRevision[] = [],
  { lock }: Pick<ReleaseStatus, 'lock'> = { lock: null },
): string[] {
  const lines: string[] = []
  const pen = { colour: { yellow: String }, line: (text: string) => lines.push(text) } as unknown as Pen
  const revision = { ...facts, number: 2, status, reason, untrusted: undefined }
  const redact = (text: string) => text.replaceAll('hunter2', '(masked 7)')
  showStatus(
    { ...place, revision, running: revision, lock, isExtentUnknown: false, unreadable, objects: [], terminating: [] },
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

test.each([['succeeded', '1 object could not be deleted: ConfigMap shop/old: forbidden']] as const)(
  'no reason is told of a revision that is %s',
  (status, reason) => {
    expect(shown(status, reason)).toHaveLength(2)
  },
)

test('revisions that came after it are told with why they can’t be gone by', () => {
  const later = { ...facts, status: 'unreadable' } as const
  const lines = shown('succeeded', undefined, [
    { ...later, number: 3, reason: 'Secret shop/a: its data', untrusted: undefined },
    { ...later, number: 4, reason: 'Secret shop/b: its type', untrusted: "it can't be read" },
    { ...later, number: undefined, reason: undefined, untrusted: 'the release recorded it' },
  ])

  expect(lines.slice(1, -1)).toEqual([
    "  revision 3 can't be read: Secret shop/a: its data",
    "  revision 4 is not trusted: it can't be read; Secret shop/b: its type",
    '  a newer revision is not trusted: the release recorded it',
  ])
})

test.each<[ListedRevision['status'], ReleaseStatus['lock'], string[]]>([
  [
    'pending',
    { holder: 'ann@desk (1)', since: createdAt, idle: 999, isAlive: true },
    [`  being deployed by ann@desk (1) since ${createdAt}`],
  ],
  [
    'pending',
    { holder: 'ann@desk (1)', since: createdAt, idle: 40_100, isAlive: false },
    ['  its run was killed: no heartbeat from ann@desk (1) for 40 s'],
  ],
  ['pending', null, ['  its run was killed or interrupted: nobody holds the lock']],
  ['pending', undefined, []],
  [
    'succeeded',
    { holder: 'ann@desk (1)', since: createdAt, idle: 0, isAlive: true },
    [`  locked by ann@desk (1) since ${createdAt}`],
  ],
  ['succeeded', null, []],
])('who deploys right now is told of a revision that is %s', (status, lock, expected) => {
  expect(shown(status, undefined, [], { lock }).slice(1, -1)).toEqual(expected)
})

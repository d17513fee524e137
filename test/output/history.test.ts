import { describe, expect, test } from 'vitest'
import { showHistory } from '../../src/output/history.ts'
import type { ListedRevision } from '../../src/workflow/run/results.ts'
import { penOf, Terminal } from '../support/output/terminal-screen.ts'

const createdAt = '2026-11-21T05:00:00Z'
const noWrites = {
  created: 0,
  changed: 0,
  adopted: 0,
  transferred: 0,
  recreated: 0,
  deleted: 0,
  orphaned: 0,
  unknown: 0,
}

function revision(number: number, more: Partial<ListedRevision> = {}): ListedRevision {
  const facts = { status: 'succeeded' as const, createdAt, finishedAt: createdAt, by: 'ann@laptop', command: 'apply' }
  const open = {
    restores: undefined,
    images: [],
    reason: undefined,
    untrusted: undefined,
    changes: undefined,
    writes: undefined,
  }
  return { number, ...facts, ...open, ...more }
}

const reason =
  "Deployment shop/web: its new pod can't become ready (CrashLoopBackOff: exited with code 1, restarted once)"

function shown(columns: number, ...revisions: ListedRevision[]): string[] {
  const terminal = new Terminal(columns, 40)
  showHistory({ revisions }, Date.parse(createdAt) + 300_000, penOf(terminal, { NO_COLOR: '1' }), (text) => text)
  return terminal.screen().slice(0, -1)
}

describe('a history', () => {
  test('is one table where there is room', () => {
    const lines = shown(220, revision(1, { writes: { ...noWrites, created: 2 } }), revision(2, { reason }))

    expect(lines[0]).toMatch(/^REVISION +STATUS +WHEN +BY +COMMAND +CHANGES +REASON$/)
    expect(lines[1]).toMatch(/^1 +succeeded +5 min ago \(2026-11-21T05:00:00Z\) +ann@laptop +apply +2 created$/)
    expect(lines[2]).toMatch(/ - {2,}Deployment shop\/web: .* restarted once\)$/)
  })

  test('names images and commit where there is any, without registries', () => {
    const digest = `sha256:${'0123456789abcdef'.repeat(4)}`
    const images = ['r.io:5000/team/web:1', `r.io/db@${digest}`, 'busybox'].map((image) => ({ image, digests: [] }))
    const lines = shown(220, revision(1), revision(2, { images, commit: '0123456789abcdef' }))

    expect(lines[0]).toMatch(/CHANGES +IMAGES +COMMIT +REASON$/)
    expect(lines[2]).toMatch(/ - +web:1, db@sha256:0123456789ab and 1 more +01234567$/)
  })

  test('leaves images out, then the commit, of a terminal that has no room for them', () => {
    const images = [{ image: 'r.io/a-service-with-a-long-name:2026-11-21', digests: [] }]
    const titlesAt = (columns: number) => {
      const lines = shown(columns, revision(1, { images, commit: '0123456789abcdef' }))
      expect(lines.filter((line) => line.length > columns)).toEqual([])
      return lines[0]
    }
    expect(titlesAt(100)).toMatch(/CHANGES +IMAGES +COMMIT$/)
    expect(titlesAt(75)).toMatch(/CHANGES +COMMIT$/)
    expect(titlesAt(60)).toMatch(/CHANGES$/)
  })

  test('says that nothing is known of what a killed run changed', () => {
    const changes = { created: 1, changed: 2, removed: 0 }
    expect(shown(200, revision(1, { changes, isExtentUnknown: true }))[1]).toMatch(/ unknown$/)
  })

  test.each([80, 60, 40])('fits a terminal of %d columns, with each reason below its row', (columns) => {
    const url = 'https://ci.example.com/group/project/-/jobs/123456789'
    const writes = { ...noWrites, created: 12, changed: 3, deleted: 4, orphaned: 1 }
    const lines = shown(columns, revision(9), revision(10, { reason, by: url, command: 'undo to 3', writes }))

    expect(lines.filter((line) => line.length > columns)).toEqual([])
    expect(lines[0]).toMatch(/^REVISION +STATUS +WHEN/)
    expect(lines[2]).toMatch(/^10 +succeeded +5 min ago/)
    expect(lines.slice(3).every((line) => line.startsWith('  '))).toBe(true)
    expect(lines.slice(3).join('')).toContain('CrashLoopBackOff')
  })

  test('counts what was written, else in what the manifests differ', () => {
    const changes = { created: 1, changed: 2, removed: 0 }
    const lines = shown(
      200,
      revision(1, { writes: { ...noWrites, changed: 1, unknown: 1 }, changes }),
      revision(2, { changes }),
      revision(3, { writes: noWrites, changes }),
      revision(4),
    )

    expect(lines.slice(1).map((line) => line.split(/ {2,}/).at(-1))).toEqual([
      '1 changed, 1 unknown',
      '1 created, 2 changed',
      'none',
      '-',
    ])
  })
})

import { describe, expect, test } from 'vitest'
import type { Revision } from '../../src/history/records/revision.ts'
import { isExtentUnknown, leftUnchanged, runningOf } from '../../src/history/running.ts'

function revision(number: number, contents: Record<string, string>, more: Partial<Revision> = {}): Revision {
  const manifests = Object.entries(contents).map(([name, content]) => ({
    template: 'a.yaml',
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { content } },
    sensitive: [],
  }))
  const facts = { createdAt: '', by: '', command: '', kdeployVersion: '' }
  return { number, status: 'succeeded', ...facts, manifests, ...more }
}

function shown(revisions: readonly Revision[]) {
  const running = runningOf(revisions)
  return {
    number: running?.revision.number,
    contents: running?.manifests.map(({ object }) => (object['data'] as { content: string }).content).join(''),
    unwritten: [...(running?.unwritten ?? [])].map(([key, how]) => `${key.split('/').at(-1)} ${how}`),
  }
}

const untouched = { status: 'failed', untouched: true } as const

describe('what runs of a release', () => {
  test('is the newest revision, though its workloads failed', () => {
    const all = [revision(1, { a: '1' }), revision(2, { a: '2' }, { status: 'failed', unwritten: [] })]

    expect(shown(all)).toEqual({ number: 2, contents: '2', unwritten: [] })
  })

  test('is the one before those that wrote nothing or cannot be read', () => {
    const last = [revision(2, { a: '2' }, untouched), revision(3, {}, { status: 'unreadable' })]

    expect(shown([revision(1, { a: '1' }), ...last])).toEqual({ number: 1, contents: '1', unwritten: [] })
    expect(runningOf(last)).toBeUndefined()
    expect(runningOf([])).toBeUndefined()
  })

  test('is each object as it was written last, where a deploy failed midway', () => {
    const all = [
      revision(1, { a: '1', b: '1' }),
      revision(2, { a: '2', b: '2', c: '2' }, { status: 'failed', unwritten: [1, 2] }),
      revision(3, { a: '3', b: '3', c: '3' }, { status: 'failed', unwritten: [0, 1, 2] }),
    ]

    expect(shown(all)).toEqual({ number: 3, contents: '213', unwritten: ['a as-before', 'b as-before', 'c never'] })
  })

  test('is all of a revision that is settled by now', () => {
    const all = [revision(1, { a: '1' }), revision(2, { a: '2' }, { unwritten: [0] })]

    expect(shown(all)).toEqual({ number: 2, contents: '2', unwritten: [] })
    expect(leftUnchanged(revision(1, {}, { untouched: true }))).toBe(false)
    expect(leftUnchanged(revision(1, {}, untouched))).toBe(true)
  })
})

test.each([
  ['is under way', { status: 'pending' }, true],
  ['was killed', { status: 'failed', cutOff: true }, true],
  ['was interrupted and recorded what it wrote', { status: 'failed', cutOff: true, unwritten: [0] }, false],
  ['was cut off before it wrote anything', { ...untouched, cutOff: true }, false],
  ['failed in the end', { status: 'failed' }, false],
  ['succeeded', { status: 'succeeded' }, false],
] as const)('whether it is unknown what a deploy wrote that %s', (_, more, expected) => {
  expect(isExtentUnknown(revision(1, {}, more))).toBe(expected)
})

import { describe, expect, test } from 'vitest'
import type { Revision } from '../../../../src/history/records/revision.ts'
import type { StoredRevision } from '../../../../src/history/store.ts'
import { keptRevisions } from '../../../../src/workflow/planning/undo/kept-revisions.ts'

const manifestsOf = (content: string) => [
  {
    template: 'a.yaml',
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { content } },
    sensitive: [],
  },
]

/** `A` succeeded, `A!` failed, `A.` can't be read. */
function history(text: string): StoredRevision[] {
  return text.split(' ').map((one, index) => {
    const status = one.endsWith('!') ? 'failed' : one.endsWith('.') ? 'unreadable' : 'succeeded'
    const facts = { number: index + 1, createdAt: '', by: '', command: '', kdeployVersion: '' }
    const revision: Revision = { ...facts, status, manifests: manifestsOf(one[0] ?? '') }
    return { revision } as StoredRevision
  })
}

function kept(text: string, limit: number, next?: string, restores?: number): number[] {
  const recorded =
    next === undefined ? undefined : { manifests: manifestsOf(next), status: 'succeeded' as const, restores }
  return keptRevisions(history(text), limit, recorded).map(({ revision }) => revision.number)
}

describe('keptRevisions', () => {
  test.each<[string, string, number, string | undefined, number | undefined, number[]]>([
    ['all, where nothing is recorded', 'A B C D E F G', 1, undefined, undefined, [1, 2, 3, 4, 5, 6, 7]],
    ['as many as the limit says, with the new one', 'A A A A', 3, 'A', undefined, [3, 4]],
    ['the newest states, whatever the limit', 'A B C D E F G', 1, 'H', undefined, [4, 5, 6, 7]],
    ['the state that the new one repeats counts once', 'A B C D E F G', 1, 'C', undefined, [4, 5, 6, 7]],
    ['what the new one restores, and what came before', 'A B C D', 1, 'B', 2, [1]],
    ['what a failed one ran before', 'A B! C!', 1, 'D', undefined, [1]],
    ['those that cannot be read', 'A B. C', 1, 'C', undefined, [1, 2]],
  ])('keeps %s', (_what, text, limit, next, restores, numbers) => {
    expect(kept(text, limit, next, restores)).toEqual(numbers)
  })

  test('keeps nothing of an empty history', () => {
    const next = { manifests: [], status: 'succeeded' as const, restores: undefined }
    expect(keptRevisions([], 1, next)).toEqual([])
  })
})

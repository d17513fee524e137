import { expect, test } from 'vitest'
import { createMasking } from '../../../src/masking/masking.ts'
import { diffPlan } from '../../../src/plan/diff/diff.ts'
import type { Change, Plan } from '../../../src/plan/types.ts'

function diff(live: string, text: string, ...known: string[]): string[] {
  const objectOf = (data: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a' },
    data: { text: data },
  })
  const masking = createMasking()
  masking.registerSecrets(known)
  const change = {
    ref: { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'a', name: 'a' },
    manifest: { object: objectOf(text), sensitive: [], placeOf: () => undefined },
    action: 'update',
    live: objectOf(live),
    desired: objectOf(text),
    merged: objectOf(text),
    checkedByServer: true,
  } as unknown as Change
  const plan = { changes: [change], hooks: [], candidates: [] } as unknown as Plan
  return diffPlan(plan, [], masking).flatMap(({ hunks }) =>
    hunks.flatMap(({ lines }) => lines.map(({ kind, text: shown }) => `${kind}: ${shown.trim()}`)),
  )
}

test('a known value over several lines of one side of a diff is masked in each, among those of the other side', () => {
  const lines = diff(
    'a\nold-one\nsec\nret-\nvalue\nb\n',
    'a\nnew-one\nsec\nret-\nvalue\nb\n',
    'sec\nret-\nvalue',
    'old-onesec',
  )

  expect(lines.join('\n')).not.toMatch(/ret-|value/)
  expect(lines.filter((line) => line.startsWith('context: (masked'))).toHaveLength(3)
  expect(lines).toContain('added: new-one')
})

import { expect, test } from 'vitest'
import type { KubeObject, ObjectRef } from '../../../src/manifest/types.ts'
import { keepUnknown, optionName } from '../../../src/plan/scope/outside.ts'
import type { PruneCandidate } from '../../../src/plan/types.ts'

function candidates(namespace: string | undefined, uid: string, more: Partial<PruneCandidate> = {}): PruneCandidate {
  const ref: ObjectRef = { group: 'example.com', version: 'v1', kind: 'Widget', namespace, name: 'a' }
  const live: KubeObject = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a', uid } }
  return { ref, live, keptBecause: undefined, letGo: false, ...more }
}

const fates = (...all: readonly PruneCandidate[]) =>
  keepUnknown(all, 'shop-ns', new Set(['known'])).map(({ keptBecause, letGo }) => [keptBecause, letGo])

test('what is no longer rendered inside the namespace, or was written by the release, is deleted', () => {
  expect(fates(candidates('shop-ns', 'any'), candidates('other', 'known'), candidates(undefined, 'known'))).toEqual([
    [undefined, false],
    [undefined, false],
    [undefined, false],
  ])
})

test('what no revision tells of stays outside, and the reason says how to delete it', () => {
  const because = 'outside shop-ns, and no revision says that this release wrote it; to delete it: --also-delete'

  expect(fates(candidates('other', '1'), candidates(undefined, '2'))).toEqual([
    [`${because} widget.example.com/other/a`, false],
    [`${because} widget.example.com/a`, false],
  ])
})

test('the option is quoted, as a role’s name may hold what a shell would run', () => {
  const one = candidates(undefined, '1')
  const [[because] = []] = fates({ ...one, ref: { ...one.ref, name: 'a;id>$(id)' } })

  expect(because).toContain(" --also-delete 'widget.example.com/a;id>$(id)'")
})

test('what no revision tells of is not orphaned or given back either, and what stays anyway keeps its reason', () => {
  const givenBack = { object: candidates('other', '1').live }
  const [first, second] = keepUnknown(
    [
      candidates('other', '1', { keptBecause: 'adopted', letGo: true, givenBack }),
      candidates('other', '1', { keptBecause: 'holds data' }),
    ],
    'shop-ns',
    new Set(),
  )

  expect(first).toMatchObject({ keptBecause: expect.stringMatching(/^outside/), letGo: false, givenBack: undefined })
  expect(second?.keptBecause).toBe('holds data')
})

test('an option names the namespace only where it is another one', () => {
  const ref = { group: '', version: 'v1', kind: 'ConfigMap', name: 'a' }

  expect(['shop-ns', 'other', undefined].map((namespace) => optionName({ ...ref, namespace }, 'shop-ns'))).toEqual([
    'configmap/a',
    'configmap/other/a',
    'configmap/a',
  ])
})

import { describe, expect, test } from 'vitest'
import { type Coded, type ErrorCode, KdeployError } from '../../../../src/errors.ts'
import { keyOf, refOf } from '../../../../src/manifest/identity.ts'
import type { KubeObject } from '../../../../src/manifest/types.ts'
import { findUnrestorable, refuseNothingElse } from '../../../../src/workflow/planning/undo/unrestorable.ts'

const object = (kind: string, name: string, rest: object = {}): KubeObject => ({
  apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
  kind,
  metadata: { name, namespace: 'shop' },
  ...rest,
})
const ref = (kind: string, name: string) => refOf(object(kind, name))
const problem = (code: ErrorCode) =>
  new KdeployError({ ...({ code, category: 'input' } as Coded), message: `refused: ${code}` })
const asked = (kind: string, name: string, codes: readonly ErrorCode[] = [], checkAfter: readonly string[] = []) => ({
  ref: ref(kind, name),
  checkAfter,
  problems: codes.map((code) => problem(code)),
})
const namesOf = (left: ReturnType<typeof findUnrestorable>) => left.map((one) => `${one.ref.name}: ${one.problem.code}`)

describe('what an undo leaves', () => {
  test('is what is refused for itself alone', () => {
    const items = [asked('ConfigMap', 'fine'), asked('PersistentVolumeClaim', 'data', ['manifest-invalid'])]

    expect(namesOf(findUnrestorable(items))).toEqual(['data: manifest-invalid'])
  })

  test.for(['forbidden', 'cluster-unreachable', 'field-conflict', 'webhook-failed', 'quota-exceeded'] as const)(
    'is nothing that is refused by %s, also beside another refusal',
    (code) => {
      expect(
        findUnrestorable([asked('ConfigMap', 'a', [code]), asked('ConfigMap', 'b', ['field-immutable', code])]),
      ).toEqual([])
    },
  )

  test('is also what needs it to be there as it was, through as many as there are', () => {
    const [crd, middle] = [keyOf(ref('ConfigMap', 'crd')), keyOf(ref('ConfigMap', 'middle'))]
    const items = [
      asked('ConfigMap', 'last', [], [middle]),
      asked('ConfigMap', 'middle', [], [crd]),
      asked('ConfigMap', 'crd', ['manifest-invalid']),
      asked('ConfigMap', 'other', [], [keyOf(ref('ConfigMap', 'elsewhere'))]),
    ]

    expect(namesOf(findUnrestorable(items))).toEqual([
      'last: prerequisite-not-restored',
      'middle: prerequisite-not-restored',
      'crd: manifest-invalid',
    ])
  })
})

test('an undo that would do nothing else is refused with that and each reason', () => {
  const [left] = findUnrestorable([asked('PersistentVolumeClaim', 'data', ['foreign-object'])])
  if (left === undefined) throw new Error('nothing is left')

  expect(() => refuseNothingElse([])).not.toThrow()
  expect(() => refuseNothingElse([left])).toThrow(
    expect.objectContaining({
      ...{ code: 'foreign-object', hint: 'an undo leaves it to that release' },
      detail: 'nothing else to undo: all other objects are as that revision has them',
    }),
  )
  expect(() => refuseNothingElse([left, left])).toThrow("2 objects can't be restored")
})

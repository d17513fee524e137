import { describe, expect, test } from 'vitest'
import { type Coded, type ErrorCode, KdeployError } from '../../../../src/errors.ts'
import { keyOf, refOf } from '../../../../src/manifest/identity.ts'
import type { KubeObject } from '../../../../src/manifest/types.ts'
import { keepLeft, leftBehind } from '../../../../src/workflow/planning/prune/left-behind.ts'

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
const namesOf = (left: ReturnType<typeof leftBehind>) => left.map((one) => `${one.ref.name}: ${one.problem.code}`)

describe('what an undo leaves', () => {
  test('is what is refused for itself alone', () => {
    const items = [asked('ConfigMap', 'fine'), asked('PersistentVolumeClaim', 'data', ['manifest-invalid'])]

    expect(namesOf(leftBehind(items))).toEqual(['data: manifest-invalid'])
  })

  test.for(['forbidden', 'cluster-unreachable', 'field-conflict', 'webhook-failed', 'quota-exceeded'] as const)(
    'is nothing that is refused by %s, also beside another refusal',
    (code) => {
      expect(leftBehind([asked('ConfigMap', 'a', [code]), asked('ConfigMap', 'b', ['field-immutable', code])])).toEqual(
        [],
      )
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

    expect(namesOf(leftBehind(items))).toEqual([
      'last: prerequisite-not-restored',
      'middle: prerequisite-not-restored',
      'crd: manifest-invalid',
    ])
  })
})

describe('what would be deleted stays', () => {
  const candidates = (live: KubeObject) => ({ ref: refOf(live), live, keptBecause: undefined })
  const members = (...objects: KubeObject[]) => new Map(objects.map((one) => [keyOf(refOf(one)), one]))
  const reasons = (kept: ReturnType<typeof keepLeft>) => kept.map(({ keptBecause }) => keptBecause)

  test('where it is what was left, in another API group', () => {
    const live = { ...object('Ingress', 'web'), apiVersion: 'networking.k8s.io/v1' }
    const old = refOf({ ...live, apiVersion: 'extensions/v1beta1' })

    const kept = keepLeft([candidates(live)], [{ ref: old, problem: problem('kind-unknown') }], members(live))

    expect(reasons(kept)).toEqual(["it can't go back"])
  })

  test('where what was left names it, and nothing else does', () => {
    const containers = [{ name: 'app', envFrom: [{ configMapRef: { name: 'extra' } }] }]
    const web = object('Deployment', 'web', { spec: { template: { spec: { containers } } } })
    const [extra, other] = [object('ConfigMap', 'extra'), object('ConfigMap', 'other')]
    const left = [{ ref: refOf(web), problem: problem('field-immutable') }]

    const kept = keepLeft([candidates(extra), candidates(other)], left, members(web, extra, other))

    expect(reasons(kept)).toEqual(["Deployment shop/web names it, and can't go back", undefined])
  })
})

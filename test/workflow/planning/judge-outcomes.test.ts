import { describe, expect, test } from 'vitest'
import { ApiError } from '../../../src/cluster/errors/api-error.ts'
import { keyOf, refOf } from '../../../src/manifest/identity.ts'
import type { KubeObject, Manifest } from '../../../src/manifest/types.ts'
import { notYetChecked } from '../../../src/workflow/planning/compare/item.ts'
import { judgeOutcomes } from '../../../src/workflow/planning/judge-outcomes.ts'
import type { KnownManifest } from '../../../src/workflow/planning/resolve-kinds.ts'

const mask = (text: string) => text

function known(object: KubeObject, more: Partial<KnownManifest> = {}): KnownManifest {
  const manifest: Manifest = { template: 'a.yaml', object, sensitive: [], placeOf: () => ({ file: 'a.yaml' }) }
  const resource = { plural: `${object.kind.toLowerCase()}s` } as KnownManifest['resource']
  return { ref: refOf(object), manifest, desired: object, resource, checkAfter: [], definition: undefined, ...more }
}

function object(apiVersion: string, kind: string, name: string, more: Partial<KubeObject> = {}): KubeObject {
  return { apiVersion, kind, metadata: { name, namespace: 'shop' }, ...more }
}

function refusal(status: number, message: string, reason = 'Forbidden'): ApiError {
  return new ApiError({ status, reason, message, request: 'PATCH /', causes: [], retryAfter: undefined })
}

const account = known(object('v1', 'ServiceAccount', 'web'))
const pod = known(object('v1', 'Pod', 'web'))
const missingAccount = refusal(403, 'pods "web" is forbidden: serviceaccount "web" not found')

function judge(items: readonly KnownManifest[], outcomes: Parameters<typeof judgeOutcomes>[1]['outcomes']) {
  return judgeOutcomes({ items }, { outcomes, members: { byKey: new Map(), unlistable: [] } }, mask)
}

describe('a refusal', () => {
  test('is an error of its manifest', () => {
    const [judged] = judge([pod], [{ item: pod, error: refusal(403, 'denied') }])

    expect(judged).toMatchObject({ compared: undefined, checkAfter: [] })
    expect(judged?.problems).toHaveLength(1)
  })

  test('that ends once another object of the plan is written is asked again then', () => {
    const outcomes = [notYetChecked(account, []), { item: pod, error: missingAccount }]
    const [, judged] = judge([account, pod], outcomes)

    expect(judged).toMatchObject({ checkAfter: [keyOf(account.ref)], problems: [] })
  })

  test('is an error where the object that it misses is there already, and stays as it is', () => {
    const there = object('v1', 'ServiceAccount', 'web')
    const unchanged = { ...notYetChecked(account, []), live: there, merged: there }
    const [, judged] = judge([account, pod], [unchanged, { item: pod, error: missingAccount }])

    expect(judged?.problems).toHaveLength(1)
  })

  test('waits for the namespace that the plan makes, but for what its schema forbids anyway', () => {
    const item = { ...pod, checkAfter: ['/Namespace//shop'] }
    const [missing] = judge([item], [{ item, error: refusal(404, 'namespaces "shop" not found', 'NotFound') }])
    const [invalid] = judge([item], [{ item, error: refusal(422, 'Pod "web" is invalid', 'Invalid') }])

    expect(missing).toMatchObject({ checkAfter: item.checkAfter, problems: [] })
    expect(invalid?.problems).toHaveLength(1)
  })

  test('of a schema counts only once the definition that changes in the plan is written', () => {
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
    const spec = { group: 'example.com', names: { kind: 'Widget' }, versions: [{ name: 'v1', served: true, schema }] }
    const definition = known(
      object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'widgets.example.com', { spec }),
    )
    const item = known(object('example.com/v1', 'Widget', 'a'), { definition: keyOf(definition.ref) })
    const error = refusal(422, 'Widget "a" is invalid', 'Invalid')
    const [, judged] = judge([definition, item], [notYetChecked(definition, []), { item, error }])

    expect(judged).toMatchObject({ checkAfter: [keyOf(definition.ref)], problems: [] })
  })

  const widgets = (maximum: number) => {
    const size = { type: 'integer', maximum }
    const schema = {
      openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { size } } } },
    }
    const spec = { group: 'example.com', names: { kind: 'Widget' }, versions: [{ name: 'v1', served: true, schema }] }
    return known(object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'widgets.example.com', { spec }))
  }
  /** What comes of a Widget that the server accepts by the schema of today, from size 3 to this one. */
  const judgeWidget = (definition: KnownManifest, live: KubeObject | null, size: number) => {
    const item = known(object('example.com/v1', 'Widget', 'a', { spec: { size } }), {
      definition: keyOf(definition.ref),
    })
    const before = live === null ? null : object('example.com/v1', 'Widget', 'a', { spec: { size: 3 } })
    const accepted = { ...notYetChecked(item, []), live: before, merged: item.desired }
    return judge(
      [definition, item],
      [{ ...notYetChecked(definition, []), live, merged: definition.desired }, accepted],
    )[1]
  }

  test('comes before anything is written where the definition that changes in the plan will refuse it', () => {
    const refused = judgeWidget(widgets(2), widgets(9).desired, 3)

    expect(refused?.problems.map(({ message }) => message)).toEqual([
      'Widget shop/a: spec.size: must be at most 2, but is 3',
    ])
  })

  test('may also come from the new definition, once that is written, for a resource that changes', () => {
    const definition = widgets(9)
    const checkAfter = [keyOf(definition.ref)]

    expect(judgeWidget(definition, widgets(8).desired, 4)).toMatchObject({ checkAfter, problems: [] })
    expect(judgeWidget(definition, widgets(8).desired, 3)).toMatchObject({ checkAfter: [], problems: [] })
    expect(judgeWidget(definition, definition.desired, 4)).toMatchObject({ checkAfter: [], problems: [] })
  })
})

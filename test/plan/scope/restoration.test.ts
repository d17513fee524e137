import { describe, expect, test } from 'vitest'
import { keyOf, refOf } from '../../../src/manifest/identity.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { whyUnproven } from '../../../src/plan/scope/restoration.ts'

const own = { applySet: 'applyset-a-v1', release: 'shop/prod_a/shop-ns' }
const membership = {
  labels: { 'applyset.kubernetes.io/part-of': own.applySet },
  annotations: { 'kdeploy.dev/release': own.release },
}
const managedFields = [{ manager: 'kdeploy', operation: 'Apply', fieldsV1: { 'f:data': {} } }]

function object(apiVersion: string, kind: string, metadata: JsonObject, content: JsonObject = {}): KubeObject {
  return { apiVersion, kind, metadata: { name: 'a', ...metadata }, ...content }
}

const byKey = (objects: readonly KubeObject[]) => new Map(objects.map((one) => [keyOf(refOf(one)), one]))

const why = (
  wanted: KubeObject,
  {
    live = null,
    rendered = [],
    before = [],
    ...more
  }: {
    live?: KubeObject | null
    rendered?: readonly KubeObject[]
    before?: readonly KubeObject[]
    isNamespaced?: boolean | undefined
  } = {},
) =>
  whyUnproven(
    { ref: refOf(wanted), object: wanted, live, isNamespaced: true, ...more },
    {
      own,
      manager: 'kdeploy',
      namespace: 'shop-ns',
      rendered: byKey(rendered),
      before: byKey(before),
    },
  )

const inside = { namespace: 'shop-ns' }
const outside = { namespace: 'other' }
const map = (metadata: JsonObject) => object('v1', 'ConfigMap', metadata)
const unproven = 'outside shop-ns, and neither a member of this release nor rendered now'
const unprovenInCluster = 'cluster-scoped, and neither a member of this release nor rendered now'

describe('an object of a revision', () => {
  test('needs no proof inside the namespace', () => {
    expect(why(map(inside))).toBeUndefined()
  })

  test('needs one outside', () => {
    expect(why(map(outside))).toBe(unproven)
  })

  test('needs one where its manifest leaves the namespace to the kube context', () => {
    expect(why(map({}))).toBe(unproven)
  })

  test('needs one in no namespace, whatever namespace its manifest names', () => {
    const hook = object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', inside)

    expect(why(hook, { isNamespaced: false })).toBe(unprovenInCluster)
  })

  test('needs one where nobody knows whether its kind has a namespace', () => {
    const wanted = object('example.com/v1', 'Widget', inside)

    expect(why(wanted, { isNamespaced: undefined })).toMatch(/^of a kind that the cluster does not serve, and neither/)
  })

  test.each<[string, KubeObject | null, string | undefined]>([
    ['is a member', map({ ...outside, ...membership, managedFields }), undefined],
    ['carries the label alone', map({ ...outside, labels: membership.labels, managedFields }), unproven],
    ['is a copy that kdeploy did not apply', map({ ...outside, ...membership }), unproven],
    [
      'was applied by a patch',
      map({
        ...outside,
        ...membership,
        managedFields: [{ manager: 'kdeploy', operation: 'Update', fieldsV1: { 'f:data': {} } }],
      }),
      unproven,
    ],
    [
      "is another release's",
      map({ ...outside, managedFields, labels: { 'applyset.kubernetes.io/part-of': 'applyset-b-v1' } }),
      unproven,
    ],
  ])('outside, whose live object %s', (_, live, expected) => {
    expect(why(map(outside), { live })).toBe(expected)
  })

  test('is proven by what is rendered now, in whatever version', () => {
    const wanted = object('apps/v1beta1', 'Deployment', outside)

    expect(why(wanted, { rendered: [object('apps/v1', 'Deployment', outside)] })).toBeUndefined()
    expect(why(wanted, { rendered: [object('example.com/v1', 'Deployment', outside)] })).toBe(unproven)
  })
})

describe('an object about rights', () => {
  const rule = (...verbs: string[]) => ({ rules: [{ verbs, apiGroups: [''], resources: ['secrets'] }] })
  const role = (metadata: JsonObject, ...verbs: string[]) =>
    object('rbac.authorization.k8s.io/v1', 'Role', metadata, rule(...verbs))
  const member = { ...membership, managedFields }

  test('inside the namespace may grant no more than it does', () => {
    const live = role({ ...inside, ...member }, 'get', 'list')

    expect(why(role(inside, 'get'), { live })).toBeUndefined()
    expect(why(role(inside, 'get', 'delete'), { live })).toBe(
      'would grant more than the live or the rendered object does: delete secrets',
    )
  })

  test('may grant what is rendered now, or what the live one does, but not both together', () => {
    const live = role({ ...inside, ...member }, 'get')
    const rendered = [role(inside, 'delete')]

    expect(why(role(inside, 'delete'), { live, rendered })).toBeUndefined()
    expect(why(role(inside, 'get'), { live, rendered })).toBeUndefined()
    expect(why(role(inside, 'get', 'delete'), { live, rendered })).toMatch(/^would grant more .*: delete secrets$/)
  })

  test('may grant what it did before the run took that from it', () => {
    const live = role({ ...inside, ...member }, 'get')
    const before = [role({ ...inside, ...member }, 'get', 'list')]

    expect(why(role(inside, 'get', 'list'), { live, before })).toBeUndefined()
    expect(why(role(inside, 'delete'), { live, before })).toMatch(/: delete secrets$/)
  })

  test('that is a member outside may grant no more either', () => {
    const live = role({ ...outside, ...member }, 'get')

    expect(why(role(outside, 'get'), { live })).toBeUndefined()
    expect(why(role(outside, '*'), { live })).toMatch(/: \* secrets$/)
  })

  test('names the first three rights, and counts the rest', () => {
    expect(why(role(inside, 'a', 'b', 'c', 'd', 'e'))).toMatch(/: a secrets, b secrets, c secrets and 2 more$/)
  })
})

describe('a Namespace', () => {
  const namespace = (labels: JsonObject) => object('v1', 'Namespace', { name: 'shop-ns', labels })
  const enforced = { 'pod-security.kubernetes.io/enforce': 'restricted' }

  test('is no member: it must be rendered, as it is rendered', () => {
    const wanted = namespace(enforced)

    expect(why(wanted, { isNamespaced: false })).toBe(unprovenInCluster)
    expect(why(wanted, { isNamespaced: false, rendered: [wanted] })).toBeUndefined()
  })

  test('whose labels would be others, or fewer, is not proven', () => {
    const rendered = [namespace(enforced)]

    for (const labels of [{}, { 'pod-security.kubernetes.io/enforce': 'privileged' }])
      expect(why(namespace(labels), { isNamespaced: false, rendered })).toMatch(
        /^its labels or annotations would differ/,
      )
  })
})

describe('a Namespace that the failed run itself changed', () => {
  const namespace = (labels: JsonObject) => object('v1', 'Namespace', { name: 'shop-ns', labels })
  const level = (name: string) => ({ 'pod-security.kubernetes.io/enforce': name })
  const server = { 'kubernetes.io/metadata.name': 'shop-ns', team: 'a' }
  const rendered = [namespace(level('restricted'))]
  const before = [namespace({ ...level('baseline'), ...server })]

  test('gets back what it had, whatever else others had put on it', () => {
    expect(why(namespace(level('baseline')), { isNamespaced: false, rendered, before })).toBeUndefined()
  })

  test('gets nothing else, and is told which', () => {
    expect(why(namespace(level('privileged')), { isNamespaced: false, rendered, before })).toBe(
      'its labels or annotations would differ from those rendered now (pod-security.kubernetes.io/enforce); they control what may run in it',
    )
    expect(why(namespace({}), { isNamespaced: false, rendered, before })).toMatch(
      /^its labels or annotations would differ/,
    )
    expect(why(namespace({ ...level('baseline'), extra: 'b' }), { isNamespaced: false, rendered, before })).toMatch(
      /^its labels or annotations would differ from those rendered now \(pod-security.kubernetes.io\/enforce, extra\)/,
    )
  })
})

describe('what decides when an object outside is deleted', () => {
  const gone = { apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: '1-2-3' }
  const namespace = (metadata: JsonObject = {}) => object('v1', 'Namespace', { name: 'shop-ns', ...metadata })
  const member = { ...outside, ...membership, managedFields }

  test.each([
    [{ ownerReferences: [gone] }, 'its owners would differ'],
    [{ finalizers: ['example.com/never'] }, 'its finalizers would differ'],
    [{ ownerReferences: [gone], finalizers: ['example.com/never'] }, 'its owners and finalizers would differ'],
  ])('is not the revision’s to say: %j', (ties, expected) => {
    expect(why(namespace(ties), { isNamespaced: false, rendered: [namespace()] })).toContain(expected)
    expect(why(map({ ...outside, ...ties }), { live: map(member) })).toContain(expected)
    expect(why(map({ ...outside, ...ties }), { rendered: [map(outside)] })).toContain(expected)
  })

  test('may be what it has, or what is rendered', () => {
    const ties = { ownerReferences: [gone], finalizers: ['example.com/never'] }

    expect(why(map({ ...outside, ...ties }), { live: map({ ...member, ...ties }) })).toBeUndefined()
    expect(why(namespace(ties), { isNamespaced: false, rendered: [namespace(ties)] })).toBeUndefined()
    expect(why(map({ ...inside, ...ties }))).toBeUndefined()
  })
})

import { describe, expect, test } from 'vitest'
import { ApiError } from '../../../src/cluster/errors/api-error.ts'
import { fieldConflicts } from '../../../src/cluster/errors/conflicts.ts'
import { explainApiError } from '../../../src/cluster/errors/explain.ts'
import { missingPermission } from '../../../src/cluster/errors/forbidden.ts'
import { statusError } from '../../../src/cluster/errors/status.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'

/** Answers as Kubernetes 1.36 gives them; e2e/cluster/refusals.test.ts provokes most of them. */

const web: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { template: { spec: { containers: [{ name: 'sidecar' }, { name: 'app', env: [{ name: 'A' }] }] } } },
}
const secret: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'db' },
  data: { password: Buffer.from('hunter2').toString('base64') },
  stringData: { pin: '12', token: 'swordfish' },
}

function api(
  status: number,
  message: string,
  more: { reason?: string; causes?: ApiError['causes']; hint?: string } = {},
): ApiError {
  return new ApiError({ status, reason: more.reason ?? '', message, request: 'PATCH /x', ...more })
}

function explain(error: ApiError, object = web) {
  return explainApiError(error, {
    what: `${object.kind} ${object.metadata.name}`,
    object,
    placeOf: (path) => ({ file: path.join('/'), line: 7 }),
  })
}

describe('an invalid manifest', () => {
  test('refused by the schema of server-side apply is input, at its field', () => {
    const error = explain(
      api(
        500,
        'failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="app"].env[name="A"].value: expected string, got &value.valueUnstructured{Value:true}',
      ),
    )
    expect(error).toMatchObject({
      code: 'manifest-invalid',
      category: 'input',
      message:
        'Deployment web: spec.template.spec.containers[name="app"].env[name="A"].value: must be a string, but is true (put it in quotes)',
      place: { file: 'spec/template/spec/containers/1/env/0/value', line: 7 },
    })
  })

  test.each([
    ['.spec.x: field not declared in schema', 'spec.x: unknown field'],
    [
      '.spec.template.spec.containers[name="app"].env: duplicate entries for key [name="A"]',
      'spec.template.spec.containers[name="app"].env: two entries with name "A"',
    ],
  ])('%s', (refused, message) => {
    const error = explain(
      api(500, `failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): ${refused}`),
    )
    expect(error).toMatchObject({ category: 'input', message: `Deployment web: ${message}` })
  })

  test('with several problems lists each with its place', () => {
    const causes = [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.template.spec.containers[0].ports[0].containerPort',
        message: 'Invalid value: 99999: must be between 1 and 65535, inclusive',
      },
      { reason: 'FieldValueRequired', field: 'spec.selector', message: 'Required value' },
    ]
    expect(explain(api(422, 'Deployment.apps "web" is invalid: […]', { reason: 'Invalid', causes }))).toMatchObject({
      category: 'input',
      message: 'Deployment web: 2 problems',
      detail:
        'spec/template/spec/containers/0/ports/0/containerPort:7 spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive\nspec/selector:7 spec.selector: Required value',
    })
  })

  test('with unknown fields in a POST lists them', () => {
    const error = explain(
      api(
        400,
        'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.a", unknown field "spec.b"',
      ),
    )
    expect(error.detail).toBe('spec/a:7 spec.a: unknown field\nspec/b:7 spec.b: unknown field')
  })

  test('that changes an immutable field says so', () => {
    const causes = [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.selector',
        message: 'Invalid value: {"matchLabels":{"a":"c"}}: field is immutable',
      },
    ]
    expect(explain(api(422, 'x', { reason: 'Invalid', causes }))).toMatchObject({
      code: 'field-immutable',
      category: 'input',
    })
  })
})

describe('a Secret', () => {
  test.each([
    'failed to create typed patch object (shop/db; /v1, Kind=Secret): .stringData.pin: expected string, got &value.valueUnstructured{Value:12}',
    'failed to create typed patch object (shop/db; /v1, Kind=Secret): .stringData.token: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"a":"swordfish"}}',
    'Secret "db" is invalid: data[password]: Invalid value: "hunter2": too short',
    'admission webhook "check.example" denied the request: the password hunter2 is weak',
    'json: cannot unmarshal string "c3dvcmRmaXNo" into Go value',
    'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 4: aHVudGVyMg==',
  ])("doesn't show its values: %s", (message) => {
    for (const status of [400, 403, 422, 500]) {
      const shown = JSON.stringify({
        ...explain(api(status, message), secret),
        text: explain(api(status, message), secret).message,
      })
      expect(shown).not.toMatch(/hunter2|swordfish|aHVudGVyMg|c3dvcmRmaXNo|Value:12/)
    }
  })

  test('keeps who may not do what', () => {
    const message =
      'secrets "db" is forbidden: User "ci" cannot patch resource "secrets" in API group "" in the namespace "shop"'
    expect(explain(api(403, message), secret).message).toBe('Secret db: ci may not patch secrets in the namespace shop')
  })

  test("keeps a webhook's name and a field manager's", () => {
    expect(explain(api(403, 'admission webhook "check.example" denied the request: no'), secret).message).toContain(
      'check.example',
    )
    const causes = [{ reason: 'FieldManagerConflict', field: '.data.password', message: 'conflict with "helm"' }]
    expect(explain(api(409, 'x', { causes }), secret).message).toContain('another field manager: helm')
  })

  test('keeps what names are in a message', () => {
    const causes = [
      {
        reason: 'FieldValueInvalid',
        field: 'data[password]',
        message: 'Invalid value: "password": a valid config key must …',
      },
    ]
    expect(explain(api(422, 'x', { reason: 'Invalid', causes }), secret).message).toContain('data[password]')
  })
})

describe('a conflict', () => {
  const causes = [
    {
      reason: 'FieldManagerConflict',
      field: '.spec.replicas',
      message: 'conflict with "kube-controller-manager" with subresource "scale" using apps/v1',
    },
    { reason: 'FieldManagerConflict', field: '.metadata.labels.a', message: 'conflict with "helm"' },
  ]

  test('names fields and managers', () => {
    expect(explain(api(409, 'Apply failed with 2 conflicts', { reason: 'Conflict', causes }))).toMatchObject({
      code: 'field-conflict',
      category: 'conflict',
      message: 'Deployment web: 2 fields belong to another field manager: kube-controller-manager, helm',
      detail: 'spec.replicas  kube-controller-manager\nmetadata.labels.a  helm',
    })
  })

  test('is read into field, manager, operation and subresource', () => {
    expect(fieldConflicts(api(409, '', { causes }))).toEqual([
      { field: '.spec.replicas', manager: 'kube-controller-manager', operation: 'Update', subresource: 'scale' },
      { field: '.metadata.labels.a', manager: 'helm', operation: 'Apply', subresource: undefined },
    ])
  })

  test('of versions is told as a change by someone else', () => {
    const message = 'Operation cannot be fulfilled on deployments.apps "web": the object has been modified'
    expect(explain(api(409, message, { reason: 'Conflict' }))).toMatchObject({
      code: 'object-changed',
      category: 'conflict',
    })
  })
})

test.each<[string, number, string, string, string]>([
  ['a 401', 401, 'Unauthorized', 'unauthorized', 'cluster'],
  [
    'a missing permission',
    403,
    'deployments.apps "web" is forbidden: User "ci" cannot patch resource "deployments" in API group "apps" in the namespace "shop"',
    'forbidden',
    'cluster',
  ],
  [
    'a quota',
    403,
    'pods "web" is forbidden: exceeded quota: q, requested: pods=1, used: pods=3, limited: pods=3',
    'quota-exceeded',
    'cluster',
  ],
  ['a webhook that denies', 400, 'admission webhook "x.example" denied the request: no', 'admission-denied', 'cluster'],
  [
    'a policy that denies',
    422,
    "deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: too many",
    'admission-denied',
    'cluster',
  ],
  [
    'a webhook that is down',
    500,
    'Internal error occurred: failed calling webhook "x.example": connection refused',
    'webhook-failed',
    'cluster',
  ],
  [
    'a webhook that knows no dry-run',
    400,
    'admission webhook "x.example" does not support dry run',
    'dry-run-unsupported',
    'cluster',
  ],
  [
    'a LimitRange',
    403,
    'pods "web" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
    'admission-denied',
    'cluster',
  ],
  [
    'a namespace that is going',
    403,
    'configmaps "a" is forbidden: unable to create new content in namespace shop because it is being terminated',
    'namespace-terminating',
    'cluster',
  ],
  ['a missing namespace', 404, 'namespaces "shop" not found', 'namespace-missing', 'input'],
  ['an object that is too large', 413, 'Request entity too large: limit is 3145728', 'object-too-large', 'input'],
  ['an object that etcd refuses', 500, 'etcdserver: request is too large', 'object-too-large', 'input'],
  ['a busy server', 429, 'too many requests', 'cluster-busy', 'cluster'],
  ['a broken server', 500, 'etcdserver: request timed out', 'cluster-error', 'cluster'],
])('%s is told as such', (_what, status, message, code, category) => {
  expect(explain(api(status, message))).toMatchObject({ code, category })
})

test('a missing permission is read into verb, resource, namespace and user', () => {
  const inNamespace =
    'pods "a" is forbidden: User "system:serviceaccount:ci:bot" cannot get resource "pods/log" in API group "" in the namespace "shop"'
  expect(missingPermission(api(403, inNamespace))).toEqual({
    verb: 'get',
    resource: 'pods/log',
    group: '',
    namespace: 'shop',
    user: 'system:serviceaccount:ci:bot',
  })
  expect(
    missingPermission(
      api(403, 'nodes is forbidden: User "me" cannot list resource "nodes" in API group "" at the cluster scope'),
    )?.namespace,
  ).toBeUndefined()
  expect(missingPermission(api(403, 'exceeded quota'))).toBeUndefined()
})

describe('an answer that is no Status', () => {
  test('is told by its first line', () => {
    expect(statusError({ status: 404, text: '404 page not found\n', request: 'GET /x' })).toMatchObject({
      status: 404,
      reason: '',
      message: '404 page not found',
    })
  })

  test('is not quoted where it is a web page', () => {
    expect(statusError({ status: 502, text: '<html>long</html>', request: 'GET /x' }).message).toBe(
      'the server answered 502',
    )
  })
})

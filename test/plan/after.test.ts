import { describe, expect, test } from 'vitest'
import type { JsonObject, Manifest } from '../../src/manifest/types.ts'
import { afterProblems, dependenciesOf, isDependency } from '../../src/plan/after.ts'

function manifest(kind: string, name: string, after?: string, more: JsonObject = {}): Manifest {
  const annotations = after === undefined ? more : { 'kdeploy.dev/after': after, ...more }
  const apiVersion = { Job: 'batch/v1', Deployment: 'apps/v1', Widget: 'example.com/v1' }[kind] ?? 'v1'
  return {
    object: { apiVersion, kind, metadata: { name, namespace: 'shop', annotations } },
    template: `${name}.yaml`,
    sensitive: [],
    placeOf: (path) => ({ file: path.join('.') }),
  }
}

const problemsOf = (...manifests: readonly Manifest[]) =>
  manifests.flatMap((one) => afterProblems(one, manifests)).map(({ message }) => message)

test.each([
  ['StatefulSet/db', [{ kind: 'StatefulSet', namespace: undefined, name: 'db' }]],
  ['StatefulSet.apps/db', [{ kind: 'StatefulSet.apps', namespace: undefined, name: 'db' }]],
  ['Widget.example.com/other/x', [{ kind: 'Widget.example.com', namespace: 'other', name: 'x' }]],
  [
    'CustomResourceDefinition/widgets.example.com',
    [{ kind: 'CustomResourceDefinition', namespace: undefined, name: 'widgets.example.com' }],
  ],
  ['Job/a, Job/b', [{ name: 'a' }, { name: 'b' }]],
  ['Job/a,\nJob/b\n', [{ name: 'a' }, { name: 'b' }]],
  ['Job/a,', [{ name: 'a' }]],
])('%j names what comes before', (text, expected) => {
  expect(dependenciesOf(manifest('ConfigMap', 'late', text).object)).toMatchObject(expected)
})

test.each(['', 'db', 'StatefulSet/', '/db', 'Job/a Job/b', 'Job/a,,Job/b', 'Job/a/b/c', 'Job/NS/b'])(
  '%j is refused',
  (text) => {
    expect(problemsOf(manifest('ConfigMap', 'late', text))).toEqual([expect.stringContaining('which is not an object')])
  },
)

test('a name fits an object by kind, in whatever case, group, name and namespace', () => {
  const db = { group: 'apps', version: 'v1', kind: 'StatefulSet', namespace: 'shop', name: 'db' }
  const fits = (kind: string, namespace?: string, name = 'db') =>
    isDependency({ kind, namespace, name }, db, { namespace: 'shop' })
  expect(['StatefulSet', 'statefulset', 'StatefulSet.apps'].map((kind) => fits(kind))).toEqual([true, true, true])
  expect(fits('StatefulSet', 'shop')).toBe(true)
  expect(fits('StatefulSet', 'other')).toBe(false)
  expect(fits('StatefulSet.example.com')).toBe(false)
  expect(fits('Deployment')).toBe(false)
  expect(fits('StatefulSet', undefined, 'cache')).toBe(false)
  const shared = { ...db, kind: 'Namespace', group: '', namespace: undefined }
  expect(isDependency({ kind: 'Namespace', namespace: undefined, name: 'db' }, shared, { namespace: 'a' })).toBe(true)
})

describe('the order of a release', () => {
  test('may put objects of a wave after each other, and after what is not rendered', () => {
    expect(
      problemsOf(manifest('ConfigMap', 'a', 'ConfigMap/b, Secret/c'), manifest('ConfigMap', 'b', 'Job/seed')),
    ).toEqual([])
    expect(problemsOf(manifest('Deployment', 'web', 'Widget/x'), manifest('Widget', 'x'))).toEqual([])
  })

  test('has no circle', () => {
    expect(problemsOf(manifest('ConfigMap', 'a', 'ConfigMap/a'))).toEqual([
      expect.stringContaining('come after itself: ConfigMap shop/a after ConfigMap shop/a'),
    ])
    expect(
      problemsOf(
        manifest('ConfigMap', 'a', 'ConfigMap/b'),
        manifest('ConfigMap', 'b', 'ConfigMap/c'),
        manifest('ConfigMap', 'c', 'ConfigMap/a'),
      ),
    ).toHaveLength(3)
    expect(
      problemsOf(
        manifest('ConfigMap', 'a', 'ConfigMap/b'),
        manifest('ConfigMap', 'b', 'ConfigMap/c'),
        manifest('ConfigMap', 'c', 'ConfigMap/b'),
      ),
    ).toHaveLength(2)
  })

  test('has nothing after what is written later', () => {
    expect(problemsOf(manifest('ConfigMap', 'a', 'Deployment/web'), manifest('Deployment', 'web'))).toEqual([
      expect.stringContaining('names Deployment shop/web, which is always written later'),
    ])
    const last = { 'kdeploy.dev/wave': '1' }
    expect(
      problemsOf(manifest('ConfigMap', 'a', 'ConfigMap/b'), manifest('ConfigMap', 'b', undefined, last)),
    ).toHaveLength(1)
  })

  test.each([
    [
      'kinds',
      [manifest('Widget', 'x', 'Deployment/web'), manifest('Deployment', 'web')],
      'always written later: the order of kinds puts Widget before Deployment',
      'no annotation changes the order of kinds (docs/deploying/checks-and-waves.md): remove the annotation kdeploy.dev/after, or deploy the Widget in a release of its own',
    ],
    [
      'kinds, whatever their waves',
      [
        manifest('Widget', 'x', 'Deployment/web', { 'kdeploy.dev/wave': '5' }),
        manifest('Deployment', 'web', undefined, { 'kdeploy.dev/wave': '-1' }),
      ],
      'always written later',
      'no annotation changes the order of kinds',
    ],
    [
      'waves',
      [
        manifest('ConfigMap', 'a', 'ConfigMap/b', { 'kdeploy.dev/wave': '-1' }),
        manifest('ConfigMap', 'b', undefined, { 'kdeploy.dev/wave': '2' }),
      ],
      'written later, by kdeploy.dev/wave',
      'lower the kdeploy.dev/wave of ConfigMap shop/b to "-1", or raise that of ConfigMap shop/a to "2"',
    ],
    [
      'hooks',
      [manifest('Job', 'migrate', 'ConfigMap/a', { 'kdeploy.dev/hook': 'before-apply' }), manifest('ConfigMap', 'a')],
      'written later: Job shop/migrate comes before the deploy',
      'give it kdeploy.dev/hook: after-apply, or remove the annotation kdeploy.dev/after',
    ],
  ] as const)('says what makes one later, and what can be done: %s', (_, manifests, message, hint) => {
    const problems = manifests.flatMap((one) => afterProblems(one, manifests))
    expect(problems).toMatchObject([{ message: expect.stringContaining(message), hint: expect.stringContaining(hint) }])
  })

  test('begins with hooks, which come after nothing that is deployed', () => {
    const hook = { 'kdeploy.dev/hook': 'before-apply' }
    expect(problemsOf(manifest('Job', 'migrate', 'ConfigMap/a', hook), manifest('ConfigMap', 'a'))).toHaveLength(1)
    expect(
      problemsOf(manifest('Job', 'migrate', 'ConfigMap/a', hook), manifest('ConfigMap', 'a', undefined, hook)),
    ).toEqual([])
    expect(problemsOf(manifest('ConfigMap', 'a', 'Job/migrate'), manifest('Job', 'migrate', undefined, hook))).toEqual(
      [],
    )
  })
})

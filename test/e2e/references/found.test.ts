import { describe, expect } from 'vitest'
import { checkReferences } from '../../../src/workflow/planning/references/check-references.ts'
import { startRun } from '../../../src/workflow/run/run.ts'
import { withApi } from '../../support/cluster/api.ts'
import { test } from '../../support/cluster/cluster.ts'
import {
  container,
  db,
  deployment,
  ingress,
  named,
  openProject,
  role,
  scaler,
  service,
} from '../../support/projects/references.ts'
import { worldIn } from '../../support/world.ts'

describe('a reference', () => {
  test('is satisfied by the same render', async ({ cluster }) => {
    const project = await openProject(
      cluster,
      deployment(
        'serviceAccountName: robot\n      volumes: [{name: v, secret: {secretName: db, items: [{key: password, path: p}]}}]',
      ),
      named('v1', 'ServiceAccount', 'robot'),
      named('v1', 'Secret', 'db', 'stringData: {password: correct-horse}\n'),
      service,
      ingress('{name: web, port: {number: 80}}'),
      scaler.replace('nobody', 'web'),
      role('RoleBinding', 'Role').replace('nobody', 'reader'),
      named('rbac.authorization.k8s.io/v1', 'Role', 'reader', 'rules: []\n'),
    )

    const { exitCode, stderr } = await project.kdeploy(['apply', '--no-wait'])

    expect(stderr).not.toMatch(/warning|error/)
    expect(exitCode).toBe(0)
  })

  test('is satisfied by the cluster', async ({ cluster }) => {
    await cluster.create([
      db({ password: 'correct-horse' }),
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'two' } },
    ])
    const project = await openProject(
      cluster,
      deployment(`serviceAccountName: robot
      priorityClassName: system-cluster-critical
      volumes:
      - {name: s, secret: {secretName: db, items: [{key: password, path: p}]}}
      - {name: one, configMap: {name: one}}
      - {name: two, configMap: {name: two}}`),
    )

    const { exitCode, stderr } = await project.kdeploy(['apply', '--no-wait'])

    expect(stderr).not.toMatch(/warning|error/)
    expect(exitCode).toBe(0)
  })

  test('that is optional may lead to nothing, as may what every namespace has', async ({ cluster }) => {
    const project = await openProject(
      cluster,
      deployment(`serviceAccountName: default
      volumes:
      - {name: s, secret: {secretName: nobody, optional: true, items: [{key: password, path: p}]}}
      - {name: p, projected: {sources: [{configMap: {name: nobody, optional: true}}, {configMap: {name: kube-root-ca.crt}}]}}`),
      deployment('hostname: other', 'other').replace(
        'envFrom: []',
        'envFrom: [{secretRef: {name: nobody, optional: true}}]',
      ),
    )

    const { exitCode, stderr } = await project.kdeploy(['apply', '--no-wait'])

    expect(stderr).not.toMatch(/warning|error/)
    expect(exitCode).toBe(0)
  })

  test('into a namespace that is yet to be made can only lead to what is rendered', async ({ cluster }) => {
    const made = `${cluster.namespace}-made`
    const into = (text: string) => text.replace(/metadata: \{name: (\w+)\}/, `metadata: {name: $1, namespace: ${made}}`)
    const project = await openProject(
      cluster,
      named('v1', 'Namespace', made),
      into(container('envFrom: [{configMapRef: {name: shop}}, {secretRef: {name: nobody}}]')),
      into(named('v1', 'ConfigMap', 'shop')),
    )

    const { exitCode, stderr } = await project.kdeploy(['apply'])

    expect(stderr).toContain(`refers to Secret ${made}/nobody, which is neither`)
    expect(stderr).not.toContain('refers to ConfigMap')
    expect(exitCode).toBe(2)
  })

  test('is not checked with --skip-references', async ({ cluster }) => {
    const project = await openProject(cluster, deployment('imagePullSecrets: [{name: nobody}]'))

    const { exitCode, stderr } = await project.kdeploy(['apply', '--skip-references'])

    expect(stderr).not.toContain('nobody')
    expect(exitCode).toBe(0)
  })

  test('is checked but for what --skip-references names', async ({ cluster }) => {
    const project = await openProject(cluster, deployment('imagePullSecrets: [{name: later}, {name: nobody}]'))
    const apply = (...names: readonly string[]) =>
      project.kdeploy(['apply', '--no-wait', ...names.flatMap((name) => ['--skip-references', name])])

    const one = await apply('secret/later', 'secrets/latr')
    const both = await apply('secret/later', 'secrets/nobody')

    expect(one.stderr).toMatch(/^ *error: .*refers to Secret \S+\/nobody, which is neither/m)
    expect(one.stderr).not.toMatch(/refers to Secret \S+\/later/)
    expect(one.stderr).toContain('warning: --skip-references secrets/latr: no manifest refers to it')
    expect(one.exitCode).toBe(2)
    expect(both.stderr).not.toMatch(/warning|error/)
    expect(both.exitCode).toBe(0)
  })
})

describe('looking for references', () => {
  test('takes one request for each kind and namespace, however many there are', async ({ cluster }) => {
    const maps = Array.from({ length: 30 }, (_, index) => `map-${index}`)
    const configMaps = maps.map((name) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }))
    await cluster.create([db({ password: 'x' }), ...configMaps])
    const volumes = maps.map((name) => ({ name, configMap: { name } }))
    const spec = { volumes, imagePullSecrets: [{ name: 'db' }], priorityClassName: 'system-node-critical' }
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: cluster.namespace }, spec }
    const manifest = { object: pod, template: 'web.yaml', sensitive: [], placeOf: () => ({ file: 'web.yaml' }) }
    const requests: string[] = []

    await withApi(cluster, (api) => {
      const counting: typeof api = {
        ...api,
        get: (ref) => {
          requests.push(`GET ${ref.kind} ${ref.name}`)
          return api.get(ref)
        },
        list: (type, options) => {
          requests.push(`LIST ${type.kind}`)
          return api.list(type, options)
        },
      }
      return checkReferences(
        startRun(counting, worldIn('.'), () => {}),
        [manifest],
        { missing: 'refuse', except: [] },
      )
    })

    expect(requests.sort()).toEqual(['GET Secret db', 'LIST ConfigMap'])
  })
})

describe('where reading is forbidden', () => {
  const all = { verbs: ['*'] }
  const rules = [
    { apiGroups: ['apps'], resources: ['deployments'], ...all },
    { apiGroups: [''], resources: ['configmaps'], ...all },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], ...all },
    {
      apiGroups: ['', 'apps', 'events.k8s.io'],
      resources: ['pods', 'replicasets', 'events'],
      verbs: ['get', 'list', 'watch'],
    },
    { apiGroups: [''], resources: ['secrets'], ...all },
  ]

  test('what can be read is checked, and a warning for each kind tells the rest', async ({ cluster }) => {
    const env = { KUBECONFIG: await cluster.kubeconfigFor(rules) }
    const project = await openProject(
      cluster,
      deployment(`serviceAccountName: robot
      priorityClassName: high
      imagePullSecrets: [{name: nobody}]`),
    )

    const refused = await project.kdeploy(['apply'], env)
    const skipped = await project.kdeploy(['diff'], env)

    for (const { stderr } of [refused, skipped]) {
      expect(stderr).toMatch(
        /warning: could not check whether ServiceAccount \S+\/robot exists: \S+ may not get serviceaccounts in the namespace/,
      )
      expect(stderr).toMatch(
        /warning: could not check whether PriorityClass high exists: \S+ may not get priorityclasses.scheduling.k8s.io in the whole cluster/,
      )
      expect(stderr).toMatch(/refers to Secret \S+\/nobody, which is neither/)
    }
    expect(refused.exitCode).toBe(2)
    expect(skipped.exitCode).toBe(1)
  })

  test('of a list, each object is asked for by its name', async ({ cluster }) => {
    const named = { apiGroups: [''], resources: ['serviceaccounts'], resourceNames: ['one'], verbs: ['get'] }
    const env = { KUBECONFIG: await cluster.kubeconfigFor([...rules, named]) }
    const project = await openProject(
      cluster,
      deployment('serviceAccountName: one'),
      deployment('serviceAccountName: two', 'other'),
    )

    const { exitCode, stderr } = await project.kdeploy(['apply'], env)

    expect(stderr).toMatch(/refers to ServiceAccount \S+\/one, which is neither/)
    expect(stderr).toMatch(/warning: could not check whether ServiceAccount \S+\/two exists: /)
    expect(exitCode).toBe(2)
  })
})

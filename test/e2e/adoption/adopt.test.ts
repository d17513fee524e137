import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { exists, live, managers } from '../../support/cluster/live.ts'
import { createRelease } from '../../support/projects/release.ts'

const common = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'common' }, data: { a: '1' } }]
const secret = [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, data: { user: 'YQ==' } }]

/** A release with `common`, deployed, that then renders a Secret `db`, which somebody made by hand. */
async function withForeignSecret(cluster: Cluster, settings = '') {
  const shop = await createRelease(cluster, { 'a.yaml': common }, { settings })
  await shop.kdeploy('apply')
  const make = [
    'create',
    'secret',
    'generic',
    'db',
    '--from-literal',
    'user=root',
    '--from-literal',
    'password=swordfish',
  ]
  await cluster.kubectl(make)
  await shop.change({ 'b.yaml': secret })
  return shop
}

describe('an object that exists and is not part of the release', () => {
  test('is not taken over unasked: who made it and what would change is told, and nothing is written', async ({
    cluster,
  }) => {
    const shop = await withForeignSecret(cluster)
    const before = await live(cluster, 'secret/db')

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(exitCode).toBe(4)
    expect(stderr).toMatch(
      /error: templates\/b\.yaml:1:\d+: Secret \S+\/db exists and is not part of this release: created by kubectl-create at \S+\n/,
    )
    expect(stderr).toContain('changed: data.user')
    expect(stderr).toContain('removed: data.password')
    expect(stderr).toContain('--adopt secret/db')
    expect(stderr).toContain('nothing was written')
    expect(`${stderr}`).not.toContain('swordfish')
    expect(await live(cluster, 'secret/db')).toEqual(before)
  })

  test('is shown by diff as to be adopted, with what goes', async ({ cluster }) => {
    const shop = await withForeignSecret(cluster)
    const before = await live(cluster, 'secret/db')

    const { exitCode, stdout, stderr } = await shop.kdeploy('diff')

    expect(stderr).toContain('plan: 0 to create, 0 to change, 1 to adopt, 1 unchanged')
    expect(stdout).toMatch(/\+\+\+ Secret \S+\/db \(templates\/b\.yaml:1:1, to be adopted: it exists/)
    expect(stdout).toMatch(/^-password: /m)
    expect(exitCode).toBe(1)
    expect(await live(cluster, 'secret/db')).toEqual(before)
  })

  test('stays as it is where an apply fails, is undone, and the release is deleted', async ({ cluster }) => {
    const shop = await withForeignSecret(cluster)
    const before = await live(cluster, 'secret/db')

    expect((await shop.kdeploy('apply', '--undo-on-failure')).exitCode).toBe(4)
    expect((await shop.kdeploy('undo')).exitCode).toBe(2)
    expect((await shop.kdeploy('delete', '--yes')).exitCode).toBe(0)

    expect(await exists(cluster, 'configmap/common')).toBe(false)
    expect(await live(cluster, 'secret/db')).toEqual(before)
  })

  test('is adopted by its name alone, while others are refused', async ({ cluster }) => {
    const shop = await withForeignSecret(cluster)
    await cluster.kubectl(['create', 'configmap', 'other'])
    await shop.change({ 'c.yaml': [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' } }] })

    const refused = await shop.kdeploy('apply', '--adopt', 'secret/db')
    const adopted = await shop.kdeploy('apply', '--adopt', 'secret/db', '--adopt', 'cm/other')

    expect(refused.stderr).toContain('ConfigMap')
    expect(refused.stderr).not.toContain('Secret')
    expect(refused.exitCode).toBe(4)
    expect(adopted.stderr).toMatch(/adopted +Secret \S+\/db\n/)
    expect(adopted.stderr).toContain('0 created, 0 changed, 2 adopted, 1 unchanged')
    expect(adopted.exitCode).toBe(0)
    const after = await live(cluster, 'secret/db')
    expect(after.data).toEqual({ user: 'YQ==' })
    expect(managers(after)).toEqual(['kdeploy Apply'])
    expect((await shop.kdeploy('apply')).stderr).toContain('nothing changed (3 unchanged)')
  })

  test('is not adopted by a name that nothing has: the nearest one is told', async ({ cluster }) => {
    const shop = await withForeignSecret(cluster)

    const { exitCode, stderr } = await shop.kdeploy('apply', '--adopt', 'secret/bd')

    expect(stderr).toContain('--adopt secret/bd matches no rendered object')
    expect(stderr).toContain('did you mean secret/db?')
    expect(stderr).toContain('nothing was written')
    // What was typed comes first.
    expect(exitCode).toBe(2)
  })

  test('is adopted where kdeploy.yaml says so', async ({ cluster }) => {
    const shop = await withForeignSecret(cluster, 'adopt: true\n')

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('1 adopted')
    expect(exitCode).toBe(0)
  })

  test.for([
    ['Helm', '{"meta.helm.sh/release-name":"shop","meta.helm.sh/release-namespace":"ns"}', 'Helm release shop in ns'],
    ['Argo CD', '{"argocd.argoproj.io/tracking-id":"shop:/ConfigMap:ns/x"}', 'Argo CD application shop'],
  ] as const)('names the mark of %s', async ([, annotations, said], { cluster }) => {
    const metadata = { name: 'common', annotations: JSON.parse(annotations) }
    await cluster.kubectl(['create', '-f', '-'], {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata }),
    })
    const shop = await createRelease(cluster, { 'a.yaml': common })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain(said)
    expect(exitCode).toBe(4)
  })

  test('and the mark of Flux', async ({ cluster }) => {
    const labels = {
      'kustomize.toolkit.fluxcd.io/name': 'apps',
      'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
    }
    const object = { ...common[0], metadata: { name: 'common', labels } }
    await cluster.kubectl(['apply', '--server-side', '--field-manager', 'kustomize-controller', '-f', '-'], {
      input: JSON.stringify(object),
    })
    const shop = await createRelease(cluster, { 'a.yaml': common })

    const { exitCode, stderr } = await shop.kdeploy('apply')
    const adopted = await shop.kdeploy('apply', '--adopt')

    expect(stderr).toMatch(/created by kustomize-controller at \S+, Flux Kustomization apps/)
    expect(exitCode).toBe(4)
    // It goes on to apply the object, so that it keeps what is its own.
    expect(adopted.stderr).toContain('1 adopted')
    expect(managers(await live(cluster, 'configmap/common'))).toEqual(['kdeploy Apply', 'kustomize-controller Apply'])
    const again = await shop.kdeploy('apply')
    expect(again.stderr).toMatch(/ConfigMap \S+\/common is also managed by others: data\.a \(by kustomize-controller/)
  })

  test('of another manager gives all of it up where that is named', async ({ cluster }) => {
    const object = { ...common[0], data: { a: '1', b: '2' } }
    await cluster.kubectl(['apply', '--server-side', '--field-manager', 'our-old-script', '-f', '-'], {
      input: JSON.stringify(object),
    })
    const shop = await createRelease(cluster, { 'a.yaml': common })

    const { exitCode } = await shop.kdeploy('apply', '--adopt', '--adopt-from', 'our-old-script')

    expect(exitCode).toBe(0)
    const after = await live(cluster, 'configmap/common')
    expect(after.data).toEqual({ a: '1' })
    expect(managers(after)).toEqual(['kdeploy Apply'])
  })

  test('needs the permission to update it, which is told before anything is written', async ({ cluster }) => {
    await cluster.kubectl(['create', 'configmap', 'common', '--from-literal', 'b=2'])
    const shop = await createRelease(cluster, { 'a.yaml': common })
    const kubeconfig = await cluster.kubeconfigFor([
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'create', 'patch'] },
      { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'create', 'update'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update', 'delete'] },
    ])
    const before = await live(cluster, 'configmap/common')

    const { exitCode, stderr } = await shop.kdeploy('apply', '--adopt', '--kubeconfig', kubeconfig)

    expect(stderr).toMatch(/update.*configmaps|configmaps.*update/)
    expect(stderr).toContain('nothing was written')
    expect(exitCode).toBe(3)
    expect(await live(cluster, 'configmap/common')).toEqual(before)
  })
})

test('a Namespace that is there and rendered is nobody to adopt, and stays when the release goes', async ({
  cluster,
}) => {
  const { namespace } = cluster
  const template = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { team: 'a' } } }]
  const shop = await createRelease(cluster, { 'n.yaml': template, 'a.yaml': common })

  const applied = await shop.kdeploy('apply')
  const deleted = await shop.kdeploy('delete', '--yes')

  expect(applied.stderr).toContain('1 created, 1 changed')
  expect([applied.exitCode, deleted.exitCode]).toEqual([0, 0])
  expect((await cluster.get<{ status: object }>(`namespace/${namespace}`)).status).toEqual({ phase: 'Active' })
})

import { describe, expect } from 'vitest'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { deployment, withApi } from '../../support/cluster/api.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { createRelease } from '../../support/projects/release.ts'
import { rewriteRevision, secretsOnly, withManifests } from '../../support/tampering/tamper.ts'

const rbac = 'rbac.authorization.k8s.io'

const settings = (value: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings' },
  data: { value },
})

const role = (...verbs: string[]) => ({
  apiVersion: `${rbac}/v1`,
  kind: 'Role',
  metadata: { name: 'reader' },
  rules: [{ verbs, apiGroups: [''], resources: ['secrets'] }],
})

const clusterRole = (name: string, ...verbs: string[]): KubeObject => ({
  apiVersion: `${rbac}/v1`,
  kind: 'ClusterRole',
  metadata: { name },
  rules: [{ verbs, apiGroups: [''], resources: ['pods'] }],
})

const nobody = (name: string): KubeObject => ({
  apiVersion: `${rbac}/v1`,
  kind: 'ClusterRoleBinding',
  metadata: { name },
  roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'ServiceAccount', name: 'nobody', namespace: 'nowhere' }],
})

const releaseIn = (namespace: string) => ({ name: 'shop', profile: 'prod_a', namespace })

/** A release with two revisions, and a second namespace, in which somebody with its Secrets alone rewrites the first. */
async function attack(cluster: Cluster, rewrite: (other: string) => readonly KubeObject[]) {
  const { namespace } = cluster
  const other = await cluster.createNamespace()
  const templates = (value: string) => ({ 'all.yaml': [settings(value), role('get')] })
  const release = await createRelease(cluster, templates('one'))
  expect((await release.kdeploy('apply')).exitCode).toBe(0)
  await release.change(templates('two'))
  expect((await release.kdeploy('apply')).exitCode).toBe(0)
  const kubeconfig = await secretsOnly(cluster)
  await withApi({ kubeconfig }, (api) =>
    rewriteRevision(api, releaseIn(namespace), 1, (revision) => withManifests(revision, ...rewrite(other))),
  )
  return { ...release, other }
}

const value = (cluster: Cluster) => cluster.kubectl(['get', 'configmap/settings', '-o', 'jsonpath={.data.value}'])
const verbs = (cluster: Cluster) => cluster.kubectl(['get', 'role/reader', '-o', 'jsonpath={.rules[0].verbs}'])
const names = (cluster: Cluster, ...args: readonly string[]) =>
  cluster.kubectl(['get', ...args, '--ignore-not-found', '-o', 'name']).then((text) => text.trim())

/** Deletes what is in no namespace. */
async function forget(cluster: Cluster, ...objects: readonly string[]): Promise<void> {
  await cluster.kubectl(['delete', ...objects, '--ignore-not-found'])
}

describe('an undo of a revision that somebody rewrote who may only write the Secrets of its namespace', () => {
  const evil = (name: string, other: string, namespace: string): KubeObject[] => [
    nobody(name),
    deployment(other),
    { ...role('get', 'delete'), metadata: { name: 'reader', namespace } },
  ]

  test('is refused before anything is written, with each object that nothing else vouches for', async ({ cluster }) => {
    const { namespace } = cluster
    const name = `evil-${namespace}`
    const { kdeploy, other } = await attack(cluster, (there) => evil(name, there, namespace))

    const { exitCode, stderr } = await kdeploy('undo')

    try {
      expect(exitCode).toBe(2)
      expect(stderr).toContain('only the revision says that 3 objects belong to the release')
      expect(stderr).toContain(`ClusterRoleBinding ${name}: cluster-scoped, and neither a member of this release nor`)
      expect(stderr).toContain(
        `Deployment ${other}/web: outside ${namespace}, and neither a member of this release nor`,
      )
      expect(stderr).toContain(
        `Role ${namespace}/reader: would grant more than the live or the rendered object does: delete`,
      )
      expect(stderr).toContain(
        `kdeploy undo -p prod_a --to-revision 1 --also-restore role.${rbac}/reader --also-restore clusterrolebinding.${rbac}/${name} --also-restore deployment.apps/${other}/web`,
      )
      expect(stderr).toContain('nothing was written')
      expect(await names(cluster, `clusterrolebinding/${name}`)).toBe('')
      expect(await names(cluster, 'deployments', '-n', other)).toBe('')
      expect([await verbs(cluster), await value(cluster)]).toEqual(['["get"]', 'two'])
    } finally {
      await forget(cluster, `clusterrolebinding/${name}`)
    }
  })

  test('brings back what is named, and leaves the rest', async ({ cluster }) => {
    const { namespace } = cluster
    const name = `evil-${namespace}`
    const { kdeploy, other } = await attack(cluster, (there) => evil(name, there, namespace))

    const { exitCode, stderr } = await kdeploy('undo', '--also-restore', `deploy/${other}/web`)

    try {
      expect(exitCode).toBe(5)
      expect(stderr).toMatch(
        RegExp(`incomplete: restored revision 1 as revision 3, except Role \\S+/reader, ClusterRoleBinding ${name};`),
      )
      expect(await names(cluster, `clusterrolebinding/${name}`)).toBe('')
      expect(await names(cluster, 'deployments', '-n', other)).toBe('deployment.apps/web')
      expect([await verbs(cluster), await value(cluster)]).toEqual(['["get"]', 'one'])
      expect((await kdeploy('history')).stdout).toContain(
        `2 objects were not restored: Role ${namespace}/reader: would grant more`,
      )
    } finally {
      await forget(cluster, `clusterrolebinding/${name}`)
    }
  })

  test('brings all but those back where none is to come', async ({ cluster }) => {
    const { namespace } = cluster
    const name = `evil-${namespace}`
    const { kdeploy, other } = await attack(cluster, (there) => evil(name, there, namespace))

    const { exitCode, stderr } = await kdeploy('undo', '--also-restore', 'none')

    try {
      expect(exitCode).toBe(5)
      expect(stderr).toContain('incomplete: restored revision 1 as revision 3, except ')
      expect(stderr).toContain(
        `hint: to restore it, after reviewing it: kdeploy undo -p prod_a --to-revision 1 --also-restore deployment.apps/${other}/web`,
      )
      expect(await names(cluster, `clusterrolebinding/${name}`)).toBe('')
      expect(await names(cluster, 'deployments', '-n', other)).toBe('')
      expect([await verbs(cluster), await value(cluster)]).toEqual(['["get"]', 'one'])
      const parent = await cluster.kubectl([
        'get',
        'secret',
        '-l',
        'applyset.kubernetes.io/id',
        '-o',
        'jsonpath={.items[*].metadata.annotations}',
      ])
      expect(parent).not.toContain(other)
    } finally {
      await forget(cluster, `clusterrolebinding/${name}`)
    }
  })

  test('says what is near a name that leads to nothing', async ({ cluster }) => {
    const { kdeploy, other } = await attack(cluster, (there) => [deployment(there)])

    const { exitCode, stderr } = await kdeploy('undo', '--also-restore', `deployment.apps/${other}/wep`)

    expect(exitCode).toBe(2)
    expect(stderr).toContain(`--also-restore deployment.apps/${other}/wep matches no object that would be restored`)
    expect(stderr).toContain(`did you mean deployment.apps/${other}/web?`)
    expect(await value(cluster)).toBe('two')
  })

  test('makes none of it after a failed apply, and says so', async ({ cluster }) => {
    const { namespace } = cluster
    const name = `evil-${namespace}`
    const { kdeploy, other, change } = await attack(cluster, () => [])
    const broken = deployment(namespace)
    const template = broken['spec'] as { template: { metadata: object } }
    template.template.metadata = {
      labels: { app: 'web' },
      annotations: { 'test.kdeploy.dev/stage': 'image-pull-backoff' },
    }
    await withApi(cluster, (api) =>
      rewriteRevision(api, releaseIn(namespace), 2, (revision) =>
        withManifests(revision, ...evil(name, other, namespace)),
      ),
    )
    await change({ 'web.yaml': [broken] })

    const { exitCode, stderr } = await kdeploy('apply', '--undo-on-failure')

    try {
      expect(exitCode).toBe(5)
      expect(stderr).toMatch(
        /partly undone: revision 2 restored as revision \d+, except Role \S+\/reader, ClusterRoleBinding \S+, Deployment \S+\/web; the rest is ready/,
      )
      expect(stderr).toContain(`: kdeploy undo -p prod_a --to-revision 2 --also-restore deployment.apps/${other}/web`)
      expect(await names(cluster, `clusterrolebinding/${name}`)).toBe('')
      expect(await names(cluster, 'deployments', '-n', other)).toBe('')
      expect(await verbs(cluster)).toBe('["get"]')
    } finally {
      await forget(cluster, `clusterrolebinding/${name}`)
    }
  })

  test('is refused for each form in which a manifest can lead out of the namespace', async ({ cluster }) => {
    const { namespace } = cluster
    const name = `evil-${namespace}`
    const forms = (other: string): KubeObject[] => [
      { ...nobody(name), metadata: { name, namespace } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: {} },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { a: 'b' } } },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: `${other}-new` } },
      { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name, namespace }, value: 1 },
      // What a shell would run, where the command is pasted.
      clusterRole(`${name};id>$(id)`, 'get'),
    ]
    const { kdeploy } = await attack(cluster, forms)

    const { exitCode, stderr } = await kdeploy('undo')

    try {
      expect(exitCode).toBe(2)
      expect(stderr).toContain('only the revision says that 6 objects belong to the release')
      expect(stderr).toContain(`--also-restore 'clusterrole.${rbac}/${name};id>$(id)'`)
      for (const kind of ['clusterrolebinding', 'priorityclass', 'configmap', `namespace/${namespace}-new`])
        expect(await names(cluster, kind.includes('/') ? kind : `${kind}/${name}`)).toBe('')
      expect(await cluster.kubectl(['get', `namespace/${namespace}`, '-o', 'jsonpath={.metadata.labels.a}'])).toBe('')
    } finally {
      await forget(cluster, `clusterrolebinding/${name}`, `priorityclass/${name}`)
    }
  })
})

describe('an undo of what the release itself has outside its namespace', () => {
  const reader = (cluster: Cluster) => `reader-${cluster.namespace}`

  async function applied(cluster: Cluster, ...sets: readonly (readonly object[])[]) {
    const [first = [], ...others] = sets
    const release = await createRelease(cluster, { 'all.yaml': first })
    expect((await release.kdeploy('apply')).exitCode).toBe(0)
    for (const set of others) {
      await release.change({ 'all.yaml': set })
      expect((await release.kdeploy('apply')).exitCode).toBe(0)
    }
    return release
  }

  test('changes it back where it is there', async ({ cluster }) => {
    const name = reader(cluster)
    const { kdeploy } = await applied(cluster, [clusterRole(name, 'get')], [clusterRole(name, 'get', 'list')])

    const { exitCode } = await kdeploy('undo')

    expect(exitCode).toBe(0)
    expect(await cluster.kubectl(['get', `clusterrole/${name}`, '-o', 'jsonpath={.rules[0].verbs}'])).toBe('["get"]')
    expect((await kdeploy('delete', '--yes')).exitCode).toBe(0)
    expect(await names(cluster, `clusterrole/${name}`)).toBe('')
  })

  test('makes it again where it is rendered now; where that cannot be asked, only where it is named', async ({
    cluster,
  }) => {
    const name = reader(cluster)
    const { kdeploy, change } = await applied(cluster, [settings('one'), clusterRole(name, 'get')], [settings('two')])
    expect(await names(cluster, `clusterrole/${name}`)).toBe('')

    const unrendered = await kdeploy('undo')
    await change({ 'all.yaml': '{{ broken' })
    const broken = await kdeploy('undo')
    await change({ 'all.yaml': [settings('three'), clusterRole(name, 'get', 'list')] })
    const rendered = await kdeploy('undo')

    expect([unrendered.exitCode, broken.exitCode, rendered.exitCode]).toEqual([2, 2, 0])
    expect(unrendered.stderr).not.toContain('the templates could not be rendered')
    expect(broken.stderr).toContain('the templates could not be rendered: ')
    expect(await names(cluster, `clusterrole/${name}`)).toBe(`clusterrole.${rbac}/${name}`)
    expect((await kdeploy('delete', '--yes')).exitCode).toBe(0)
  })

  test('needs no template where nothing of it changes', async ({ cluster }) => {
    const name = reader(cluster)
    const same = [
      clusterRole(name, 'get'),
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: cluster.namespace } },
    ]
    const { kdeploy, change } = await applied(cluster, [settings('one'), ...same], [settings('two'), ...same])
    await change({ 'all.yaml': '{{ broken' })

    const { exitCode } = await kdeploy('undo')

    expect(exitCode).toBe(0)
    expect(await value(cluster)).toBe('one')
    await change({ 'all.yaml': [settings('one')] })
    expect((await kdeploy('apply')).stderr).toContain(`deleted  ClusterRole ${name}`)
  })
})

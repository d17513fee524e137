import { describe, expect } from 'vitest'
import { objectNameOf } from '../../../src/history/records/release.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { recordOf } from '../../support/history/stored.ts'
import { documentContradictions } from '../../support/output/documented.ts'
import { revisionIn } from '../../support/tampering/revisions.ts'

const key = 'a-key-of-signatures-that-nobody-else-has'
const configMap = (data: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: "${data}"}}`
const isSigned = ({ metadata }: KubeObject) =>
  (metadata['annotations'] as JsonObject)['kdeploy.dev/signature'] !== undefined

/** A release of one ConfigMap, and somebody who may write Secrets of its namespace, and nothing else. */
async function createRelease(cluster: Cluster) {
  const { namespace } = cluster
  const project = await cluster.createProject({
    files: { 'kdeploy.yaml': 'name: shop\n', 'profiles/prod_shop.yaml': `namespace: ${namespace}\n` },
  })
  const stem = objectNameOf({ name: 'shop', profile: 'prod_shop', namespace })
  const run = (env: Record<string, string>, args: readonly string[]) =>
    cluster.kdeploy([...args, '-p', 'prod_shop'], { cwd: project.folder, env })
  const kdeploy = (...args: string[]) => run({ KDEPLOY_HISTORY_KEY: key }, args)
  const apply = async (data: string) => {
    await project.write({ 'templates/a.yaml': configMap(data) })
    return kdeploy('apply')
  }
  const verbs = ['get', 'list', 'create', 'update', 'patch', 'delete']
  const kubeconfig = await cluster.kubeconfigFor([{ apiGroups: [''], resources: ['secrets'], verbs }])
  const attack = (args: readonly string[], object?: object) =>
    cluster.kubectl(
      ['--kubeconfig', kubeconfig, ...args],
      object === undefined ? undefined : { input: JSON.stringify(object) },
    )
  return {
    project,
    kdeploy,
    apply,
    withoutKey: (...args: string[]) => run({}, args),
    withKey: (other: string, ...args: string[]) => run({ KDEPLOY_HISTORY_KEY: other }, args),
    release: { name: 'shop', profile: 'prod_shop', namespace },
    name: (number?: number) => (number === undefined ? stem : `${stem}-r${number}`),
    read: (number?: number) => cluster.get<KubeObject>('secret', number === undefined ? stem : `${stem}-r${number}`),
    attack,
    /** An immutable Secret can't be changed, but made anew. */
    async put(object: KubeObject) {
      const { name, namespace, labels = {}, annotations = {} } = object.metadata
      await attack(['delete', 'secret', name, '--ignore-not-found'])
      await attack(['create', '-f', '-'], { ...object, metadata: { name, namespace, labels, annotations } })
    },
    shown: () => cluster.kubectl(['get', 'configmap', 'a', '-o', 'jsonpath={.data.k}']),
    async trust() {
      const { revisions } = JSON.parse((await kdeploy('history', '-o', 'json')).stdout)
      return revisions.map(
        ({ number, untrusted = 'trusted' }: { number: number; untrusted?: string }) => `${number} ${untrusted}`,
      )
    },
  }
}

describe('with KDEPLOY_HISTORY_KEY', () => {
  test('apply, undo, status, history and delete go as without', { timeout: 300_000 }, async ({ cluster }) => {
    const shop = await createRelease(cluster)
    for (const data of ['one', 'two', 'three']) expect(await shop.apply(data)).toMatchObject({ exitCode: 0 })

    expect([await shop.read(), await shop.read(1), await shop.read(3)].map(isSigned)).toEqual([true, true, true])
    expect(await shop.trust()).toEqual(['1 trusted', '2 trusted', '3 trusted'])
    expect(await shop.kdeploy('undo')).toMatchObject({ exitCode: 0 })
    expect(await shop.shown()).toBe('two')
    expect((await shop.kdeploy('history')).stdout).not.toContain('not trusted')
    expect(await shop.kdeploy('status')).toMatchObject({
      exitCode: 0,
      stdout: expect.not.stringContaining('not trusted'),
    })
    await shop.project.write({ 'kdeploy.yaml': 'name: shop\nhistoryLimit: 10\n' })
    for (let index = 0; index < 10; index += 1) await shop.apply(`more ${index}`)
    expect((await shop.trust()).every((line: string) => line.endsWith(' trusted'))).toBe(true)
    expect(await shop.trust()).toHaveLength(10)

    expect(await shop.kdeploy('delete', '--yes')).toMatchObject({ exitCode: 0 })
    expect(await cluster.kubectl(['get', 'secret,configmap', '-o', 'name'])).not.toMatch(/kdeploy-shop|\/a$/m)
  })

  test('an undo refuses a revision whose manifests somebody changed', async ({ cluster }) => {
    const shop = await createRelease(cluster)
    for (const data of ['one', 'two', 'three']) await shop.apply(data)
    const second = await shop.read(2)
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: `evil-${cluster.namespace}` },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: cluster.namespace }],
    }
    const revision = { ...revisionIn(second), manifests: [{ template: 't', object: binding, sensitive: [] }] }
    const { data } = recordOf(shop.release, revision)
    await shop.put({ ...second, data: { ...(data as JsonObject) } })

    const refused = await shop.kdeploy('undo')
    expect(refused).toMatchObject({ exitCode: 4 })
    expect(refused.stderr).toContain('revision 2 is not trusted: its metadata was altered')
    expect(await shop.kdeploy('undo', '--to-revision', '2')).toMatchObject({ exitCode: 4 })
    expect(await cluster.kubectl(['get', 'clusterrolebinding', binding.metadata.name, '--ignore-not-found'])).toBe('')
    expect(await shop.shown()).toBe('three')
    expect((await shop.kdeploy('history')).stdout).toMatch(
      /^2 +succeeded, not trusted .* not trusted: its metadata was altered$/m,
    )

    expect(await shop.kdeploy('undo', '--to-revision', '1')).toMatchObject({ exitCode: 0 })
    expect(await shop.shown()).toBe('one')

    const fourth = await shop.read(4)
    const { data: none } = recordOf(shop.release, { ...revisionIn(fourth), manifests: [] })
    await shop.put({ ...fourth, data: { ...(none as JsonObject) } })
    const status = await shop.kdeploy('status')
    expect(status.stdout).toMatch(/^\S+: revision 3, succeeded, /)
    expect(status.stdout).toContain('\n  revision 4 is not trusted: its metadata was altered\n')
    expect(status.stdout).toContain('1 of 1 objects ready')
  })

  test('what was put back as it was before, deleted, or never written is told', async ({ cluster }) => {
    const shop = await createRelease(cluster)
    await shop.apply('one')
    const old = await shop.read(1)
    await shop.apply('two')
    // The number of a release that was deleted begins anew.
    await shop.put({
      ...old,
      metadata: {
        ...old.metadata,
        name: shop.name(3),
        labels: { ...(old.metadata['labels'] as object), 'kdeploy.dev/revision': '3' },
      },
    })
    expect(await shop.trust()).toEqual(['1 trusted', "3 it can't be read", '2 trusted'])
    expect(await shop.kdeploy('undo')).toMatchObject({ exitCode: 0 })
    expect(await shop.shown()).toBe('one')

    await shop.apply('five')
    await shop.attack(['delete', 'secret', shop.name(5)])
    expect((await shop.trust()).at(-1)).toBe(`5 the release recorded it, but the Secret ${shop.name(5)} does not exist`)
    const refused = await shop.kdeploy('undo')
    expect(refused).toMatchObject({ exitCode: 4 })
    expect(refused.stderr).toContain('revision 5 is not trusted: the release recorded it')
    const status = JSON.parse((await shop.kdeploy('status', '-o', 'json')).stdout)
    expect(documentContradictions(status, 'status -o json')).toEqual([])
    expect(status.unreadable).toMatchObject([{ number: 5, untrusted: expect.stringContaining('does not exist') }])

    expect(await shop.apply('six')).toMatchObject({ exitCode: 0 })
    expect(await shop.trust()).toContain('6 trusted')
  })

  test('a parent that somebody widened or put back is used for nothing, and written anew by an apply', async ({
    cluster,
  }) => {
    const shop = await createRelease(cluster)
    const elsewhere = await cluster.createNamespace()
    await shop.apply('one')
    const old = await shop.read()
    await shop.apply('two')
    const annotate = ['annotate', 'secret', shop.name(), '--overwrite']
    await shop.attack([...annotate, `applyset.kubernetes.io/additional-namespaces=${elsewhere}`])

    const altered = `the release's own record, the Secret ${shop.name()}, is not trusted: the kinds or namespaces in it were altered`
    expect(await shop.trust()).toEqual([`1 ${altered}`, `2 ${altered}`])
    expect((await shop.kdeploy('status')).stdout).toContain(`not trusted: ${altered}`)
    expect(await shop.kdeploy('undo')).toMatchObject({ exitCode: 4 })
    const refused = await shop.kdeploy('delete', '--yes')
    expect(refused).toMatchObject({ exitCode: 4 })
    expect(refused.stderr).toContain('revision 2 is not trusted')
    const applied = await shop.apply('two')
    expect(applied).toMatchObject({ exitCode: 0 })
    expect(applied.stderr).toContain(`the Secret ${cluster.namespace}/${shop.name()} is not trusted`)
    expect((await shop.trust()).at(-1)).toBe('3 trusted')

    const { annotations } = old.metadata
    const { metadata, ...now } = await shop.read()
    await shop.attack(['replace', '-f', '-'], { ...now, metadata: { ...metadata, annotations } })
    expect((await shop.trust()).at(-1)).toMatch(/^3 .* is not trusted: older than revision 3, which is signed$/)
    expect(await shop.kdeploy('undo')).toMatchObject({ exitCode: 4 })
  })

  test('an undo on failure goes back to nothing that is not trusted', async ({ cluster }) => {
    const shop = await createRelease(cluster)
    await shop.apply('one')
    const first = await shop.read(1)
    const { 'kdeploy.dev/signature': _, ...annotations } = first.metadata['annotations'] as JsonObject
    await shop.put({ ...first, metadata: { ...first.metadata, annotations } })
    await shop.project.write({
      'templates/bad.yaml':
        '{apiVersion: v1, kind: ConfigMap, metadata: {name: b, annotations: {kdeploy.dev/ready-when: "{.data.k}=yes"}}, data: {k: "no"}}',
    })

    const failed = await shop.kdeploy('apply', '--undo-on-failure', '--timeout', '2s')
    expect(failed).toMatchObject({ exitCode: 5 })
    expect(failed.stderr).toContain('revision 1, which determines the last good one, is not trusted: unsigned')
  })

  test('turned on for a release, leaves alone what that had adopted', async ({ cluster }) => {
    const shop = await createRelease(cluster)
    await cluster.kubectl(['create', 'configmap', 'found'])
    await shop.project.write({
      'templates/a.yaml': configMap('one'),
      'templates/found.yaml': '{apiVersion: v1, kind: ConfigMap, metadata: {name: found}, data: {k: v}}',
    })
    expect(await shop.withoutKey('apply', '--adopt', 'configmap/found')).toMatchObject({ exitCode: 0 })
    expect(await shop.kdeploy('apply')).toMatchObject({ exitCode: 0 })

    await shop.project.write({ 'templates/found.yaml': '' })
    const applied = await shop.kdeploy('apply')

    expect(applied).toMatchObject({ exitCode: 0 })
    expect(applied.stderr).toContain('a revision that is not trusted says that it was adopted')
    expect(await cluster.kubectl(['get', 'configmap', 'found', '-o', 'name'])).toBe('configmap/found\n')
  })

  test('turned on for a release, signs what comes from then on', async ({ cluster }) => {
    const shop = await createRelease(cluster)
    await shop.project.write({ 'templates/a.yaml': configMap('one') })
    await shop.withoutKey('apply')
    expect(await shop.trust()).toEqual(['1 unsigned'])
    expect(isSigned(await shop.read())).toBe(false)

    expect(await shop.apply('one')).toMatchObject({ exitCode: 0 })
    expect(await shop.trust()).toEqual(['1 unsigned', '2 trusted'])
    expect(await shop.apply('two')).toMatchObject({ exitCode: 0 })
    expect(await shop.kdeploy('undo')).toMatchObject({ exitCode: 0 })
    expect(await shop.shown()).toBe('one')
    expect(await shop.withoutKey('history')).toMatchObject({ stdout: expect.not.stringContaining('not trusted') })

    await shop.project.write({ 'templates/a.yaml': configMap('three') })
    const unchecked = await shop.withoutKey('apply')
    expect(unchecked).toMatchObject({ exitCode: 0 })
    expect(unchecked.stderr).toContain('this release is signed, but KDEPLOY_HISTORY_KEY is not set')
    const refused = await shop.kdeploy('undo')
    expect(refused).toMatchObject({ exitCode: 4 })
    expect(refused.stderr).toMatch(/revision 5 is not trusted: unsigned[\s\S]*--to-revision 4 restores/)
    expect(await shop.kdeploy('apply')).toMatchObject({ exitCode: 0 })

    const newer = 'another-key-that-is-used-from-then-on'
    expect(await shop.withKey(`${newer} ${key}`, 'apply')).toMatchObject({ exitCode: 0 })
    expect((await shop.withKey(newer, 'history')).stdout).toContain(
      'signed with a key that KDEPLOY_HISTORY_KEY does not hold',
    )
    const short = await shop.withKey('short', 'history')
    expect(short).toMatchObject({ exitCode: 2 })
    expect(short.stderr).toContain('KDEPLOY_HISTORY_KEY: the key has 5 characters')
  })
})

import { describe, expect } from 'vitest'
import { membershipFor } from '../../../src/history/records/release.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { configMap, own, withApi } from '../../support/cluster/api.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { createRelease } from '../../support/projects/release.ts'
import { readRevision, rewriteRevision, secretsOnly, widenParent } from '../../support/tampering/tamper.ts'

const releaseIn = (namespace: string) => ({ name: 'shop', profile: 'prod_a', namespace })

const settings = (namespace: string, value = 'one') => configMap(namespace, { value })
const names = (cluster: Cluster, ...args: readonly string[]) =>
  cluster.kubectl(['get', ...args, '--ignore-not-found', '-o', 'name']).then((text) => text.trim())

/** An object that looks like a member of the release: its label, its annotation, applied by kdeploy. */
function forged(object: KubeObject, namespace: string): KubeObject {
  const { applySet, release } = membershipFor(releaseIn(namespace))
  const labels = { 'applyset.kubernetes.io/part-of': applySet }
  return { ...object, metadata: { ...object.metadata, labels, annotations: { 'kdeploy.dev/release': release } } }
}

describe('what looks like a member in another namespace, where the parent was widened', () => {
  async function attacked(cluster: Cluster) {
    const { namespace } = cluster
    const other = await cluster.createNamespace()
    const release = await createRelease(cluster, { 'all.yaml': [settings(namespace)] })
    expect((await release.kdeploy('apply')).exitCode).toBe(0)
    await withApi(cluster, (api) => api.apply(forged(configMap(other, {}, 'theirs'), namespace), own))
    const kubeconfig = await secretsOnly(cluster)
    await withApi({ kubeconfig }, (api) =>
      widenParent(api, releaseIn(namespace), ['ConfigMap', 'Deployment.apps'], [other]),
    )
    return { ...release, other }
  }

  test('stays, and is named with what deletes it', async ({ cluster }) => {
    const { namespace } = cluster
    const { kdeploy, change, other } = await attacked(cluster)
    await change({ 'all.yaml': [settings(namespace, 'two')] })

    const apply = await kdeploy('apply')
    const undo = await kdeploy('undo')
    const gone = await kdeploy('delete', '--yes')

    const kept = `${other}/theirs (outside ${namespace}, and no revision records that this release wrote it; to delete it: --also-delete configmap/${other}/theirs)`
    expect([apply.exitCode, undo.exitCode, gone.exitCode]).toEqual([0, 0, 0])
    for (const { stderr } of [apply, undo]) expect(stderr).toContain(`no longer rendered, kept: ConfigMap ${kept}`)
    expect(gone.stderr).toContain(`kept: ConfigMap ${kept}`)
    expect(gone.stderr).toMatch(/deleted \S+: 1 object, 1 kept/)
    expect(await names(cluster, 'configmap/theirs', '-n', other)).toBe('configmap/theirs')
    const named = await kdeploy('delete', '--yes', '--also-delete', `configmap/${other}/theirs`)
    expect(named.stderr).toContain(`deleted  ConfigMap ${other}/theirs`)
    expect(named.exitCode).toBe(0)
  })

  test('is not orphaned either, whatever its annotation says', async ({ cluster }) => {
    const { namespace } = cluster
    const { kdeploy, change, other } = await attacked(cluster)
    await cluster.kubectl(['annotate', 'configmap/theirs', '-n', other, 'kdeploy.dev/prune=keep'])
    const before = await cluster.kubectl(['get', 'configmap/theirs', '-n', other, '-o', 'yaml'])
    await change({ 'all.yaml': [settings(namespace, 'two')] })

    expect((await kdeploy('apply')).exitCode).toBe(0)
    expect((await kdeploy('delete', '--yes')).exitCode).toBe(0)

    expect(await cluster.kubectl(['get', 'configmap/theirs', '-n', other, '-o', 'yaml'])).toBe(before)
  })
})

describe('what the release wrote outside its namespace', () => {
  async function applied(cluster: Cluster) {
    const { namespace } = cluster
    const other = await cluster.createNamespace()
    const name = `reader-${namespace}`
    const clusterRole = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name },
      rules: [],
    }
    const all = [settings(namespace), configMap(other, {}, 'ours'), clusterRole]
    const release = await createRelease(cluster, { 'all.yaml': all })
    expect((await release.kdeploy('apply')).exitCode).toBe(0)
    const revision = (number: number) => withApi(cluster, (api) => readRevision(api, releaseIn(namespace), number))
    const recorded = async (number: number) =>
      ((await revision(number)).outside ?? []).map(({ ref, uid }) => `${ref.kind} ${uid}`).sort()
    const uids = async () => {
      const uid = ['-o', 'jsonpath={.kind} {.metadata.uid}']
      const [map, role] = await Promise.all([
        cluster.kubectl(['get', 'configmap/ours', '-n', other, ...uid]),
        cluster.kubectl(['get', `clusterrole/${name}`, ...uid]),
      ])
      return [role, map].sort()
    }
    const without = () => release.change({ 'all.yaml': [settings(namespace, 'two')] })
    return { ...release, all, other, name, namespace, recorded, uids, without }
  }

  test('is recorded by its UID, anew where it was made anew, and deleted once it is no longer rendered', async ({
    cluster,
  }) => {
    const { kdeploy, change, all, name, namespace, other, recorded, uids, without } = await applied(cluster)
    expect(await recorded(1)).toEqual(await uids())
    await cluster.kubectl(['delete', 'configmap/ours', '-n', other])
    await change({ 'all.yaml': [settings(namespace, 'three'), ...all.slice(1)] })
    expect((await kdeploy('apply')).exitCode).toBe(0)
    expect(await recorded(2)).toEqual(await uids())
    // The newest revision alone tells all of it.
    await cluster.kubectl(['delete', 'secret', '-l', 'kdeploy.dev/revision=1'])
    await without()

    const { exitCode, stderr } = await kdeploy('apply', '--yes')

    expect(exitCode).toBe(0)
    expect(stderr).toContain(`deleted  ConfigMap ${other}/ours`)
    expect(stderr).toContain(`deleted  ClusterRole ${name}`)
    expect(await recorded(3)).toEqual([])
  })

  test('is deleted also where somebody emptied the parent', async ({ cluster }) => {
    const { kdeploy, name, namespace, other } = await applied(cluster)
    const kubeconfig = await secretsOnly(cluster)
    await withApi({ kubeconfig }, (api) => widenParent(api, releaseIn(namespace), [], []))

    const { exitCode, stderr } = await kdeploy('delete', '--yes')

    expect(exitCode).toBe(0)
    expect(stderr).toContain(`deleted  ClusterRole ${name}`)
    expect(stderr).toMatch(/deleted \S+: 3 objects/)
    expect(await names(cluster, `clusterrole/${name}`)).toBe('')
    expect(await names(cluster, 'configmap/ours', '-n', other)).toBe('')
  })

  test('stays known with --no-prune', async ({ cluster }) => {
    const { kdeploy, recorded, uids, without } = await applied(cluster)
    await without()

    expect((await kdeploy('apply', '--no-prune')).exitCode).toBe(0)

    expect(await recorded(2)).toEqual(await uids())
    await cluster.kubectl(['delete', 'secret', '-l', 'kdeploy.dev/revision=1'])
    const { stderr } = await kdeploy('apply', '--yes')
    expect(stderr.match(/^deleted /gm)).toHaveLength(2)
  })

  test('stays where a run was cut off before it recorded it, unless the next apply finds it', async ({ cluster }) => {
    const { kdeploy, change, all, name, namespace, other, recorded, uids, without } = await applied(cluster)
    const forget = (number: number) =>
      withApi(cluster, (api) =>
        rewriteRevision(api, releaseIn(namespace), number, ({ outside: _, ...revision }) => revision),
      )
    await forget(1)
    await without()
    const kept = await kdeploy('apply')
    expect(kept.stderr).toContain(`kept: ClusterRole ${name} (outside ${namespace}, and no revision records`)
    expect(kept.stderr).toContain(`kept: ConfigMap ${other}/ours (outside ${namespace}, and no revision records`)
    await change({ 'all.yaml': all })
    expect((await kdeploy('apply')).exitCode).toBe(0)
    await forget(3)

    const unchanged = await kdeploy('apply')

    expect(unchanged.stderr).toContain('revision 4, 0 created, 0 changed, 3 unchanged')
    expect(await recorded(4)).toEqual(await uids())
    expect((await kdeploy('apply')).stderr).toContain('nothing changed')
    expect((await kdeploy('delete', '--yes')).stderr).toMatch(/deleted \S+: 3 objects/)
  })
})

import { expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

const claim = (storageClass: string) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: ${storageClass}
  resources:
    requests: {storage: 1Gi}
`

const volume = (name: string) => `apiVersion: v1
kind: PersistentVolume
metadata:
  name: ${name}
spec:
  storageClassName: ${name}
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce]
  hostPath: {path: /nowhere}
`

test('a claim whose StorageClass does not exist is bound to a volume that is made by hand', async ({ cluster }) => {
  const name = `manual-${cluster.namespace}`
  const shop = await createShop(cluster, { files: { 'templates/data.yaml': claim(name) } })
  try {
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the cause', async () => running.output().includes('not found'))
    expect(running.output()).toMatch(
      new RegExp(
        `^warning: templates/data\\.yaml:\\S+: PersistentVolumeClaim \\S+/data refers to StorageClass ${name}, which is neither rendered nor on the cluster; without it only`,
        'm',
      ),
    )
    expect(running.output()).toContain(
      `"${name}" not found; without it only a PersistentVolume of that class can be bound`,
    )
    await cluster.kubectl(['create', '-f', '-'], { input: volume(name) })

    const { exitCode, stderr } = await running.result

    expect(stderr).toMatch(/^ready {4}PersistentVolumeClaim \S+\/data: bound$/m)
    expect(exitCode).toBe(0)
    // Now that there is such a volume, nothing is missing.
    expect((await shop.kdeploy('diff')).stderr).not.toContain('StorageClass')
  } finally {
    await cluster.kubectl(['delete', 'persistentvolume', name, '--ignore-not-found', '--wait=false'])
  }
})

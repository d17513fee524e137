import { expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { deleteHeld, field, holdObject, releaseObject, uidOf } from '../../support/cluster/finalizers.ts'
import { createShop } from '../../support/projects/shop.ts'

/** A CustomResourceDefinition of an API group that belongs to this test alone, and an object of it. */
function widget(cluster: Cluster) {
  const group = `${cluster.namespace}.example.com`
  return {
    name: `widgets.${group}/big`,
    crd: `crd/widgets.${group}`,
    files: {
      'templates/crd.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.${group}}
spec:
  group: ${group}
  scope: Namespaced
  names: {kind: Widget, plural: widgets, singular: widget}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
`,
      'templates/a-widget.yaml': `apiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: big}\nspec: {size: 3}\n`,
    },
    remove: () => cluster.kubectl(['delete', 'crd', `widgets.${group}`, '--ignore-not-found', '--wait=false']),
  }
}

test('a custom resource that is being deleted is created again once its finalizer is gone', async ({ cluster }) => {
  const { name, files, remove } = widget(cluster)
  const shop = await createShop(cluster, { files })
  try {
    await shop.kdeploy('apply')
    await deleteHeld(cluster, name)
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /will be created once it is gone/.test(running.output()))
    const uid = await uidOf(cluster, name)
    await releaseObject(cluster, name)
    const { exitCode, stderr } = await running.result

    expect(stderr).toContain('plan: 1 to create, 0 to change, 3 unchanged')
    expect(exitCode).toBe(0)
    expect(await uidOf(cluster, name)).not.toBe(uid)
  } finally {
    await remove()
  }
})

test('a definition that is being deleted is created again with its resources once they are gone', async ({
  cluster,
}) => {
  const { name, crd, files, remove } = widget(cluster)
  const shop = await createShop(cluster, { files })
  try {
    await shop.kdeploy('apply')
    await holdObject(cluster, name)
    await cluster.kubectl(['delete', crd, '--wait=false'])
    await cluster.waitFor('the deletion', async () => field(cluster, name, '.metadata.deletionTimestamp').then(Boolean))
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /will be created once it is gone/.test(running.output()))
    const uid = await uidOf(cluster, crd)
    await releaseObject(cluster, name)
    const { exitCode, stderr } = await running.result

    expect(stderr).toContain('plan: 2 to create, 0 to change, 2 unchanged')
    expect(exitCode).toBe(0)
    expect(await uidOf(cluster, crd)).not.toBe(uid)
    expect(await field(cluster, name, '.spec.size')).toBe('3')
  } finally {
    await remove()
  }
})

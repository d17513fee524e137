import { describe, expect } from 'vitest'
import { withPolicy } from '../../support/cluster/admission-policy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

/** A CustomResourceDefinition of an API group that belongs to this test alone, and an object of it. */
function widget(cluster: Cluster, { size = '3', field = 'size', rule = 'self < 100' } = {}) {
  const group = `${cluster.namespace}.example.com`
  return {
    group,
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
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {type: object, properties: {${field}: {type: integer, x-kubernetes-validations: [{rule: ${rule}}]}}}
`,
      'templates/a-widget.yaml': `apiVersion: ${group}/v1
kind: Widget
metadata:
  name: big
spec:
  size: ${size}
`,
    },
    remove: () => cluster.kubectl(['delete', 'crd', `widgets.${group}`, '--ignore-not-found', '--wait=false']),
  }
}

describe('apply of a CustomResourceDefinition with its custom resource', () => {
  testShown('writes the definition, waits until it is served, and then the resource', async (cluster, showing) => {
    const { group, files, remove } = widget(cluster)
    const shop = await createShop(cluster, { files })
    try {
      const diff = await shop.kdeploy('diff')
      const { exitCode, shown } = await shop.show(showing, 'apply')
      const again = await shop.kdeploy('apply')

      expect(diff.stdout).toContain('templates/a-widget.yaml:1:1, not checked by the server')
      await expect(shown).toMatchFileSnapshot(showing.golden('custom-resource'))
      expect(exitCode).toBe(0)
      expect(await cluster.kubectl(['get', `widgets.${group}/big`, '-o', 'jsonpath={.spec.size}'])).toBe('3')
      expect(again.stderr).toContain('nothing changed (4 unchanged)')
      expect(again.exitCode).toBe(0)
    } finally {
      await remove()
    }
  })

  testShown(
    'holds the resource to the schema of its definition before anything is written',
    async (cluster, showing) => {
      const { files, remove } = widget(cluster, { size: 'large\n  colour: red' })
      const shop = await createShop(cluster, { files })
      try {
        const { exitCode, shown } = await shop.show(showing, 'apply')

        await expect(shown).toMatchFileSnapshot(showing.golden('custom-resource-invalid'))
        expect(exitCode).toBe(2)
        expect(await cluster.kubectl(['get', 'deployment,secret,lease', '-o', 'name'])).toBe('')
      } finally {
        await remove()
      }
    },
  )

  test('finds what only the server knows once its definition is there, before anything else is written', async ({
    cluster,
  }) => {
    const { group, files, remove } = widget(cluster, { size: '11' })
    const shop = await createShop(cluster, { files })
    const policy = { resource: `${group}/widgets`, expression: 'object.spec.size < 10', message: 'too big' }
    try {
      await withPolicy(cluster, policy, async () => {
        const { exitCode, stderr } = await shop.kdeploy('apply')

        expect(stderr).toContain('the deploy stopped: a manifest failed a check that was only possible now')
        expect(stderr).toContain(`already written: CustomResourceDefinition widgets.${group}\n`)
        expect(stderr).toMatch(/templates\/a-widget\.yaml:1:1: Widget \S+\/big: .*too big/)
        expect(exitCode).toBe(3)
        expect(await cluster.kubectl(['get', 'deployment,configmap', '-l', 'applyset.kubernetes.io/part-of'])).toBe('')
      })
    } finally {
      await remove()
    }
  })

  test('finds a broken rule in CEL before anything is written', async ({ cluster }) => {
    const { group, files, remove } = widget(cluster, { size: '11', rule: 'self < 10' })
    const shop = await createShop(cluster, { files })
    try {
      const { exitCode, stderr } = await shop.kdeploy('apply')

      expect(stderr).toMatch(/templates\/a-widget\.yaml:6:3: Widget \S+\/big: spec\.size: Invalid value: .*self < 10/)
      expect(stderr).toContain('nothing was written')
      expect(exitCode).toBe(2)
      expect(await cluster.kubectl(['get', 'crd', `widgets.${group}`, '--ignore-not-found', '-o', 'name'])).toBe('')
    } finally {
      await remove()
    }
  })

  test('stops after a definition that is never established, and says why', async ({ cluster }) => {
    const { group, files, remove } = widget(cluster)
    const second = files['templates/crd.yaml']
      .replaceAll('widgets', 'gadgets')
      .replace('singular: widget', 'singular: gadget')
    const shop = await createShop(cluster, { files: { ...files, 'templates/crd-2.yaml': second } })
    try {
      const { exitCode, stderr } = await shop.kdeploy('apply')

      expect(stderr).toMatch(
        /^error: the deploy stopped: a CustomResourceDefinition is not established\n {2}error: templates\/crd(-2)?\.yaml:3:12: CustomResourceDefinition \S+ was written, but is not established: "Widget(List)?" is already in use\n/m,
      )
      expect(stderr).toMatch(/ {2}already written: CustomResourceDefinition \S+, CustomResourceDefinition \S+\n/)
      expect(exitCode).toBe(3)
      expect(await cluster.kubectl(['get', 'deployment,configmap', '-l', 'applyset.kubernetes.io/part-of'])).toBe('')
      expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
      expect(await cluster.kubectl(['get', 'leases', '-o', 'name'])).toBe('')
    } finally {
      await remove()
      await cluster.kubectl(['delete', 'crd', `gadgets.${group}`, '--ignore-not-found', '--wait=false'])
    }
  })

  test('checks a resource anew after its definition learned a field in the same run', async ({ cluster }) => {
    const before = widget(cluster, { field: 'weight' })
    const after = widget(cluster)
    const shop = await createShop(cluster, { files: { 'templates/crd.yaml': before.files['templates/crd.yaml'] } })
    try {
      await shop.kdeploy('apply')
      await shop.change({ files: after.files })

      const { exitCode, stderr } = await shop.kdeploy('apply')

      expect(stderr).toContain('plan: 1 to create, 1 to change, 2 unchanged')
      expect(exitCode).toBe(0)
      expect(await cluster.kubectl(['get', `widgets.${after.group}/big`, '-o', 'jsonpath={.spec.size}'])).toBe('3')
    } finally {
      await after.remove()
    }
  })

  test('counts a resource that is there as changed, though it can only be checked after its definition', async ({
    cluster,
  }) => {
    const before = widget(cluster, { field: 'weight' })
    const after = widget(cluster)
    const named = before.files['templates/a-widget.yaml'].replace('size:', 'weight:')
    const shop = await createShop(cluster, { files: { ...before.files, 'templates/a-widget.yaml': named } })
    try {
      expect((await shop.kdeploy('apply')).exitCode).toBe(0)
      await shop.change({ files: after.files })

      const diff = await shop.kdeploy('diff')
      const { exitCode, stdout, stderr } = await shop.kdeploy('apply', '-o', 'json')

      expect(diff.stdout).toMatch(/^@@ spec @@.*\n\+size: 3\n/m)
      expect(stderr).toContain('plan: 0 to create, 2 to change, 2 unchanged')
      expect(stderr).toMatch(/changed +Widget \S+\/big/)
      expect(stderr).toContain('revision 2, 0 created, 2 changed, 2 unchanged')
      expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
        created: 0,
        changed: 2,
        unchanged: 2,
      })
      expect(exitCode).toBe(0)
      expect(await cluster.kubectl(['get', `widgets.${after.group}/big`, '-o', 'jsonpath={.spec}'])).toBe('{"size":3}')
    } finally {
      await after.remove()
    }
  })
})

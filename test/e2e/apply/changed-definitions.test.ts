import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { widgetDefinition } from '../../support/cluster/widget-definition.ts'
import { createShop } from '../../support/projects/shop.ts'

/** A version of `Widget`, and the schema of its `spec`. */
interface Version {
  readonly name: string
  readonly served?: boolean
  readonly spec?: object
}

const spec = { type: 'object', properties: { size: { type: 'integer' }, colour: { type: 'string' } } }

/** A CustomResourceDefinition of an API group that belongs to this test alone, and an object of it; the last version is stored. */
function widget(cluster: Cluster, versions: readonly Version[], used = 'v1', fields = 'size: 3') {
  const group = `${cluster.namespace}.example.com`
  const definition = widgetDefinition(
    group,
    versions.map(({ name, served = true, spec: own = spec }) => ({
      name,
      served,
      schema: { type: 'object', properties: { spec: own } },
    })),
  )
  return {
    group,
    files: {
      'templates/crd.yaml': JSON.stringify(definition, null, 1),
      'templates/a-widget.yaml': `apiVersion: ${group}/${used}
kind: Widget
metadata:
  name: big
spec:
  ${fields}
`,
    },
    remove: () => cluster.kubectl(['delete', 'crd', `widgets.${group}`, '--ignore-not-found', '--wait=false']),
  }
}

/** Deploys one state, and then another, which changes the definition. */
async function deployTwo(cluster: Cluster, before: ReturnType<typeof widget>, after: ReturnType<typeof widget>) {
  const shop = await createShop(cluster, { files: before.files })
  expect((await shop.kdeploy('apply')).exitCode).toBe(0)
  await shop.change({ files: after.files })
  const second = await shop.kdeploy('apply')
  const written = await cluster.kubectl(['get', `crd/widgets.${before.group}`, '-o', 'jsonpath={.metadata.generation}'])
  return { ...second, wroteDefinition: written !== '1', shop }
}

describe('a CustomResourceDefinition that changes with its resource, before anything is written', () => {
  test.for<[string, Version[], string, RegExp]>([
    [
      'a version that is no longer served',
      [{ name: 'v1', served: false }, { name: 'v2' }],
      'size: 3',
      /error: templates\/a-widget\.yaml:1:1: Widget \S+\/big: apiVersion: the version v1 is not served\n/,
    ],
    [
      'a field that is removed',
      [{ name: 'v1', spec: { type: 'object', properties: { size: { type: 'integer' } } } }],
      'colour: red',
      /error: templates\/a-widget\.yaml:6:3: Widget \S+\/big: spec\.colour: unknown field\n/,
    ],
    [
      'a limit that is tightened',
      [{ name: 'v1', spec: { ...spec, properties: { size: { type: 'integer', maximum: 2 } } } }],
      'size: 3',
      /error: templates\/a-widget\.yaml:6:3: Widget \S+\/big: spec\.size: must be at most 2, but is 3\n/,
    ],
    [
      'a pattern that is tightened',
      [{ name: 'v1', spec: { ...spec, properties: { colour: { type: 'string', pattern: '^b' } } } }],
      'colour: red',
      /error: templates\/a-widget\.yaml:6:3: Widget \S+\/big: spec\.colour: Invalid value: "red": .*should match '\^b'\n/,
    ],
    [
      'a rule in CEL',
      [
        {
          name: 'v1',
          spec: { ...spec, 'x-kubernetes-validations': [{ rule: 'self.size < 3', message: 'too big' }] },
        },
        { name: 'v2' },
      ],
      'size: 3',
      /error: templates\/a-widget\.yaml:5:1: Widget \S+\/big: spec: Invalid value: too big\n/,
    ],
  ])('%s is an error', async ([, versions, fields, message], { cluster }) => {
    const before = widget(cluster, [{ name: 'v1' }], 'v1', fields)
    try {
      const { exitCode, stderr, wroteDefinition } = await deployTwo(
        cluster,
        before,
        widget(cluster, versions, 'v1', fields),
      )

      expect(stderr).toMatch(message)
      expect(exitCode).toBe(2)
      expect(wroteDefinition).toBe(false)
    } finally {
      await before.remove()
    }
  })

  test('a resource that moves to a version that comes with it is a change', async ({ cluster }) => {
    const before = widget(cluster, [{ name: 'v1' }])
    const after = widget(cluster, [{ name: 'v1', served: false }, { name: 'v2' }], 'v2', 'size: 4')
    try {
      const { exitCode, stderr, shop } = await deployTwo(cluster, before, after)
      const again = await shop.kdeploy('apply')

      expect(stderr).toContain('plan: 0 to create, 2 to change, 2 unchanged')
      expect(stderr).toContain('0 created, 2 changed, 2 unchanged')
      expect(exitCode).toBe(0)
      expect(await cluster.kubectl(['get', `widgets.v2.${before.group}/big`, '-o', 'jsonpath={.spec.size}'])).toBe('4')
      expect(again.stderr).toContain('nothing changed (4 unchanged)')
    } finally {
      await before.remove()
    }
  })

  test('a resource that is no longer rendered goes, though its version does too', async ({ cluster }) => {
    const before = widget(cluster, [{ name: 'v1' }])
    const after = widget(cluster, [{ name: 'v1', served: false }, { name: 'v2' }])
    try {
      const shop = await createShop(cluster, { files: before.files })
      expect((await shop.kdeploy('apply')).exitCode).toBe(0)
      await shop.change({ files: { ...after.files, 'templates/a-widget.yaml': '' } })
      const { exitCode, stderr } = await shop.kdeploy('apply')

      expect(stderr).toContain('1 to delete')
      expect(exitCode).toBe(0)
      expect(await cluster.kubectl(['get', `widgets.v2.${before.group}`, '-o', 'name'])).toBe('')
    } finally {
      await before.remove()
    }
  })
})

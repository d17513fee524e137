import { describe, expect } from 'vitest'
import { ApiError } from '../../../src/cluster/errors/api-error.ts'
import type { Json } from '../../../src/json-map.ts'
import { dry, withApi } from '../../support/cluster/api.ts'
import { test } from '../../support/cluster/cluster.ts'
import { widgetDefinition } from '../../support/cluster/widget-definition.ts'
import { customSchemas } from '../../support/schemas/custom-schemas.ts'
import { patternSchemas } from '../../support/schemas/patterns.ts'

const schema = { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } } }

describe('CustomResourceDefinitions', () => {
  test('may be those of a cluster, read from it or given by kubectl', async ({ cluster }) => {
    const group = `${cluster.namespace}.example.com`
    const crd = `crd/widgets.${group}`
    await cluster.create([widgetDefinition(group, [{ name: 'v1', schema }])])
    try {
      await cluster.kubectl(['wait', '--for=condition=Established', crd])
      const project = await cluster.createProject({
        files: {
          'kdeploy.yaml': 'name: shop\n',
          'profiles/prod_shop.yaml': '',
          'templates/a.yaml': `apiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: a}\nspec: {sise: 1}\n`,
        },
      })
      const validate = (...options: string[]) => cluster.kdeploy(['validate', ...options], { cwd: project.folder })
      const expected = {
        exitCode: 2,
        stderr: expect.stringContaining('templates/a.yaml:4:8: Widget a: spec.sise: '),
      }

      expect(await validate()).toMatchObject({ exitCode: 0 })
      expect(await validate('--crds-from-cluster')).toMatchObject(expected)
      const yaml = await cluster.kubectl(['get', crd, '-o', 'yaml'])
      expect(await cluster.kdeploy(['validate', '--crds', '-'], { cwd: project.folder, input: yaml })).toMatchObject(
        expected,
      )
    } finally {
      await cluster.kubectl(['delete', crd, '--wait=false'])
    }
  })

  test('that nobody may list stop the run, and say so', async ({ cluster }) => {
    const project = await cluster.createProject({
      files: { 'kdeploy.yaml': 'name: shop\n', 'profiles/prod_shop.yaml': '', 'templates/a.yaml': '' },
    })
    const kubeconfig = await cluster.kubeconfigFor([])
    const result = await cluster.kdeploy(
      ['validate', '--allow-empty', '--crds-from-cluster', '--kubeconfig', kubeconfig],
      { cwd: project.folder },
    )
    expect(result).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('may not list customresourcedefinitions'),
    })
  })

  test('are judged by the API server as our tables of schemas and patterns say', async ({ cluster }) => {
    const group = `${cluster.namespace}.example.com`
    const tables = [...customSchemas, ...patternSchemas]
    const properties = Object.fromEntries(tables.map(({ schema: one }, index) => [`field${index}`, one]))
    const spec = { type: 'object', properties }
    await cluster.create([widgetDefinition(group, [{ name: 'v1', schema: { type: 'object', properties: { spec } } }])])
    try {
      await cluster.kubectl(['wait', '--for=condition=Established', `crd/widgets.${group}`])
      await withApi(cluster, async (api) => {
        const isTaken = (field: string, value: unknown) =>
          api
            .apply(
              {
                apiVersion: `${group}/v1`,
                kind: 'Widget',
                metadata: { name: 'a', namespace: cluster.namespace },
                spec: { [field]: value as Json },
              },
              dry,
            )
            .then(
              () => true,
              (error: unknown) => {
                if (error instanceof ApiError && error.message.includes(field)) return false
                throw error
              },
            )
        for (const [index, { schema: one, accepted, refused }] of tables.entries()) {
          const taken = await Promise.all([...accepted, ...refused].map((value) => isTaken(`field${index}`, value)))
          expect([one, taken]).toEqual([one, [...accepted.map(() => true), ...refused.map(() => false)]])
        }
      })
    } finally {
      await cluster.kubectl(['delete', `crd/widgets.${group}`, '--wait=false'])
    }
  })
})

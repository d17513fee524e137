import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import type { Project } from '../../support/projects/project.ts'
import { expectedOf, findSamples } from '../../support/text/found.ts'
import { integers, keystore, profile, reversed, templates, texts } from '../../support/text/samples.ts'

/** The definition of Sample, with an int64 field; served when it returns. */
async function defineSample(cluster: Cluster, group: string): Promise<void> {
  const spec = {
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
    properties: { most: { type: 'integer', format: 'int64' } },
  }
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec } } }
  const names = { kind: 'Sample', plural: 'samples', singular: 'sample' }
  const versions = [{ name: 'v1', served: true, storage: true, schema }]
  const metadata = { name: `samples.${group}` }
  const body = { group, scope: 'Namespaced', names, versions }
  await cluster.create([
    { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata, spec: body },
  ])
  await cluster.kubectl(['wait', '--for=condition=Established', `crd/samples.${group}`])
}

/** A project of the texts, and a custom resource of a group of this test alone. */
async function createProject(cluster: Cluster): Promise<{ project: Project; group: string; run: Run }> {
  const group = `${cluster.namespace}.example.com`
  await defineSample(cluster, group)
  const project = await cluster.createProject({
    files: {
      'kdeploy.yaml': 'name: texts\n',
      'store.jks': keystore,
      'profiles/prod_a.yaml': profile(cluster.namespace, texts, integers['most'] ?? ''),
      ...templates(group),
    },
  })
  const run: Run = (command, ...args) => cluster.kdeploy([command, '-p', 'prod_a', ...args], { cwd: project.folder })
  return { project, group, run }
}

type Run = (command: string, ...args: string[]) => ReturnType<Cluster['kdeploy']>

describe('text and integers', () => {
  test('arrive as they are rendered, compare equal, and come back with an undo', async ({ cluster }) => {
    const { project, group, run } = await createProject(cluster)
    const most = '9223372036854775807'
    const next = '9223372036854775806'
    try {
      const first = await run('apply')
      expect(first).toMatchObject({ exitCode: 0 })
      expect(await findSamples(cluster, group)).toEqual(expectedOf(texts, most))

      expect(await run('diff')).toMatchObject({ exitCode: 0, stdout: '' })
      expect((await run('apply')).stderr).toContain('nothing changed (6 unchanged)')
      expect(await run('status', '--exit-code')).toMatchObject({ exitCode: 0 })

      await project.write({ 'profiles/prod_a.yaml': profile(cluster.namespace, texts, next) })
      const diff = await run('diff')
      expect(diff.stdout).toMatch(/^-most: 9223372036854775807\n\+most: 9223372036854775806$/m)
      expect(diff.exitCode).toBe(1)

      await project.write({ 'profiles/prod_a.yaml': profile(cluster.namespace, reversed, next) })
      expect(await run('apply')).toMatchObject({ exitCode: 0 })
      expect(await findSamples(cluster, group)).toEqual(expectedOf(reversed, next))

      expect(await run('undo', '--yes')).toMatchObject({ exitCode: 0 })
      expect(await findSamples(cluster, group)).toEqual(expectedOf(texts, most))
    } finally {
      await cluster.kubectl(['delete', 'crd', `samples.${group}`, '--ignore-not-found', '--wait=false'])
    }
  })

  test('that another manager set are shown to the last digit in a conflict', async ({ cluster }) => {
    const { group, run } = await createProject(cluster)
    const metadata = { name: 'texts' }
    const sample = { apiVersion: `${group}/v1`, kind: 'Sample', metadata, spec: { most: 'MOST' } }
    try {
      await run('apply')
      await cluster.create(JSON.stringify(sample).replace('"MOST"', '9223372036854775801'))
      const { exitCode, stderr } = await run('apply')

      expect(stderr).toMatch(
        /9223372036854775801[\s\S]*9223372036854775807|9223372036854775807[\s\S]*9223372036854775801/,
      )
      expect(exitCode).toBe(4)
    } finally {
      await cluster.kubectl(['delete', 'crd', `samples.${group}`, '--ignore-not-found', '--wait=false'])
    }
  })
})

describe('what the cluster can’t hold is refused with its line, before anything is written:', () => {
  const refused: [string, string, RegExp][] = [
    [
      'half of a surrogate pair',
      'x: "\\udc00"',
      /a\.yaml:5:3: data\.x of ConfigMap a contains half of a surrogate pair/,
    ],
    ['a long key', `${'k'.repeat(1100)}: x`, /a\.yaml:5:3: ConfigMap \S+\/a: data.*must be no more than 253/],
    ['a key with a control character', '"a\\x85b": x', /a\.yaml:5:3: ConfigMap \S+\/a: data.*a valid config key/],
    ['an integer', 'x: 9223372036854775807', /a\.yaml:5:3: data\.x of ConfigMap a must be a string/],
  ]
  for (const [what, line, message] of refused) {
    test(what, async ({ cluster }) => {
      const template = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  ${line}\n`
      const project = await cluster.createProject({
        files: {
          'kdeploy.yaml': 'name: texts\n',
          'profiles/prod_a.yaml': `namespace: ${cluster.namespace}\n`,
          'templates/a.yaml': template,
        },
      })
      const { exitCode, stderr } = await cluster.kdeploy(['apply', '-p', 'prod_a'], { cwd: project.folder })

      expect(stderr).toMatch(message)
      expect(exitCode).toBe(2)
      expect(await cluster.kubectl(['get', 'secret,lease', '-o', 'name'])).toBe('')
    })
  }
})

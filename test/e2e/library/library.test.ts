import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { type DefinedProject, definitionsTimeout } from '../../support/kinds/definitions.ts'
import { installDefinitions } from '../../support/kinds/install-definitions.ts'
import { type Configuration, readConfigurations } from '../../support/library/configurations.ts'
import { prepareCluster, prepareNamespace } from '../../support/library/surroundings.ts'

/** Whose kinds some templates render; the tests play the controllers. */
const definitions: Readonly<Record<string, readonly [DefinedProject, readonly string[]]>> = {
  'karmada.yaml': ['karmada', ['PropagationPolicy', 'ClusterPropagationPolicy']],
  'keda.yaml': ['keda', ['ScaledObject']],
  'monitoring.yaml': ['prometheus-operator', ['ServiceMonitor', 'PodMonitor']],
}

describe('in a namespace that enforces Pod Security `restricted`', () => {
  for (const configuration of readConfigurations()) {
    const { template, name } = configuration
    test(`${template}, ${name}, gets ready and needs no second apply`, { timeout: definitionsTimeout }, async ({
      cluster,
      skip,
    }) => {
      const [project, kinds] = definitions[template] ?? []
      const installed = project === undefined ? undefined : await installDefinitions(cluster, project, kinds ?? [])
      if (project !== undefined && installed === undefined) return skip('no Go, which downloads the definitions')
      const remove = await prepareCluster(cluster)
      try {
        await prepareNamespace(cluster)

        expect(await deploy(cluster, configuration)).toEqual({ problems: [], apply: 0, diff: 0 })
      } finally {
        await Promise.all([remove(), installed?.remove()])
      }
    })
  }
})

/** Applies a configuration and asks for a diff; problems are what the apply warns of, or why it fails. */
async function deploy(cluster: Cluster, { template, templates, variables }: Configuration) {
  const profile = { namespace: cluster.namespace, templates, variables }
  const project = await cluster.createProject({
    example: true,
    files: { 'profiles/dev_shop.yaml': JSON.stringify(profile), 'profiles/default.yaml': '' },
  })
  const options = { cwd: project.folder }
  const running = cluster.startKdeploy(['apply', '-p', 'dev_shop', '--timeout', '60s'], options)
  const done = running.result
  if (template === 'keda.yaml') await reportReady(cluster, done)
  const apply = await done
  const diff = await cluster.kdeploy(['diff', '-p', 'dev_shop'], options)
  const problems = apply.stderr.split('\n').filter((line) => /^(?:warning|error|failed|refused)/.test(line))
  return { problems, apply: apply.exitCode, diff: diff.exitCode }
}

/** What KEDA writes once it has found the target. */
async function reportReady(cluster: Cluster, done: Promise<unknown>): Promise<void> {
  const status = { conditions: [{ type: 'Ready', status: 'True', reason: 'ScaledObjectReady', message: '' }] }
  const object = await cluster.waitFor('the ScaledObject', () =>
    cluster.kubectl(['get', 'scaledobject', '-o', 'name']).then((names) => names.trim() || undefined),
  )
  await cluster.kubectl(['patch', object, '--subresource=status', '--type=merge', '-p', JSON.stringify({ status })])
  await done
}

test('such a namespace refuses a pod with the rights that pods have by default', async ({ cluster }) => {
  await prepareNamespace(cluster)

  const run = cluster.kubectl(['run', 'shop', '--image', 'registry.example.com/shop:1'])

  await expect(run).rejects.toThrow('violates PodSecurity "restricted:latest"')
})

test('another commit and CI job are no change', async ({ cluster }) => {
  const info = { commit: '1f3a9c0', 'job-url': 'https://ci.example.com/jobs/7' }
  const variables = { app: 'shop', image: 'registry.example.com/shop:1', port: 8080, info }
  const profile = { namespace: cluster.namespace, templates: ['web.yaml'], variables }
  const files = { 'profiles/dev_shop.yaml': JSON.stringify(profile), 'profiles/default.yaml': '' }
  const project = await cluster.createProject({ example: true, files })
  const kdeploy = (...args: string[]) => cluster.kdeploy([...args, '-p', 'dev_shop'], { cwd: project.folder })

  const applied = await kdeploy('apply')
  const { stdout, exitCode } = await kdeploy('diff', '--set', 'info.commit=2b4c8d1')

  expect(applied.exitCode).toBe(0)
  expect(await cluster.kubectl(['get', 'deployment/shop', '-o', 'jsonpath={.metadata.annotations}'])).toContain(
    '1f3a9c0',
  )
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
})

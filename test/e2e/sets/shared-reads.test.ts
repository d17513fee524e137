import { expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { fleetFiles, type Service } from '../../support/projects/fleet.ts'

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => `prod_${name}`)

/** Applies a fleet through a proxy; how often each path was asked for, by its verb. */
async function apply(cluster: Cluster, services: Readonly<Record<string, Service>>, ...args: readonly string[]) {
  const project = await cluster.createProject({ files: fleetFiles(cluster.namespace, services) })
  const proxy = await startApiProxy(cluster, () => undefined)
  try {
    const result = await cluster.kdeploy(['apply', '-p', 'prod_*', ...args], {
      cwd: project.folder,
      env: { KUBECONFIG: proxy.kubeconfig },
    })
    const asked = (request: RegExp) =>
      proxy.requests.filter(({ method, url }) => request.test(`${method} ${url}`)).length
    return { ...result, asked }
  } finally {
    proxy.close()
  }
}

test('releases of one namespace read together what they share, and each its own members', async ({ cluster }) => {
  const services = Object.fromEntries(names.map((name) => [name, { replicas: 0 }]))
  expect((await apply(cluster, services)).exitCode).toBe(0)

  const again = await apply(cluster, services, '--releases-at-a-time', '8')
  expect(again.exitCode, again.stderr).toBe(0)
  expect(again.asked(new RegExp(`^GET /api/v1/namespaces/${cluster.namespace}$`))).toBe(1)
  expect(again.asked(/^POST .*selfsubjectrulesreviews/)).toBe(1)
  // One LIST each would be as many as there are releases.
  expect(again.asked(/^GET .*deployments\?.*part-of/)).toBeLessThan(names.length)
  expect(again.asked(/^(?:PATCH|PUT|DELETE)/)).toBe(0)

  // What one of them changes is its own.
  const changed = await apply(cluster, { ...services, prod_c: { replicas: 1 } }, '--releases-at-a-time', '8')
  expect(changed.exitCode, changed.stderr).toBe(0)
  const { items } = await cluster.get<{ items: { metadata: { name: string }; spec: { replicas: number } }[] }>(
    'deployments',
  )
  expect(items.map(({ metadata, spec }) => `${metadata.name}=${spec.replicas}`).sort()).toEqual(
    names.map((name) => `${name.slice(5)}=${name === 'prod_c' ? 1 : 0}`),
  )
})

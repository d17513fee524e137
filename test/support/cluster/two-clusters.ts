import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inject } from 'vitest'
import { type ControlPlane, startControlPlane } from '../control-plane.ts'
import { runKdeploy, startKdeploy } from '../kdeploy.ts'
import { type ProgramOptions, type ProgramResult, type RunningProgram, runProgram } from '../program.ts'
import { type Cluster, openCluster, test as withCluster } from './cluster.ts'
import { accessOf } from './direct-api.ts'

/** Two clusters side by side as one test sees them, each with a namespace of the same name. */
export interface TwoClusters {
  /** The cluster of the whole run. */
  readonly eu: Cluster
  /** A control plane of the test file alone, whose API server may be killed. */
  readonly us: Cluster
  /** The same one; whatever a test kills is started again after it. */
  readonly usPlane: Pick<ControlPlane, 'killApiServer' | 'startApiServer'>
  readonly namespace: string
  /** A kubeconfig with the contexts `eu`, which is the current one, and `us`. */
  readonly kubeconfig: string
  /** UID of the namespace kube-system, as guards want it. */
  uidOf(cluster: Cluster): Promise<string>
  kdeploy(args: readonly string[], options?: ProgramOptions): Promise<ProgramResult>
  startKdeploy(args: readonly string[], options?: ProgramOptions): RunningProgram
}

/** What a file keeps for all its tests. */
interface Second {
  plane: ControlPlane
  isDown: boolean
  /** Its controllers may take a minute to find an API server that was away. */
  wasDown: boolean
}

/** Vitest's `test` with the fixture `clusters`, which starts a second control plane once for all tests of a file (600 MB). */
export const test = withCluster.extend<{ clusters: TwoClusters; second: Second | undefined }>({
  second: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads what a fixture needs from the pattern.
    async ({}, use) => {
      if (inject('cluster') === null) return use(undefined)
      const second = { plane: await startControlPlane(), isDown: false, wasDown: false }
      await use(second)
      await second.plane.stop()
    },
    { scope: 'file' },
  ],
  clusters: async ({ cluster: eu, second, skip }, use) => {
    if (second === undefined) return skip('no cluster')
    const { plane } = second
    const startApiServer = async () => {
      if (second.isDown) await plane.startApiServer()
      second.isDown = false
    }
    const removals: (() => Promise<unknown>)[] = []
    try {
      await use(await openTwo(eu, second, startApiServer, removals))
    } finally {
      await startApiServer()
      await Promise.all(removals.map((remove) => remove()))
      if (second.wasDown) {
        await plane.stop()
        Object.assign(second, { plane: await startControlPlane(), isDown: false, wasDown: false })
      }
    }
  },
})

async function openTwo(
  eu: Cluster,
  second: Second,
  startApiServer: () => Promise<void>,
  removals: (() => Promise<unknown>)[],
): Promise<TwoClusters> {
  const { plane } = second
  const { kubectl } = inject('cluster') ?? plane
  const flat = await flattened(kubectl, plane.kubeconfig)
  const us = await openCluster(
    { kubeconfig: plane.kubeconfig, kubectl, access: accessOf(flat) },
    removals,
    eu.namespace,
  )
  const kubeconfig = join(plane.folder, `both-${eu.namespace}.yaml`)
  await writeFile(kubeconfig, merged({ eu: await flattened(kubectl, eu.kubeconfig), us: flat }))
  const withKubeconfig = (options: ProgramOptions = {}): ProgramOptions => {
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: kubeconfig, ...options.env }
    return { ...options, env }
  }
  return {
    eu,
    us,
    usPlane: {
      async killApiServer() {
        second.isDown = true
        second.wasDown = true
        await plane.killApiServer()
      },
      startApiServer,
    },
    namespace: eu.namespace,
    kubeconfig,
    uidOf: async (cluster) => {
      const { metadata } = await cluster.get<{ metadata: { uid: string } }>('namespace', 'kube-system')
      return metadata.uid
    },
    kdeploy: (args, options) => runKdeploy(args, withKubeconfig(options)),
    startKdeploy: (args, options) => startKdeploy(args, withKubeconfig(options)),
  }
}

/** The current context of a kubeconfig alone, as JSON. */
async function flattened(kubectl: string, kubeconfig: string): Promise<string> {
  const view = ['config', 'view', '--kubeconfig', kubeconfig, '--minify', '--flatten', '--raw', '-o', 'json']
  return (await runProgram(kubectl, view, {})).stdout
}

interface Config {
  readonly clusters: readonly { readonly cluster: object }[]
  readonly users: readonly { readonly user: object }[]
}

/** One kubeconfig of several, each with the name of its context; the first is the current one. */
function merged(configs: Readonly<Record<string, string>>): string {
  const each = Object.entries(configs).map(([name, text]) => ({ name, config: JSON.parse(text) as Config }))
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': each[0]?.name,
    clusters: each.map(({ name, config }) => ({ name, cluster: config.clusters[0]?.cluster })),
    users: each.map(({ name, config }) => ({ name, user: config.users[0]?.user })),
    contexts: each.map(({ name }) => ({ name, context: { cluster: name, user: name, namespace: 'default' } })),
  })
}

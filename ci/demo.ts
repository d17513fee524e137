/**
 * Walks the working example on a real control plane: render, apply, a changed value, diff, apply, undo. Each command
 * is printed before its output. Without Go it needs `--context NAME`; without either it shows render only.
 */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { findCluster, type TestCluster } from '../test/support/cluster/find-cluster.ts'
import { ControlPlaneUnavailable } from '../test/support/control-plane/binaries.ts'
import { createProject, type Project } from '../test/support/projects/project.ts'

const { values } = parseArgs({ options: { context: { type: 'string' } } })
const repository = new URL('..', import.meta.url).pathname
const namespace = 'my-ns-prod'

/** What the namespace holds before kdeploy comes: the shared settings and a secret that the example refers to. */
const prerequisites = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'platform-settings', namespace },
    data: { exchange_url: 'wss://exchange.example.com/feed', region: 'eu-west-1' },
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'secret', namespace },
    stringData: { api_key: 'demo-only-key' },
  },
]

interface Demo {
  readonly project: Project
  readonly environment: NodeJS.ProcessEnv
  readonly arguments: readonly string[]
}

function title(text: string): void {
  console.log(`\n\x1b[1m# ${text}\x1b[0m`)
}

/** Runs kdeploy as a person would, and shows the command before its output. Ends the demo on an unexpected exit code. */
function kdeploy(demo: Demo, args: readonly string[], expected = 0): void {
  console.log(`\n$ kdeploy ${args.join(' ')}`)
  const { status } = spawnSync(process.execPath, [`${repository}/bin/kdeploy.js`, ...args, ...demo.arguments], {
    cwd: demo.project.folder,
    env: demo.environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== expected) throw new Error(`kdeploy ${args[0]} exited ${status}, expected ${expected}`)
}

/** kubectl, for what a person would look at with it. */
function kubectl(cluster: TestCluster, args: readonly string[], input?: string): void {
  if (input === undefined) console.log(`\n$ kubectl ${args.join(' ')}`)
  const context = values.context === undefined ? [] : ['--context', values.context]
  const { status } = spawnSync(cluster.kubectl, [...args, ...context], {
    env: { ...process.env, KUBECONFIG: cluster.kubeconfig },
    input,
    stdio: [input === undefined ? 'ignore' : 'pipe', input === undefined ? 'inherit' : 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error(`kubectl ${args[0]} exited ${status}`)
}

/** A cluster of the person's choice, else a control plane of our own; undefined where there is neither. */
async function openCluster(): Promise<TestCluster | undefined> {
  if (values.context !== undefined) {
    return {
      kubeconfig: process.env['KUBECONFIG'] ?? `${process.env['HOME']}/.kube/config`,
      kubectl: 'kubectl',
      stop: async () => {},
    }
  }
  try {
    return await findCluster({ onProgress: (line) => console.log(`control plane: ${line}`) })
  } catch (error) {
    if (!(error instanceof ControlPlaneUnavailable)) throw error
    console.log(`\nLeft out: apply, diff and undo, for ${error.message}.`)
    console.log(
      'Shown is render --offline: the profile declares an example of the settings that it would read from the namespace.',
    )
    return undefined
  }
}

async function walk(demo: Demo, cluster: TestCluster): Promise<void> {
  title('The namespace as the team keeps it: shared settings in a ConfigMap, an API key in a Secret')
  kubectl(cluster, ['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: prerequisites }))
  kubectl(cluster, ['get', 'configmap/platform-settings', 'secret/secret', '-n', namespace])
  title('Render: what the templates say for the profile prod_cthulu')
  kdeploy(demo, ['render', '-p', 'prod_cthulu'])
  title('Apply: checked by the API server, written, and waited for')
  kdeploy(demo, ['apply', '-p', 'prod_cthulu'])
  title('A new version and one more instrument, in the profile')
  await demo.project.write({
    'profiles/prod_cthulu.yaml': 'variables:\n  image_tag: "1.5.0"\n  instruments: [BTC-USD, ETH-USD, SOL-USD]\n',
  })
  title('Diff: the true change, as the API server sees it (exit 1: there is one)')
  kdeploy(demo, ['diff', '-p', 'prod_cthulu'], 1)
  title('Apply it')
  kdeploy(demo, ['apply', '-p', 'prod_cthulu'])
  title('Undo: the whole release goes back, configuration and workload')
  kdeploy(demo, ['undo', '-p', 'prod_cthulu'])
  kubectl(cluster, [
    'get',
    'deployment,configmap',
    '-n',
    namespace,
    '-l',
    'app.kubernetes.io/name=subscriber',
    '-o',
    'wide',
  ])
}

const project = await createProject({ example: true })
const cluster = await openCluster()
try {
  const demo: Demo = {
    project,
    environment: {
      ...process.env,
      ...(cluster === undefined ? {} : { KUBECONFIG: cluster.kubeconfig }),
      PROFILE: undefined,
    },
    arguments: values.context === undefined ? [] : ['--context', values.context],
  }
  if (cluster === undefined) kdeploy(demo, ['render', '-p', 'prod_cthulu', '--offline'])
  else await walk(demo, cluster)
  console.log('\nThat was the demo.')
} finally {
  await cluster?.stop()
  await project.remove()
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { type Cluster, test, waitFor } from '../../support/cluster/cluster.ts'
import { startControlPlane } from '../../support/control-plane.ts'
import { runProgram, startProgram } from '../../support/program.ts'
import { repository } from '../../support/projects/project.ts'

interface ContainerState {
  readonly running?: object
  readonly waiting?: { readonly reason: string; readonly message: string }
  readonly terminated?: { readonly reason: string; readonly exitCode: number }
}

interface Pod {
  readonly metadata: { readonly name: string }
  readonly status: {
    readonly phase: string
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
    readonly containerStatuses?: readonly {
      readonly ready: boolean
      readonly restartCount: number
      readonly state: ContainerState
      readonly lastState: ContainerState
    }[]
  }
}

/** Applies a workload whose pods carry the stage, and waits until one of them is as `wanted`. */
async function podWith(cluster: Cluster, workload: object, wanted: (pod: Pod) => boolean): Promise<Pod> {
  await cluster.create([workload])
  return cluster.waitFor('the pod', async () => {
    const { items } = await cluster.get<{ items: Pod[] }>('pods')
    return items.find(wanted)
  })
}

function deployment(stage?: string, replicas = 1): object {
  const annotations = stage === undefined ? {} : { 'test.kdeploy.dev/stage': stage }
  const containers = [{ name: 'app', image: 'registry.example.com/app:1' }]
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' }, annotations }, spec: { containers } },
    },
  }
}

function job(stage?: string): object {
  const annotations = stage === undefined ? {} : { 'test.kdeploy.dev/stage': stage }
  const spec = { restartPolicy: 'Never', containers: [{ name: 'app', image: 'registry.example.com/app:1' }] }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'once' },
    spec: { backoffLimit: 0, template: { metadata: { annotations }, spec } },
  }
}

const state = (pod: Pod) => pod.status.containerStatuses?.[0]?.state
const lastState = (pod: Pod) => pod.status.containerStatuses?.[0]?.lastState
const isReady = (pod: Pod) => pod.status.containerStatuses?.[0]?.ready === true
const waitsFor = (reason: string) => (pod: Pod) => state(pod)?.waiting?.reason === reason

describe.concurrent('the pods of the control plane', () => {
  test('a Deployment of three replicas rolls out', async ({ cluster }) => {
    await cluster.create([deployment(undefined, 3)])
    await cluster.kubectl(['rollout', 'status', 'deployment/web', '--timeout=30s'])
    const { items } = await cluster.get<{ items: Pod[] }>('pods')
    expect(items.map((pod) => [pod.status.phase, isReady(pod)])).toEqual(Array(3).fill(['Running', true]))
  })

  test('a Job completes', async ({ cluster }) => {
    await cluster.create([job()])
    await cluster.kubectl(['wait', '--for=condition=Complete', 'job/once', '--timeout=30s'])
  })

  test('a pod that asks for more than a node has stays unscheduled', async ({ cluster }) => {
    const resources = { requests: { cpu: '1000' } }
    const spec = { containers: [{ name: 'app', image: 'registry.example.com/app:1', resources }] }
    const huge = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'huge' }, spec }
    const unscheduled = (pod: Pod) =>
      pod.status.conditions?.some((c) => c.type === 'PodScheduled' && c.status === 'False')
    const pod = await podWith(cluster, huge, (candidate) => unscheduled(candidate) ?? false)
    expect(pod.status.phase).toBe('Pending')
  })

  test('kubectl logs answers, also for the previous container', async ({ cluster }) => {
    const pod = await podWith(cluster, deployment('crash-loop'), waitsFor('CrashLoopBackOff'))
    expect(await cluster.kubectl(['logs', pod.metadata.name])).toContain('listening on port 8080\n')
    expect(await cluster.kubectl(['logs', '--previous', '--tail=1', pod.metadata.name])).toBe("KeyError: 'API_KEY'\n")
  })
})

describe.concurrent('the annotation test.kdeploy.dev/stage', () => {
  test('image-pull-backoff: the image is not found', async ({ cluster }) => {
    const pod = await podWith(cluster, deployment('image-pull-backoff'), waitsFor('ImagePullBackOff'))
    expect(pod.status.phase).toBe('Pending')
    expect(state(pod)?.waiting?.message).toMatch(/^Back-off pulling image "registry.example.com\/app:1": .* not found$/)
  })

  test('image-pull-heals: the registry fails at first, then the pod gets ready', async ({ cluster }) => {
    const pod = await podWith(cluster, deployment('image-pull-heals'), waitsFor('ImagePullBackOff'))
    expect(state(pod)?.waiting?.message).toMatch(/i\/o timeout$/)
    await cluster.kubectl(['rollout', 'status', 'deployment/web', '--timeout=30s'])
  })

  test('crash-loop: the container ends with exit code 1', async ({ cluster }) => {
    const pod = await podWith(cluster, deployment('crash-loop'), waitsFor('CrashLoopBackOff'))
    expect(pod.status.containerStatuses?.[0]?.restartCount).toBeGreaterThan(0)
    expect(lastState(pod)?.terminated).toMatchObject({ reason: 'Error', exitCode: 1 })
  })

  test('crash-after-ready: the pod is ready, then crashes', async ({ cluster }) => {
    await podWith(cluster, deployment('crash-after-ready'), isReady)
    await podWith(cluster, deployment('crash-after-ready'), waitsFor('CrashLoopBackOff'))
  })

  test('out-of-memory: the container is killed with exit code 137', async ({ cluster }) => {
    const pod = await podWith(cluster, deployment('out-of-memory'), waitsFor('CrashLoopBackOff'))
    expect(lastState(pod)?.terminated).toMatchObject({ reason: 'OOMKilled', exitCode: 137 })
  })

  test('config-error: the container refers to a key that is missing', async ({ cluster }) => {
    const pod = await podWith(cluster, deployment('config-error'), waitsFor('CreateContainerConfigError'))
    expect(state(pod)?.waiting?.message).toBe(`couldn't find key api_key in Secret ${cluster.namespace}/secret`)
  })

  test('never-ready: the container runs and its probe fails', async ({ cluster }) => {
    const pod = await podWith(
      cluster,
      deployment('never-ready'),
      (candidate) => state(candidate)?.running !== undefined,
    )
    expect(isReady(pod)).toBe(false)
    const reasons = await cluster.waitFor('the event', async () => {
      const events = await cluster.kubectl(['get', 'events', '-o', 'jsonpath={.items[*].reason}'])
      return events.includes('Unhealthy') && events
    })
    expect(reasons).toContain('Unhealthy')
  })

  test('job-fails: the Job fails', async ({ cluster }) => {
    const pod = await podWith(cluster, job('job-fails'), (candidate) => candidate.status.phase === 'Failed')
    expect(state(pod)?.terminated).toMatchObject({ reason: 'Error', exitCode: 1 })
    await cluster.kubectl(['wait', '--for=condition=Failed', 'job/once', '--timeout=30s'])
  })
})

describe('the users of the cluster', () => {
  test('a kubeconfig for a service account allows what its rules say, and nothing else', async ({ cluster }) => {
    const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }]
    const kubeconfig = await cluster.kubeconfigFor(rules)
    const can = (verb: string, kind: string) =>
      cluster.kubectl(['--kubeconfig', kubeconfig, 'auth', 'can-i', verb, kind]).catch((error: Error) => error.message)
    expect(await can('list', 'configmaps')).toBe('yes\n')
    expect(await can('create', 'configmaps')).toContain('exited 1')
  })
})

describe('startControlPlane', () => {
  test('survives a crash of its API server, and leaves nothing when it stops', async ({ cluster: _ }) => {
    const controlPlane = await startControlPlane()
    const kubectl = (...args: string[]) =>
      runProgram(controlPlane.kubectl, ['--kubeconfig', controlPlane.kubeconfig, ...args], {
        env: { HOME: controlPlane.folder },
      })
    try {
      expect((await kubectl('create', 'namespace', 'kept')).exitCode).toBe(0)
      await controlPlane.restartApiServer()
      expect((await kubectl('get', 'namespace', 'kept', '-o', 'name')).stdout).toBe('namespace/kept\n')
      const denied = await kubectl('--context', 'restricted', 'get', 'pods')
      expect(denied.stderr).toContain('User "restricted" cannot list resource "pods"')
    } finally {
      await controlPlane.stop()
    }
    await controlPlane.stop()
    expect(await processesOf(controlPlane.folder)).toEqual([])
    expect(existsSync(controlPlane.folder)).toBe(false)
  })

  test.for(['SIGKILL', 'SIGINT'] as const)(
    'leaves nothing when %s ends its process',
    async (signal, { cluster: _ }) => {
      const script = join(repository, 'test', 'support', 'run-control-plane.ts')
      const parent = startProgram(process.execPath, ['--import', 'tsx', script], { cwd: repository, env: process.env })
      const folder = await waitFor(
        'the control plane',
        async () => /KUBECONFIG=(.*)\/kubeconfig/.exec(parent.output())?.[1],
        60,
      )
      expect((await processesOf(folder)).length).toBeGreaterThan(5)

      parent.child.kill(signal)
      await parent.result
      await waitFor('the end of all processes', async () => (await processesOf(folder)).length === 0)
      expect(existsSync(folder)).toBe(false)
    },
  )
})

/** Command lines of the running processes that mention the folder. */
async function processesOf(folder: string): Promise<string[]> {
  const { stdout } = await runProgram('ps', ['-A', '-o', 'args='], { env: process.env })
  return stdout.split('\n').filter((line) => line.includes(folder))
}

import type { Cluster } from './cluster.ts'
import type { Timeouts } from './connection.ts'
import { credentialsOf } from './credentials.ts'
import { Discovery } from './discovery.ts'
import { chooseTarget, type KubeconfigOptions } from './kubeconfig.ts'
import { readLogs } from './logs.ts'
import {
  applyObject,
  type Client,
  createObject,
  deleteObject,
  getObject,
  listObjects,
  patchObject,
  replaceObject,
} from './objects.ts'
import { requireResource } from './resource-path.ts'
import type { RetryPolicy } from './retry.ts'
import { Transport } from './transport.ts'
import { watchObjects } from './watch.ts'

export interface ConnectOptions extends KubeconfigOptions {
  /** Whether a credential plugin may ask the person. Default false. */
  readonly stdinIsTerminal?: boolean | undefined
  /** Default `kdeploy`; its first word is the field manager of POST and PUT. */
  readonly userAgent?: string | undefined
  /** The API server's warnings (a deprecated version, for example), each text once. */
  readonly onWarning?: ((text: string) => void) | undefined
  readonly timeouts?: Partial<Timeouts> | undefined
  readonly retries?: Partial<RetryPolicy> | undefined
  /** Aborts when the run is to end: reading ends at once, writing and cleaning up after a second without an answer. */
  readonly interrupted?: AbortSignal | undefined
  /** Milliseconds since the epoch; default the machine's clock. */
  readonly now?: (() => number) | undefined
}

/**
 * Reads the kubeconfig and gives access to its cluster; nothing is sent before the first question. Throws
 * `kubeconfig-not-found`, `kubeconfig-invalid`, `kube-context-unknown` or `kube-context-missing`.
 */
export async function connectCluster(options: ConnectOptions): Promise<Cluster> {
  const target = chooseTarget(options)
  const { environment, stdinIsTerminal = false, now = Date.now } = options
  const credentials = credentialsOf(target, { environment, stdinIsTerminal, now })
  const transport = new Transport(target, credentials, {
    environment,
    userAgent: options.userAgent ?? 'kdeploy',
    onWarning: options.onWarning,
    timeouts: options.timeouts,
    retries: options.retries,
    interrupted: options.interrupted,
  })
  const discovery = new Discovery(transport)
  return clusterOf({ transport, discovery, defaultNamespace: target.namespace })
}

function clusterOf(client: Client): Cluster {
  const { transport, discovery, defaultNamespace } = client
  const { kubeContext, server } = transport.target
  return {
    kubeContext,
    server,
    defaultNamespace,
    guarded: (beforeWrite) => clusterOf({ ...client, beforeWrite }),
    resourceOf: (type) => discovery.resourceOf(type),
    resourceNamed: (name) => discovery.resourceNamed(name),
    refreshResources: () => discovery.refresh(),
    get: (ref) => getObject(client, ref),
    list: (type, list) => listObjects(client, type, list),
    async *watch(type, watch) {
      const resource = await requireResource(discovery, type, `WATCH ${type.kind}`)
      yield* watchObjects(transport, resource, watch)
    },
    apply: (object, apply) => applyObject(client, object, apply),
    create: (object) => createObject(client, object),
    replace: (object) => replaceObject(client, object),
    patch: (ref, type, body, patch) => patchObject(client, ref, type, body, patch),
    delete: (ref, del) => deleteObject(client, ref, del),
    logs: (pod, logs) => readLogs(transport, pod, logs),
    close: () => transport.close(),
  }
}

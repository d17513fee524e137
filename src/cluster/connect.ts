import { type CredentialSource, credentialsOf } from './access/credentials.ts'
import { secretsOf } from './access/known-secrets.ts'
import type { KubeTarget } from './access/kube-target.ts'
import { chooseTarget, type KubeconfigOptions } from './access/kubeconfig.ts'
import type { Cluster } from './api/cluster.ts'
import { Discovery } from './api/discovery.ts'
import { followLogs } from './api/follow-logs.ts'
import { listObjects } from './api/list.ts'
import { readLogs } from './api/logs.ts'
import {
  applyObject,
  type Client,
  createObject,
  deleteObject,
  getObject,
  patchObject,
  replaceObject,
} from './api/objects.ts'
import { requireResource, subjectOf } from './api/resource-path.ts'
import { watchObjects } from './api/watch.ts'
import type { Timeouts } from './connection/connection.ts'
import type { RetryPolicy } from './transport/retry.ts'
import { Transport } from './transport/transport.ts'

export interface ConnectOptions extends KubeconfigOptions {
  /** Whether a credential plugin may ask the person. Default false. */
  readonly stdinIsTerminal?: boolean | undefined
  /** Default `kdeploy`; its first word is the field manager of POST and PUT. */
  readonly userAgent?: string | undefined
  /** The API server's warnings (a deprecated version, for example), each text once. */
  readonly onWarning?: ((text: string) => void) | undefined
  /** Told of every value that proves who we are as soon as it is known, so that nothing shows it. */
  readonly registerSecrets?: ((values: readonly string[]) => void) | undefined
  readonly timeouts?: Partial<Timeouts> | undefined
  readonly retries?: Partial<RetryPolicy> | undefined
  /** Aborts when the run is to end: reading ends at once, writing and cleaning up after a second without an answer. */
  readonly interrupted?: AbortSignal | undefined
  /** Masks what may be sensitive in a request's path and in a warning. Default: nothing is. */
  readonly mask?: ((text: string) => string) | undefined
}

/**
 * Reads the kubeconfig and gives access to its cluster; nothing is sent before the first question. @throws
 * `kubeconfig-not-found`, `kubeconfig-invalid`, `kube-context-unknown` or `kube-context-missing`
 */
export async function connectCluster(options: ConnectOptions): Promise<Cluster> {
  const target = chooseTarget(options)
  const { environment, stdinIsTerminal = false, trace, registerSecrets, interrupted, onWarning } = options
  registerSecrets?.(secretsOf(target, environment))
  const credentials = credentialsOf(target, {
    environment,
    stdinIsTerminal,
    registerSecrets,
    interrupted,
    onMessage: onWarning,
  })
  trace?.(describeTarget(target, credentials))
  const transport = new Transport(target, credentials, {
    environment,
    userAgent: options.userAgent ?? 'kdeploy',
    onWarning,
    mask: options.mask,
    timeouts: options.timeouts,
    retries: options.retries,
    trace,
    interrupted,
  })
  const discovery = new Discovery(transport)
  return clusterOf({ transport, discovery, defaultNamespace: target.namespace })
}

function clusterOf(client: Client): Cluster {
  const { transport, discovery, defaultNamespace } = client
  const { kubeContext, kubeconfig, server, as, user } = transport.target
  return {
    kubeContext,
    kubeconfig,
    server,
    as,
    user: user['as'] === undefined ? undefined : String(user['as']),
    defaultNamespace,
    guarded: (beforeWrite) => clusterOf({ ...client, beforeWrite }),
    resourceOf: (type) => discovery.resourceOf(type),
    resourceNamed: (name) => discovery.resourceNamed(name),
    servedResources: async () => (await discovery.served()).resources,
    refreshResources: () => discovery.refresh(),
    holdWarnings() {
      const release = transport.holdWarnings()
      return () => release().map(({ text, path }) => ({ text, about: subjectOf(path) }))
    },
    get: (ref) => getObject(client, ref),
    list: (type, list) => listObjects(client, type, list),
    async *watch(type, watch) {
      const resource = await requireResource(discovery, type, `WATCH ${type.kind}`)
      yield* watchObjects(transport, resource, watch)
    },
    apply: (object, apply) => applyObject(client, object, apply),
    create: (object) => createObject(client, object),
    replace: (object, replace) => replaceObject(client, object, replace),
    patch: (ref, type, body, patch) => patchObject(client, ref, type, body, patch),
    delete: (ref, del) => deleteObject(client, ref, del),
    logs: (pod, logs) => readLogs(transport, pod, logs),
    followLogs: (pod, follow) => followLogs(transport, pod, follow),
    serverClock: () => transport.serverClock(),
    close: () => transport.close(),
  }
}

function describeTarget(target: KubeTarget, { kind }: CredentialSource): string {
  const where = target.kubeContext === '' ? "this pod's service account" : `kube context ${target.kubeContext}`
  const user = target.userName === '' ? 'no user' : `user ${target.userName}`
  const as = target.user['as'] === undefined ? '' : `, as ${target.user['as']}`
  return `${where}: server ${target.server}, ${user} by ${kind}${as}, namespace ${target.namespace}`
}

import { readFile, writeFile } from 'node:fs/promises'
import { type ProxiedRequest, startApiProxy } from '../cluster/api-proxy.ts'
import type { Cluster } from '../cluster/cluster.ts'

/** The cluster as one page's reader sees it. */
export interface PageCluster {
  /** Its one kube context is `dev`. */
  readonly kubeconfig: string
  /** Namespaces that the page wrote into. */
  written(): ReadonlySet<string>
  /** Begins to delete these, and the objects without a namespace that the page applied. */
  remove(): Promise<void>
}

/** A way to the test's cluster that notes what a page writes. */
export async function openPageCluster(cluster: Cluster): Promise<PageCluster> {
  const proxy = await startApiProxy(cluster)
  const config = JSON.parse(await readFile(proxy.kubeconfig, 'utf8'))
  config.contexts[0].name = 'dev'
  delete config.contexts[0].context.namespace
  config['current-context'] = 'dev'
  await writeFile(proxy.kubeconfig, JSON.stringify(config))
  const written = () => new Set(proxy.requests.filter(isWrite).flatMap(({ url }) => namespaceOf(url) ?? []))
  return {
    kubeconfig: proxy.kubeconfig,
    written,
    async remove() {
      await proxy.close()
      const namespaces = [...written()].filter((name) => !isShared(name))
      const others = [...new Set(proxy.requests.filter(isWrite).flatMap(clusterObjectOf))]
      const ignoring = ['--wait=false', '--ignore-not-found']
      if (namespaces.length > 0) await cluster.kubectl(['delete', 'namespace', ...namespaces, ...ignoring])
      for (const path of others) await cluster.kubectl(['delete', '--raw', path]).catch(() => {})
    },
  }
}

/** Namespaces that no page may write into, since they can't be removed. */
export function isShared(namespace: string): boolean {
  return namespace === 'default' || namespace.startsWith('kube-')
}

function isWrite({ method, url }: ProxiedRequest): boolean {
  return method !== 'GET' && !/[?&]dryRun=/.test(url) && !/\/apis\/(authorization|authentication)\.k8s\.io\//.test(url)
}

function namespaceOf(url: string): string | undefined {
  return /^\/(?:api|apis\/[^/]+)\/[^/]+\/namespaces\/([^/?]+)/.exec(url)?.[1]
}

/** The path of an object without a namespace that was written by its name. */
function clusterObjectOf({ url }: ProxiedRequest): string[] {
  const [, path, resource] = /^(\/(?:api\/v1|apis\/[^/]+\/[^/]+)\/([^/?]+)\/[^/?]+)(?:\?|$)/.exec(url) ?? []
  return path === undefined || resource === 'namespaces' ? [] : [path]
}

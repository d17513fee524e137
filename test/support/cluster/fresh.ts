import type { Cluster } from './cluster.ts'
import { content, type Live } from './live.ts'

/** What the server allocates to each object anew, so that two of one manifest differ in it. */
const allocated = ['clusterIP', 'clusterIPs', 'healthCheckNodePort', 'volumeName', 'nodeName']

/** The content of a live object without what the server allocates. */
export function comparable(object: Live): object {
  const {
    spec,
    metadata: _,
    ...rest
  } = { ...content(object), metadata: undefined } as {
    spec?: { ports?: { nodePort?: number }[] } & Record<string, unknown>
    metadata: undefined
  }
  if (spec === undefined) return rest
  const kept = Object.fromEntries(Object.entries(spec).filter(([name]) => !allocated.includes(name)))
  const ports = spec.ports?.map(({ nodePort: _, ...port }) => port)
  return { ...rest, spec: ports === undefined ? kept : { ...kept, ports } }
}

/** What the server makes of a manifest where nothing else is there: made by `kubectl create` in a namespace of its own. */
export async function freshOf(cluster: Cluster, manifest: object): Promise<object> {
  const namespace = await cluster.createNamespace()
  const text = JSON.stringify({ ...manifest, metadata: { ...(manifest as Live).metadata, namespace } })
  await cluster.kubectl(['--namespace', namespace, 'create', '-f', '-'], { input: text })
  const { kind, metadata } = manifest as Live
  // In the version that kubectl reads any other object in.
  return comparable(await cluster.get<Live>('--namespace', namespace, `${kind}/${metadata.name}`))
}

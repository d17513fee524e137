import type { Cluster } from './cluster.ts'

/** A live object, as far as tests look at it. */
export interface Live {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly uid: string
    readonly generation?: number
    readonly resourceVersion: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
    readonly finalizers?: readonly string[]
    readonly deletionTimestamp?: string
    readonly managedFields?: readonly ManagedFields[]
  }
  readonly data?: Readonly<Record<string, string>>
  readonly spec?: object
}

interface ManagedFields {
  readonly manager: string
  readonly operation: string
  readonly subresource?: string
  readonly fieldsV1: object
}

/** An object with its managedFields. */
export function live(cluster: Cluster, name: string): Promise<Live> {
  return cluster.get<Live>(name, '--show-managed-fields')
}

/** Whether it is there. */
export async function exists(cluster: Cluster, name: string): Promise<boolean> {
  return (await cluster.kubectl(['get', name, '--ignore-not-found', '-o', 'name'])) !== ''
}

/** The object without what the server counts and notes, and without what says whose it is. */
export function content({ metadata, ...object }: Live): object {
  const { labels = {}, annotations = {} } = metadata
  const { status: _, ...rest } = object as Live & { status?: object }
  const own = (name: string) => name === 'applyset.kubernetes.io/part-of' || name === 'kdeploy.dev/release'
  // Controllers count rollouts there.
  const counted = (name: string) =>
    name === 'deployment.kubernetes.io/revision' || name === 'deprecated.daemonset.template.generation'
  const kept = (entries: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(entries).filter(([name]) => !own(name) && !counted(name)))
  return { ...rest, labels: kept(labels), annotations: kept(annotations) }
}

/** The managers of an object's fields but for controllers, as `kdeploy Apply`. */
export function managers({ metadata }: Live): string[] {
  return (metadata.managedFields ?? [])
    .filter(({ manager, subresource }) => manager !== 'kube-controller-manager' && subresource === undefined)
    .map(({ manager, operation }) => `${manager} ${operation}`)
    .sort()
}

/** The ownership by managers other than controllers, to be compared. */
export function ownership({ metadata }: Live): object[] {
  return (metadata.managedFields ?? [])
    .filter(({ manager, subresource }) => manager !== 'kube-controller-manager' && subresource === undefined)
    .map(({ manager, operation, fieldsV1 }) => ({ manager, operation, fieldsV1 }))
}

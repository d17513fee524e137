import { asList } from '../../json-map.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { identityOf, objectNameOf, type Release } from '../records/release.ts'
import { identityAnnotation } from '../records/revision.ts'

/** Seconds that a lock holds without a heartbeat from its holder. */
export const lockSeconds = 30

/** The longest duration of a Lease that is believed, in seconds. */
const mostSeconds = 3600

export function leaseRef(release: Release): ObjectRef {
  const name = objectNameOf(release)
  return { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', namespace: release.namespace, name }
}

/** The Lease of a holder who takes the lock at `now`, by its wall clock. */
export function leaseOf(release: Release, holder: string, now: number): KubeObject {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: objectNameOf(release),
      namespace: release.namespace,
      labels: { 'app.kubernetes.io/managed-by': 'kdeploy' },
      annotations: { [identityAnnotation]: identityOf(release) },
    },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: lockSeconds,
      acquireTime: microTime(now),
      renewTime: microTime(now),
    },
  }
}

/** The same Lease with a heartbeat at `now`, by its holder's wall clock. */
export function renewed(lease: KubeObject, now: number): KubeObject {
  return { ...lease, spec: { ...specOf(lease), renewTime: microTime(now) } }
}

/** A Lease as its readers need it. */
export interface LockState {
  readonly holder: string
  /** As the holder's clock says, RFC 3339. */
  readonly since: string
  /** Milliseconds without a heartbeat after which it expires. */
  readonly duration: number
  /** When it was last written, in milliseconds since 1970 by the API server's clock; NaN where that isn't said. */
  readonly writtenAt: number
}

export function lockStateOf(lease: KubeObject): LockState {
  const spec = specOf(lease)
  return {
    holder: String(spec['holderIdentity'] ?? 'an unknown holder'),
    since: String(spec['acquireTime'] ?? 'an unknown time').replace(/\.\d+Z$/, 'Z'),
    duration: durationOf(spec['leaseDurationSeconds']),
    writtenAt: writtenAt(lease),
  }
}

/** A duration that no kdeploy writes counts as ours: it would never end, or end a live lock. */
function durationOf(seconds: unknown): number {
  const isUsual = typeof seconds === 'number' && seconds >= 1 && seconds <= mostSeconds
  return (isUsual ? seconds : lockSeconds) * 1000
}

/** The server notes the time of each write that changes something in managedFields. */
function writtenAt({ metadata }: KubeObject): number {
  const entries = asList(metadata['managedFields'])
  const times = entries.map((entry) => Date.parse(String((entry as { time?: unknown } | null)?.time)))
  return Math.max(...times.filter((time) => !Number.isNaN(time)), Date.parse(String(metadata['creationTimestamp'])))
}

function specOf(lease: KubeObject): Record<string, string | number> {
  return (lease['spec'] ?? {}) as Record<string, string | number>
}

/** metav1.MicroTime. */
export function microTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/Z$/, '000Z')
}

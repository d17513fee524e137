import { setTimeout } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'

/** Waits until the Leases of runs that were killed have expired, which are to last a second rather than thirty. */
export async function expireLeases(cluster: Cluster): Promise<void> {
  const leases = (await cluster.kubectl(['get', 'leases', '-o', 'name'])).split('\n').filter((name) => name !== '')
  const patch = '{"spec":{"leaseDurationSeconds":1}}'
  for (const lease of leases) await cluster.kubectl(['patch', lease, '--type=merge', '-p', patch])
  // The API server notes times in whole seconds.
  if (leases.length > 0) await setTimeout(2100)
}

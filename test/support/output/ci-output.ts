import type { KubeObject } from '../../../src/manifest/types.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { revisionIn } from '../tampering/revisions.ts'

/**
 * What a CI log shows of a run, with what differs from run to run made equal: the namespace, the ends of pod names, how long it
 * took, which state of a failing pull came first, the order
 * of writes that are made at once, how far a quota has counted. Lines about passing states are left out: how many of them are seen depends
 * on the machine.
 */
export function ciOutput(stderr: string, { namespace }: Cluster): string {
  return stderr
    .replaceAll(namespace, 'NAMESPACE')
    .replace(/\btest-[0-9a-f]{8}\b/g, 'OTHER')
    .replace(/\buser-[0-9a-f]{8}\b/g, 'USER')
    .split('\n')
    .filter((line) => !line.startsWith('waiting '))
    .join('\n')
    .replace(/(?:^(?:created|changed) .*\n)+/gm, (lines) => `${lines.trimEnd().split('\n').sort().join('\n')}\n`)
    .replace(/\b([a-z]+)-[a-z0-9]{8,10}-[a-z0-9]{5}\b/g, '$1-HASH-POD')
    .replace(/\b(job)-[a-z0-9]{5}\b/g, '$1-POD')
    .replace(/\d+\.\d s\b/g, 'SECONDS s')
    .replace(/\bkube context \S+, https:\S+/g, 'kube context CONTEXT, https://SERVER')
    .replace(/--context \S+/g, '--context CONTEXT')
    .replace(/used: pods=\d+/g, 'used: pods=N')
    .replaceAll('ErrImagePull', 'ImagePullBackOff')
}

/** The revisions that the cluster keeps, oldest first: `1 succeeded apply`. */
export async function revisionsOf(cluster: Cluster): Promise<string[]> {
  const { items } = await cluster.get<{ items: KubeObject[] }>(
    'secret',
    '-l',
    'kdeploy.dev/release',
    '--field-selector',
    'type=kdeploy.dev/revision',
  )
  return items
    .map(revisionIn)
    .sort((a, b) => a.number - b.number)
    .map(({ number, status, command }) => `${number} ${status} ${command}`)
}

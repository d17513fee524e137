import type { Release } from '../../../src/history/records/release.ts'
import { encodeRevision, type Revision } from '../../../src/history/records/revision.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'

export const release = { name: 'trading', profile: 'prod_cthulu', namespace: 'my-ns-prod' }

/** The one Secret that records a revision. */
export function recordOf(of: Release, recorded: Revision): KubeObject {
  const { head, parts } = encodeRevision(of, recorded)
  if (parts.length > 0) throw new Error(`Revision ${recorded.number} is in ${parts.length} parts`)
  return head
}

export function revision(number: number): Revision {
  return {
    number,
    status: 'succeeded',
    createdAt: '2026-11-21T06:00:00.000Z',
    by: 'ada@laptop',
    command: 'apply',
    kdeployVersion: '0.1.0',
    manifests: [
      {
        template: 'web.yaml',
        object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { k: String(number) } },
        sensitive: [],
      },
    ],
  }
}

/** A revision's Secret, as the cluster has it. `made`: the second in which it took it. */
export function secret(number: number, made = number): KubeObject {
  const encoded = recordOf(release, revision(number))
  const creationTimestamp = `2026-11-21T06:00:${String(made).padStart(2, '0')}Z`
  return { ...encoded, metadata: { ...encoded.metadata, creationTimestamp, resourceVersion: '7', uid: `u${number}` } }
}

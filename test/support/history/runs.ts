import type { Revision } from '../../../src/history/records/revision.ts'
import type { StoredRevision } from '../../../src/history/store.ts'

/** A revision of a release as a test says it: of a run, with one ConfigMap whose data tells revisions apart. */
export function revisionOf(number: number, run: string | undefined, more: Partial<Revision> = {}): Revision {
  return {
    number,
    status: 'succeeded',
    createdAt: `2026-11-21T06:00:${String(number).padStart(2, '0')}.000Z`,
    by: 'ann@desk',
    command: 'apply',
    kdeployVersion: '0',
    manifests: [
      {
        template: 'a.yaml',
        object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { number: String(number) } },
        sensitive: [],
      },
    ],
    ...(run === undefined ? {} : { run: { id: run, releases: 3 } }),
    ...more,
  }
}

/** As the cluster has it, where no key for signatures is set. */
export function storedAs(revision: Revision, more: Partial<StoredRevision> = {}): StoredRevision {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: `r${revision.number}`, namespace: 'shop' } }
  return { revision, resourceVersion: String(revision.number), trust: 'unchecked', secret, ...more }
}

/** One that isn't trusted, which says that it was of a run. */
export function untrusted(number: number, run: string | undefined): StoredRevision {
  const claimed = revisionOf(number, run)
  const { number: _, ...rest } = revisionOf(number, undefined, { status: 'unreadable', manifests: [] })
  return storedAs({ number, ...rest }, { trust: { untrusted: 'its manifests were altered' }, claimed })
}

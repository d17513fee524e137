import type { Cluster } from '../../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../../cluster/errors/forbidden.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { isListedAs, type Listed, listedIn } from '../../../plan/helm/helm-manifest.ts'
import {
  decodeHelmRecord,
  type HelmRecord,
  type HelmRelease,
  helmRecordSelector,
} from '../../../plan/helm/helm-record.ts'

/** What kinds of objects Helm keeps its records in (HELM_DRIVER); what it keeps in SQL or in memory nobody sees here. */
export const recordKinds = ['Secret', 'ConfigMap'] as const
export type RecordKind = (typeof recordKinds)[number]

/** A revision of a Helm release with what it lists. */
export interface ReadRecord extends HelmRecord {
  readonly kind: RecordKind
  readonly listed: readonly Listed[]
}

/** What is to be known of a Helm release. */
export interface HelmHistory {
  readonly release: HelmRelease
  /** Its revisions, oldest first; those in Secrets before those in ConfigMaps, where it has both. */
  readonly records: readonly ReadRecord[]
  /** The newest of each kind: what `helm uninstall` reads. */
  readonly newest: readonly ReadRecord[]
  /** Of the kinds that may not be listed, where nothing else was found. */
  readonly forbidden: readonly RecordKind[]
}

/** Every recorded revision of a Helm release. @throws ApiError; KdeployError `helm-record-unreadable`, `helm-manifest-unreadable` */
export async function readHelmHistory(cluster: Cluster, release: HelmRelease): Promise<HelmHistory> {
  const found = await Promise.all(recordKinds.map((kind) => listRecords(cluster, release, kind)))
  const groups = found.map((items, index) => {
    const kind = recordKinds[index] ?? 'Secret'
    return (items ?? [])
      .map((object) => ({ ...decodeHelmRecord(object), kind }))
      .sort((a, b) => a.revision - b.revision)
      .map((record) => ({ ...record, listed: listedIn(record.manifest) }))
  })
  const records = groups.flat()
  const forbidden = records.length > 0 ? [] : recordKinds.filter((_, index) => found[index] === undefined)
  return { release, records, newest: groups.flatMap((group) => group.slice(-1)), forbidden }
}

/** Whether a record lists an object as one that Helm would delete. */
export function deletes({ listed, release }: ReadRecord, ref: ObjectRef): boolean {
  return listed.some((one) => one.policy === 'delete' && isListedAs(one.ref, ref, release.namespace))
}

/** Whether a record lists an object, kept or not. */
export function lists({ listed, release }: ReadRecord, ref: ObjectRef): boolean {
  return listed.some((one) => isListedAs(one.ref, ref, release.namespace))
}

/** undefined where that is forbidden. */
async function listRecords(
  cluster: Cluster,
  release: HelmRelease,
  kind: RecordKind,
): Promise<readonly KubeObject[] | undefined> {
  const labelSelector = helmRecordSelector(release)
  const list = cluster.list({ group: '', kind }, { namespace: release.namespace, labelSelector })
  return (await unlessForbidden(list, undefined))?.items
}

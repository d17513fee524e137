import { isDeepStrictEqual } from 'node:util'
import { asMap } from '../../json-map.ts'
import { timeAt } from '../../manifest/fields.ts'
import type { Json, KubeObject } from '../../manifest/types.ts'
import type { FieldSet } from '../ownership/field-set.ts'
import { isController, isOwnApply, type ManagedFields, managedFieldsOf } from '../ownership/managers.ts'

/** A live ConfigMap or Secret, and what deploys wrote into it. */
export interface Config {
  readonly live: KubeObject
  /** Oldest first; empty where no release that can be read has it. */
  readonly deployed: readonly DeployedData[]
}

/** What of a ConfigMap or Secret there was once a revision was written. */
export interface DeployedData {
  readonly revision: number
  /** By the API server's clock, in milliseconds since 1970. */
  readonly at: number
  /** By key; undefined where the revision hasn't got the object. */
  readonly data: Readonly<Record<string, Json>> | undefined
}

/** A write of data. */
export interface DataChange {
  /** Milliseconds since 1970. */
  readonly at: number
  /** A field manager, or `revision 7`. */
  readonly by: string
}

/**
 * The last change of the data under a key (undefined: any) since a moment, where it is certain that there was one. managedFields tell when
 * a manager last wrote, not what: a write counts where the manager owns the data and nothing that it may have written instead, such as
 * labels. What kdeploy itself wrote is compared with what it had deployed at that moment.
 */
export function changeSince(
  moment: number,
  { live, deployed }: Config,
  key: string | undefined,
  manager: string,
): DataChange | undefined {
  const entries = managedFieldsOf(live).filter((entry) => isNewer(entry, moment))
  const others = entries
    .filter((entry) => !isOwnApply(entry, manager) || deployed.length === 0)
    .filter((entry) => ownsData(entry, key) && writesDataAlone(entry, live))
    .map(({ manager: by, time }) => ({ at: Date.parse(time), by }))
  const own = entries.find((entry) => isOwnApply(entry, manager))
  const ours =
    own === undefined
      ? undefined
      : deployedSince(moment, { live: dataOf(live), owned: keysOwned(live, own, key), key }, deployed)
  const created = timeAt(live, 'metadata', 'creationTimestamp')
  const isUnmanaged = managedFieldsOf(live).every((entry) => !ownsData(entry, undefined))
  const made = isUnmanaged && created > moment ? [{ at: created, by: '' }] : []
  return [...others, ...(ours === undefined ? [] : [ours]), ...made].toSorted((a, b) => b.at - a.at)[0]
}

function isNewer({ time, subresource }: ManagedFields, moment: number): boolean {
  return subresource === '' && Date.parse(time) > moment
}

const dataFields = ['f:data', 'f:binaryData']

function ownsData({ fields }: ManagedFields, key: string | undefined): boolean {
  return dataFields.some((field) => {
    const keys = fields.children.get(field)?.children
    return keys !== undefined && (key === undefined ? keys.size > 0 : keys.has(`f:${key}`))
  })
}

/** Whether the manager's last write was one of data: it made the object, it is a controller, which writes nothing else, or it owns no more. */
function writesDataAlone(entry: ManagedFields, live: KubeObject): boolean {
  const madeIt = Date.parse(entry.time) === timeAt(live, 'metadata', 'creationTimestamp')
  return madeIt || isController(entry) || !ownsDescription(entry.fields)
}

/** What kubectl apply keeps of its manifest changes with the data. */
const lastApplied = 'f:kubectl.kubernetes.io/last-applied-configuration'

function ownsDescription({ children }: FieldSet): boolean {
  const metadata = children.get('f:metadata')?.children
  const annotations = [...(metadata?.get('f:annotations')?.children.keys() ?? [])]
  const hasOthers = annotations.some((name) => name !== lastApplied)
  return hasOthers || (metadata?.get('f:labels')?.children.size ?? 0) > 0 || children.has('f:immutable')
}

/** The keys of the data that a manager owns; of all, or the one. */
function keysOwned(live: KubeObject, { fields }: ManagedFields, key: string | undefined): string[] {
  const isOwned = (name: string) => dataFields.some((field) => fields.children.get(field)?.children.has(`f:${name}`))
  return Object.keys(dataOf(live)).filter((name) => (key === undefined || name === key) && isOwned(name))
}

/** What is there now of what was read, and which keys of it kdeploy wrote. */
interface LiveData {
  readonly live: Readonly<Record<string, Json>>
  readonly owned: readonly string[]
  readonly key: string | undefined
}

/** The revision that brought what there is now, where it was something else at that moment, or before the oldest that is known. */
function deployedSince(
  moment: number,
  { live, owned, key }: LiveData,
  deployed: readonly DeployedData[],
): DataChange | undefined {
  const isSame = ({ data }: DeployedData) =>
    data !== undefined &&
    owned.every((name) => isDeepStrictEqual(data[name], live[name])) &&
    Object.keys(data).every((name) => (key !== undefined && name !== key) || name in live)
  const before = deployed.findLast(({ at }) => at <= moment) ?? deployed[0]
  if (before === undefined || isSame(before)) return undefined
  const brought = deployed[deployed.findLastIndex((one) => !isSame(one)) + 1]
  // None: what the newest revision has isn't written yet, or not any more.
  return brought === undefined ? undefined : { at: brought.at, by: `revision ${brought.revision}` }
}

/** The data of a ConfigMap or Secret by key, as the API server keeps it. */
export function dataOf(object: KubeObject): Record<string, Json> {
  return { ...asMap(object['binaryData']), ...asMap(object['data']) }
}

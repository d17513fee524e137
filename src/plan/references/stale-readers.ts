import { isDeepStrictEqual } from 'node:util'
import { asMap } from '../../json-map.ts'
import type { Json, KubeObject, Manifest, ObjectRef } from '../../manifest/types.ts'
import { dataReadBy } from './data-read.ts'

/** What a plan does to one object, as far as that tells what its pods read. */
interface PlannedChange {
  readonly ref: ObjectRef
  readonly manifest: Manifest
  readonly live: KubeObject | null
  readonly merged: KubeObject
}

/** A ConfigMap or Secret that changes, and the workloads whose pods read it and stay. */
export interface StaleReaders {
  readonly ref: ObjectRef
  readonly manifest: Manifest
  /** Those that have what was there when they started. */
  readonly readers: readonly ObjectRef[]
  /** Those that see it in their files, and may not look there again. */
  readonly fileReaders: readonly ObjectRef[]
}

/** The ConfigMaps and Secrets of a plan whose data changes while pods that read them keep their template. */
export function staleReaders(changes: readonly PlannedChange[]): StaleReaders[] {
  const changed = changes.flatMap((change) => {
    const keys = changedDataOf(change)
    return keys.size === 0 ? [] : [{ ...change, keys }]
  })
  if (changed.length === 0) return []
  const staying = changes.filter(({ live, merged }) => live !== null && sameAt(live, merged, 'spec', 'template'))
  const reading = staying.map(({ ref, merged }) => ({ ref, reads: dataReadBy(merged) }))
  return changed.flatMap(({ ref, manifest, keys }) => {
    const readersOf = (isFile: boolean) =>
      reading
        .filter(
          (reader) =>
            reader.ref.namespace === ref.namespace &&
            reader.reads.some(
              (read) =>
                read.isFile === isFile &&
                read.kind === ref.kind &&
                read.name === ref.name &&
                (read.key === undefined || keys.has(read.key)),
            ),
        )
        .map((reader) => reader.ref)
    const readers = readersOf(false)
    const fileReaders = readersOf(true).filter((one) => !readers.includes(one))
    return readers.length + fileReaders.length === 0 ? [] : [{ ref, manifest, readers, fileReaders }]
  })
}

/** The keys of a ConfigMap or Secret whose data changes; none of any other object. */
export function changedDataOf({ ref, live, merged }: PlannedChange): Set<string> {
  if (live === null || live === merged || ref.group !== '' || (ref.kind !== 'ConfigMap' && ref.kind !== 'Secret'))
    return new Set()
  const changed = ['data', 'binaryData'].flatMap((field) => {
    const [before, after] = [asMap(live[field]), asMap(merged[field])]
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      (key) => !isDeepStrictEqual(before[key], after[key]),
    )
  })
  return new Set(changed)
}

function sameAt(left: KubeObject, right: KubeObject, ...path: readonly string[]): boolean {
  const at = (object: KubeObject) => path.reduce<Json | undefined>((value, key) => asMap(value)[key], object)
  return isDeepStrictEqual(at(left), at(right))
}

import { keyOf } from '../../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../../manifest/types.ts'
import { dataReadBy } from '../references/data-read.ts'
import { changedDataOf } from '../references/stale-readers.ts'
import type { Change } from '../types.ts'
import type { ComparedField } from './compare.ts'
import type { FieldReason } from './types.ts'

/** Why a field of one object changes; `textLine`: that line, from 0, of a long text. */
export type ReasonOf = (field: ComparedField, textLine?: number) => FieldReason

/** Annotations of a pod template that people compute of what the pods read. */
const checksumName = /checksum|hash|digest|sha\d/i
const checksum = /^[\da-f]{6,128}$|^[A-Za-z\d+/]{20,90}={0,2}$/

/** Tells of each field which line of a template and which variables are behind it, and whose checksum it is. */
export function reasonsIn(changes: readonly Change[]): (manifest: Manifest, workload: KubeObject) => ReasonOf {
  const changed = new Map(
    changes.flatMap((change) => (changedDataOf(change).size === 0 ? [] : [[keyOf(change.ref), change.ref]])),
  )
  return (manifest, workload) => {
    const read = changed.size === 0 ? [] : readThatChanges(workload, changed)
    return ({ action, path, before, after, modelPath, isInModel }, textLine) => ({
      place: modelPath.length === 0 ? undefined : manifest.placeOf(modelPath, textLine),
      variables:
        action === 'remove' || action === 'order' || modelPath.length === 0 || !isInModel
          ? []
          : (manifest.variablesOf?.(modelPath, textLine) ?? []),
      follows: isChecksum(path, before, after) ? read : [],
    })
  }
}

function isChecksum(path: string, ...values: readonly unknown[]): boolean {
  const name = /^spec(?:\.jobTemplate\.spec)?\.template\.metadata\.annotations(.*)$/.exec(path)?.[1]
  return (
    name !== undefined &&
    checksumName.test(name) &&
    values.every((value) => typeof value === 'string' && checksum.test(value))
  )
}

/** The ConfigMaps and Secrets that the pods of a workload read, among those that change. */
function readThatChanges(workload: KubeObject, changed: ReadonlyMap<string, ObjectRef>): ObjectRef[] {
  const namespace = workload.metadata['namespace']
  const names = new Set(dataReadBy(workload).map(({ kind, name }) => `${kind} ${name}`))
  return [...changed.values()].filter((ref) => ref.namespace === namespace && names.has(`${ref.kind} ${ref.name}`))
}

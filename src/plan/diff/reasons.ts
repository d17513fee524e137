import { asMap } from '../../json-map.ts'
import { keyOf } from '../../manifest/identity.ts'
import {
  type KubeObject,
  type Manifest,
  mostVariables,
  type ObjectRef,
  type UsedVariable,
} from '../../manifest/types.ts'
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
  const changed = new Map<string, ChangedData>(
    changes.flatMap((change) => {
      const keys = changedDataOf(change)
      return keys.size === 0 ? [] : [[keyOf(change.ref), { ref: change.ref, names: namesIn(change.manifest, keys) }]]
    }),
  )
  return (manifest, workload) => {
    const read = changed.size === 0 ? [] : readThatChanges(workload, changed)
    return ({ action, path, before, after, modelPath, isInModel }, textLine) => {
      const variables =
        action === 'remove' || action === 'order' || modelPath.length === 0 || !isInModel
          ? []
          : (manifest.variablesOf?.(modelPath, textLine) ?? [])
      const follows = isChecksum(path, before, after) ? read.filter(({ names }) => mayShare(names, variables)) : []
      return {
        place: modelPath.length === 0 ? undefined : manifest.placeOf(modelPath, textLine),
        variables,
        follows: follows.map(({ ref }) => ref),
      }
    }
  }
}

/** A ConfigMap or Secret that changes, and the variables in what changes of it; undefined where they aren't all known. */
interface ChangedData {
  readonly ref: ObjectRef
  readonly names: readonly string[] | undefined
}

function namesIn({ object, variablesOf }: Manifest, keys: ReadonlySet<string>): string[] | undefined {
  const names = [...keys].map((key) =>
    ['data', 'stringData', 'binaryData']
      .filter((field) => Object.hasOwn(asMap(object[field]), key))
      .flatMap((field) => allNames(variablesOf?.([field, key]) ?? []) ?? []),
  )
  return names.some((found) => found.length === 0) ? undefined : names.flat()
}

/** With those that they are made of; undefined where there may be more than are known. */
function allNames(variables: readonly UsedVariable[]): string[] | undefined {
  if (variables.length >= mostVariables) return undefined
  const names = variables.map(({ name, from = [] }) => {
    const inner = allNames(from)
    return inner === undefined ? undefined : [name, ...inner]
  })
  return names.some((one) => one === undefined) ? undefined : names.flatMap((one) => one ?? [])
}

/** Whether a checksum of these variables may be one of data with those: unless all are known, and none is in both. */
function mayShare(names: readonly string[] | undefined, variables: readonly UsedVariable[]): boolean {
  const own = allNames(variables) ?? []
  if (names === undefined || own.length === 0) return true
  return own.some((name) =>
    names.some((other) => name === other || name.startsWith(`${other}.`) || other.startsWith(`${name}.`)),
  )
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
function readThatChanges(workload: KubeObject, changed: ReadonlyMap<string, ChangedData>): ChangedData[] {
  const namespace = workload.metadata['namespace']
  const names = new Set(dataReadBy(workload).map(({ kind, name }) => `${kind} ${name}`))
  return [...changed.values()].filter(({ ref }) => ref.namespace === namespace && names.has(`${ref.kind} ${ref.name}`))
}

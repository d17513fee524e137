import { refOf } from '../../manifest/identity.ts'
import type { FieldPath, Manifest, ObjectRef } from '../../manifest/types.ts'
import { type Field, textOf } from './field.ts'

/** What a manifest needs of an object beyond its existence: a key of a Secret or ConfigMap, a port of a Service. */
export interface Part {
  readonly noun: 'key' | 'port'
  readonly value: string | number
  readonly path: FieldPath
}

/** One place of a manifest that names another object, which must be there for the manifest to work. */
export interface Reference {
  readonly from: Manifest
  /** The field that holds the name. */
  readonly path: FieldPath
  readonly to: ObjectRef
  /** undefined where the object alone is enough. */
  readonly part: Part | undefined
  /** Whether the manifest may work without it, so that it is told, and stops no deploy. Default: it may not. */
  readonly isSoft?: boolean
  /** Whether the manifest is written only once it is there and ready. Default: it is written as soon as may be. */
  readonly isAwaited?: boolean
  /** The DNS name that stands for it in the field's text, and the line there, from 0. Default: the field holds its name. */
  readonly host?: { readonly name: string; readonly line: number }
}

/** The kind of object that a field names. */
export interface Target {
  readonly group: string
  readonly version: string
  readonly kind: string
  /** True: it is looked for in the namespace of the manifest that names it. */
  readonly namespaced: boolean
}

export const secret: Target = { group: '', version: 'v1', kind: 'Secret', namespaced: true }
export const service: Target = { group: '', version: 'v1', kind: 'Service', namespaced: true }
export const configMap: Target = { group: '', version: 'v1', kind: 'ConfigMap', namespaced: true }

/** The reference in a field that holds a name; none where the field is missing or empty. */
export function refer(from: Manifest, name: Field, target: Target, part?: Part): Reference[] {
  const { group, version, kind, namespaced } = target
  if (textOf(name) === '') return []
  const namespace = namespaced ? refOf(from.object).namespace : undefined
  return [{ from, path: name.path, to: { group, version, kind, namespace, name: textOf(name) }, part }]
}

/** The key that a field holds; undefined where it is missing. */
export function keyPart(key: Field): Part | undefined {
  return textOf(key) === '' ? undefined : { noun: 'key', value: textOf(key), path: key.path }
}

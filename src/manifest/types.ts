import type { Place } from '../errors.ts'
import type { FieldPath } from '../field-path.ts'
import type { Json } from '../json-map.ts'

export type { FieldPath } from '../field-path.ts'
export type { Json } from '../json-map.ts'

export interface JsonObject {
  [key: string]: Json
}

/** One Kubernetes object, as rendered or as it lives on the cluster; unknown fields are kept as they are. */
export interface KubeObject extends JsonObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
}

export interface ObjectMeta extends JsonObject {
  name: string
}

/** What makes two manifests the same object: group and kind (the version doesn't matter), namespace, name. */
export interface ObjectRef {
  /** `''` for the core group. */
  readonly group: string
  /** `v1`, `v1beta1`: the one to ask the server with. */
  readonly version: string
  readonly kind: string
  /** undefined for a cluster-scoped object, or where the namespace isn't decided yet. */
  readonly namespace: string | undefined
  readonly name: string
}

/** An object as a template rendered it, which knows where each field came from. */
export interface Manifest {
  readonly object: KubeObject
  /** The template's name as `templates:` lists it, e.g. `web.yaml`. */
  readonly template: string
  /**
   * The template's file and line of a field (of the nearest parent where the field itself has none). `line`: of that line, from 0, of
   * a text that is written as it is, a literal block.
   */
  readonly placeOf: (path: FieldPath, line?: number) => Place
  /** The fields that derive from sensitive values; empty for most manifests. */
  readonly sensitive: readonly SensitiveField[]
  /** The template expressions that wrote a field, as the template spells them. Default: none is known. */
  readonly expressionsOf?: ((path: FieldPath, line?: number) => readonly string[]) | undefined
  /** The variables in the template expressions that wrote a field. Default: none is known. */
  readonly variablesOf?: ((path: FieldPath, line?: number) => readonly UsedVariable[]) | undefined
}

/** Of a field's variables, and of those that one is made of: more tell a reader nothing. */
export const mostVariables = 3

/** A variable that a template uses, and what gave its value. */
export interface UsedVariable {
  /** `db.host`. */
  readonly name: string
  /** `profiles/prod.yaml`, `ConfigMap my-ns/shared`, `--set`. */
  readonly by: string
  /** The line that gave it; undefined for options and what is built in. */
  readonly place: Place | undefined
  /** The variables that its value, a template itself, is made of. Default: none. */
  readonly from?: readonly UsedVariable[] | undefined
}

/** A field that derives from a sensitive value. */
export interface SensitiveField {
  readonly path: FieldPath
  /** The parts of its text that do, as the template wrote them; a value in which they aren't found derives as a whole. */
  readonly texts: readonly string[]
  /** Its key is sensitive, and so everything under it. */
  readonly isKey: boolean
}

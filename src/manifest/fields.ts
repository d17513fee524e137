import { valueAtPath } from '../field-path.ts'
import { asList, isMap } from '../json-map.ts'
import type { Json, JsonObject, KubeObject } from './types.ts'

/** A field of an object, by its path; undefined where a step is missing. */
export function fieldAt(object: Json | undefined, ...path: readonly string[]): Json | undefined {
  return valueAtPath(object, path)
}

/** A text; `''` where it is missing. */
export function textAt(object: Json | undefined, ...path: readonly string[]): string {
  const value = fieldAt(object, ...path)
  return typeof value === 'string' ? value : ''
}

/** A number; undefined where it is missing. The API server leaves out most zeros. */
export function numberAt(object: Json | undefined, ...path: readonly string[]): number | undefined {
  const value = fieldAt(object, ...path)
  return typeof value === 'number' ? value : undefined
}

/** A count; 0 where it is missing. */
export function countAt(object: Json | undefined, ...path: readonly string[]): number {
  return numberAt(object, ...path) ?? 0
}

/** The maps of a list; none where it is missing. */
export function listAt(object: Json | undefined, ...path: readonly string[]): JsonObject[] {
  return asList(fieldAt(object, ...path)).filter(isMap)
}

/** The texts of a list; none where it is missing. */
export function textsAt(object: Json | undefined, ...path: readonly string[]): string[] {
  return asList(fieldAt(object, ...path)).filter((item) => typeof item === 'string')
}

/** An entry of status.conditions. */
export interface Condition {
  readonly status: string
  readonly reason: string
  readonly message: string
}

export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  const found = listAt(object, 'status', 'conditions').find((condition) => condition['type'] === type)
  if (found === undefined) return undefined
  return { status: textAt(found, 'status'), reason: textAt(found, 'reason'), message: textAt(found, 'message') }
}

/** Whether the object's controller has seen its latest spec (KEP-1623, observedGeneration). */
export function isObserved(object: KubeObject): boolean {
  return countAt(object, 'status', 'observedGeneration') >= countAt(object, 'metadata', 'generation')
}

/** Milliseconds since 1970; 0 where the time is missing. */
export function timeAt(object: Json | undefined, ...path: readonly string[]): number {
  const time = Date.parse(textAt(object, ...path))
  return Number.isNaN(time) ? 0 : time
}

/** The UID of the object's controller; `''` where it has none. */
export function controllerOf(object: KubeObject): string {
  const owner = listAt(object, 'metadata', 'ownerReferences').find((reference) => reference['controller'] === true)
  return textAt(owner, 'uid')
}

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
  /** `Unknown` where the condition tells of an earlier generation. */
  readonly status: string
  readonly reason: string
  readonly message: string
}

/** Conditions count only where their own observedGeneration, if they have one, is not behind (KEP-1623). */
export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  return conditionIn(listAt(object, 'status', 'conditions'), type, object)
}

/** The same from a list of conditions that stands elsewhere in the object's status, such as those of one parent of a route. */
export function conditionIn(
  conditions: readonly JsonObject[],
  type: string,
  object: KubeObject,
): Condition | undefined {
  const found = conditions.find((condition) => condition['type'] === type)
  if (found === undefined) return undefined
  if (isStaleCondition(object, found)) return { status: 'Unknown', reason: '', message: '' }
  return { status: textAt(found, 'status'), reason: textAt(found, 'reason'), message: textAt(found, 'message') }
}

/** Whether a condition of the object tells of a generation before the latest. */
export function isStaleCondition(object: KubeObject, condition: JsonObject): boolean {
  return isBehind(generationIn(condition['observedGeneration']), object)
}

/** Whether the object's controller has seen its latest spec (KEP-1623, observedGeneration); not where it says nothing of it. */
export function isObserved(object: KubeObject): boolean {
  return !isBehind(observedGenerationOf(object) ?? 0, object)
}

/** Whether the object's controller says that what it has seen is not the latest spec; not where it says nothing of it. */
export function isOutdated(object: KubeObject): boolean {
  return isBehind(observedGenerationOf(object), object)
}

/** status.observedGeneration, which Argo Rollouts writes as a text; undefined where there is none, or a text that is not a number. */
function observedGenerationOf(object: KubeObject): number | undefined {
  return generationIn(fieldAt(object, 'status', 'observedGeneration'))
}

function generationIn(value: Json | undefined): number | undefined {
  if (typeof value === 'string') return /^-?\d+$/.test(value) ? Number(value) : undefined
  return typeof value === 'number' ? value : undefined
}

function isBehind(observed: number | undefined, object: KubeObject): boolean {
  return observed !== undefined && observed < countAt(object, 'metadata', 'generation')
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

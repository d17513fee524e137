import { isDeepStrictEqual } from 'node:util'
import { asList } from '../../json-map.ts'
import { annotationsOf, labelsOf } from '../../manifest/annotations.ts'
import type { Json, JsonObject, KubeObject } from '../../manifest/types.ts'

const ties = { ownerReferences: 'owners', finalizers: 'finalizers' } as const

/**
 * Which of an object's owners and finalizers are others than it has in each of its present forms, in words. With an owner that isn't
 * there the garbage collector deletes an object, and with a Namespace all that is in it.
 */
export function differingOwnersAndFinalizers(
  object: KubeObject,
  presents: readonly (KubeObject | undefined)[],
): string[] {
  const known = (field: string) => presents.flatMap((present) => asList(present?.metadata[field]))
  return Object.entries(ties).flatMap(([field, name]) => {
    const isKnown = (item: Json) => known(field).some((one) => isDeepStrictEqual(one, item))
    return asList(object.metadata[field]).every(isKnown) ? [] : [name]
  })
}

/**
 * The labels and annotations, by name, that would be others than those that are rendered now, and than those that the object had before
 * the run that applied what is rendered now; empty where one of both has the same. Those of nobody's in `before` stay, and don't count.
 */
export function differingMarks(object: KubeObject, now: KubeObject, before: KubeObject | undefined): string[] {
  const [wanted, rendered] = [marksOf(object), marksOf(now)]
  const differing = (others: JsonObject) =>
    Object.keys({ ...wanted, ...rendered }).filter((key) => wanted[key] !== others[key])
  const beyond = differing(rendered)
  const isBack = before !== undefined && differing(marksOf(before)).length === 0
  return isBack ? [] : beyond.map((key) => key.slice(1))
}

/** Labels and annotations by their names, which one letter keeps apart. */
function marksOf(object: KubeObject): JsonObject {
  return { ...keyed('l', labelsOf(object)), ...keyed('a', annotationsOf(object)) }
}

function keyed(letter: string, marks: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(marks).map(([key, value]) => [letter + key, value]))
}

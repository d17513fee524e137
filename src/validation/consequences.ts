import type { FieldPath } from '../field-path.ts'
import { valueAtPath } from '../field-path.ts'
import type { KubeObject } from '../manifest/types.ts'
import { nearest } from '../nearest.ts'

/**
 * Whether a value is wrong only since a field is, of which the schema tells: it is that field, in it or around it; or it is missing
 * under its own name, and there under one that is nearly its own.
 */
export function isConsequence(path: FieldPath, broken: readonly FieldPath[], object: KubeObject): boolean {
  return broken.some((field) => {
    const length = Math.min(path.length, field.length)
    if (isEqual(path.slice(0, length), field.slice(0, length))) return true
    const last = field.length - 1
    const [own, other] = [path[last], field[last]]
    if (typeof own !== 'string' || typeof other !== 'string' || !isEqual(path.slice(0, last), field.slice(0, last)))
      return false
    return nearest(own, [other]) !== undefined && valueAtPath(object, path.slice(0, last + 1)) === undefined
  })
}

function isEqual(one: FieldPath, other: FieldPath): boolean {
  return one.length === other.length && one.every((step, index) => step === other[index])
}

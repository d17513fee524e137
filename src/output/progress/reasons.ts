import { joinNames } from '../../counts.ts'
import { describeVariable, formatLine } from '../../manifest/describe.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { FieldReason } from '../../plan/diff/types.ts'

/** Objects that are named; more are counted. */
const mostNamed = 5

/** Why a field changes: the template's line, each variable with its source, whose checksum it is. */
export function reasonsOf({ place, variables, follows }: FieldReason): string[] {
  return [
    ...(place === undefined ? [] : [formatLine(place)]),
    ...variables.map(describeVariable),
    ...(follows.length === 0 ? [] : [`follows ${joinNames(follows, mostNamed, describeRef)}, which the pods read`]),
  ]
}

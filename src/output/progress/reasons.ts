import { joinNames } from '../../counts.ts'
import type { Place } from '../../errors.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { UsedVariable } from '../../manifest/types.ts'
import type { FieldReason } from '../../plan/diff/types.ts'

/** Objects that are named; more are counted. */
const mostNamed = 5

/** Why a field changes: the template's line, each variable with its source, whose checksum it is. */
export function reasonsOf({ place, variables, follows }: FieldReason): string[] {
  return [
    ...(place === undefined ? [] : [formatLine(place)]),
    ...variables.map(variableText),
    ...(follows.length === 0 ? [] : [`follows ${joinNames(follows, mostNamed, describeRef)}, which the pods read`]),
  ]
}

/** `image from default.yaml:6 (tag from --set)`. */
function variableText({ name, by, place, from = [] }: UsedVariable): string {
  const parts = from.length === 0 ? '' : ` (${from.map(variableText).join(', ')})`
  return `${name} from ${place === undefined ? by : placeOf(place, by)}${parts}`
}

/** A source's name where the place is only the line that asks for it. */
function placeOf(place: Place, by: string): string {
  return place.file === by ? formatLine(place) : `${by} (${formatLine(place)})`
}

/** `web.yaml:8`. */
export function formatLine({ file, line }: Place): string {
  return line === undefined ? file : `${file}:${line}`
}

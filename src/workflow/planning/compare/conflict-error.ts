import type { FieldConflict } from '../../../cluster/errors/conflicts.ts'
import { parseFieldPath, valueAtField } from '../../../cluster/errors/server-field.ts'
import { KdeployError } from '../../../errors.ts'
import { stringifyJson } from '../../../json.ts'
import { isMap } from '../../../json-map.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { FieldPath, Json, KubeObject, Manifest } from '../../../manifest/types.ts'
import type { Masker } from '../../../masking/masking.ts'
import { maskObject } from '../../../plan/masking/mask.ts'
import { textMaskerOf } from '../../../plan/masking/mask-text.ts'
import { shorten } from '../../../shorten.ts'
import type { Item } from './item.ts'

const notSet = '(not set)'

/** Characters of a value that are shown. */
const longestValue = 80

/**
 * Fields of other managers with another value than the template's: each with both values and its
 * manager, sensitive ones masked.
 */
export function conflictError(
  { ref, manifest, desired }: Item,
  live: KubeObject | null,
  found: readonly FieldConflict[],
  mask: Masker,
): KdeployError {
  // The server lists them by manager, in no order that lasts.
  const conflicts = found.toSorted((a, b) => (a.field < b.field ? -1 : 1))
  const maskText = textMaskerOf(manifest, mask)
  const theirs = live === null ? undefined : valuesOf(live, manifest, mask)
  const ours = valuesOf(desired, manifest, mask)
  const lines = conflicts.flatMap((conflict) => [
    maskText(nameOf(conflict)),
    `  live      ${theirs?.(conflict.field) ?? notSet}, set by ${describeManager(conflict, live)}`,
    `  template  ${ours(conflict.field)}`,
  ])
  const [first] = conflicts
  const managers = [...new Set(conflicts.map(({ manager }) => manager))]
  const whom = `${managers.length === 1 ? 'another field manager' : 'other field managers'}: ${managers.join(', ')}`
  const what =
    conflicts.length === 1
      ? `the field ${maskText(nameOf(conflicts[0]))} is owned`
      : `${conflicts.length} fields are owned`
  return new KdeployError({
    code: 'field-conflict',
    category: 'conflict',
    message: `${describeRef(ref)}: ${what} by ${whom}`,
    place: manifest.placeOf(asWritten(parseFieldPath(first?.field ?? '', desired), manifest.object)),
    detail: lines.join('\n'),
    hint: 'set the live value in the template, remove the field from it, or take the field over (--force-conflicts; for this field only: forceConflicts in kdeploy.yaml)',
  })
}

/** The path in the template: a Secret's stringData is sent as data. */
function asWritten(path: FieldPath, { stringData }: KubeObject): FieldPath {
  const [field, key, ...rest] = path
  const isText = field === 'data' && key !== undefined && isMap(stringData) && stringData[key] !== undefined
  return isText ? ['stringData', key, ...rest] : path
}

function nameOf(conflict: FieldConflict | undefined): string {
  return conflict?.field.replace(/^\./, '') ?? ''
}

/** `kubectl-edit at 2026-11-21T09:54:13Z`; with what else tells who that was. */
function describeManager({ manager, operation, subresource }: FieldConflict, live: KubeObject | null): string {
  const entries = (live?.metadata['managedFields'] ?? []) as { [key: string]: Json }[]
  const entry = entries.find(
    (one) => one['manager'] === manager && one['operation'] === operation && one['subresource'] === subresource,
  )
  const how = subresource !== undefined ? ` (${subresource})` : operation === 'Apply' ? ' (server-side apply)' : ''
  return `${manager}${how}${typeof entry?.['time'] === 'string' ? ` at ${entry['time']}` : ''}`
}

/** What may be shown of an object's value at a field. The name of a field may be sensitive too, and is then another in the masked object. */
function valuesOf(object: KubeObject, manifest: Manifest, mask: Masker): (field: string) => string {
  const masked = maskObject(object, [manifest], mask)
  return (field) => {
    const value = valueAtField(field, masked)
    if (value !== undefined) return shorten(stringifyJson(value), { most: longestValue })
    return valueAtField(field, object) === undefined ? notSet : '(masked)'
  }
}

import { stepInto, valueAtPath } from '../../field-path.ts'
import type { FieldPath, Json, SensitiveField } from '../../manifest/types.ts'
import { shortestSearched } from '../../masking/forms.ts'
import type { Masker } from '../../masking/masking.ts'
import { asWord, literal } from '../../masking/words.ts'
import { type MaskModel, maskParts } from './mask-fields.ts'

/**
 * For text that is about a manifest's object (the server's refusal, a field's path): masks what the manifest made of sensitive
 * values, however short. The text of a whole field or key is masked as it is in the manifest, one of its parts by itself.
 */
export function textMaskerOf({ object, sensitive }: MaskModel, mask: Masker): (text: string) => string {
  if (sensitive.length === 0) return (text) => text
  const shown = new Map<string, string>()
  const add = (text: string, token: () => string) => {
    for (const form of [text, JSON.stringify(text).slice(1, -1)])
      if (form.trim() !== '' && !shown.has(form)) shown.set(form, token())
  }
  for (const field of sensitive) {
    for (const text of textsAt(object, field)) add(text, () => maskParts(text, field.texts, mask))
    for (const text of field.texts) add(text, () => mask(text))
  }
  const forms = [...shown.keys()].sort((a, b) => b.length - a.length).map(pattern)
  const search = new RegExp(forms.join('|'), 'gu')
  return (text) => text.replace(search, (found) => shown.get(found) ?? found)
}

/** The whole texts of a sensitive field: a leaf's, or a key's and those of all that is under it. */
function textsAt(object: Json, { path, isKey }: SensitiveField): string[] {
  const value = valueAtPath(object, path)
  return [...(isKey ? [String(path.at(-1))] : []), ...leaves(value)]
}

function leaves(value: Json | undefined): string[] {
  if (value === undefined || value === null) return []
  return typeof value === 'object' ? Object.values(value).flatMap(leaves) : [String(value)]
}

function pattern(form: string): string {
  return form.length < shortestSearched ? asWord(literal(form)) : literal(form)
}

/**
 * A path in a live object with its sensitive keys masked, a Secret's in stringData and data alike: those of the manifest, and
 * beside them those that the manifest doesn't write, which somebody's earlier one may have been.
 */
export function maskPath(path: FieldPath, { object, sensitive }: MaskModel, mask: Masker): FieldPath {
  const keys = sensitive.filter(({ isKey }) => isKey).map((field) => field.path)
  return path.map((one, index) => {
    const beside = keys.filter((key) => key.length === index + 1 && isSameMap(key, path))
    if (typeof one === 'number' || beside.length === 0) return one
    const isOpen = !beside.some((key) => key[index] === one) && beside.some((key) => isWritten(object, key, one))
    return isOpen ? one : mask(one)
  })
}

function isSameMap(key: FieldPath, path: FieldPath): boolean {
  return key.slice(0, -1).every((one, index) => asData(one, index) === asData(path[index], index))
}

/** The server keeps a Secret's stringData in data. */
function asData(one: FieldPath[number] | undefined, index: number): FieldPath[number] | undefined {
  return index === 0 && one === 'stringData' ? 'data' : one
}

function isWritten(object: Json, key: FieldPath, name: string): boolean {
  return stepInto(valueAtPath(object, key.slice(0, -1)), name) !== undefined
}

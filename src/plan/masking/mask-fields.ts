import { stepInto, valueAtPath } from '../../field-path.ts'
import { groupBy } from '../../group-by.ts'
import { stringifyJson } from '../../json.ts'
import { getOwn, isMap } from '../../json-map.ts'
import type { FieldPath, Json, JsonObject, KubeObject, SensitiveField } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'

/** A manifest, as it is rendered or as a revision recorded it, and which of its fields derive from sensitive values. */
export interface MaskModel {
  readonly object: KubeObject
  readonly sensitive: readonly SensitiveField[]
}

/** A sensitive field on the way down: what is left of its path, and the manifest's value that the way has led to. */
interface SensitivePath {
  readonly rest: FieldPath
  readonly model: Json | undefined
  readonly field: SensitiveField
}

/**
 * Masks what the models call sensitive. Of a text that is the model's own, the sensitive parts; of any other, all of it: it
 * needn't be built alike. A text that the first model, which is the manifest of now, writes openly at that same place is shown.
 * List items are told apart by name. Where there is none, what is sensitive in one item is taken to be so in each, and an item
 * that no model has is masked in full.
 *
 * The server copies fields (`serviceAccount` from `serviceAccountName`, `targetPort` from `port`, requests from limits): what it
 * added is masked, however short, where it says the same as a field that is masked.
 */
export function maskFields(object: KubeObject, models: readonly MaskModel[], mask: Masker): KubeObject {
  const trails = models.flatMap(({ object: model, sensitive }) =>
    sensitive.map((field) => ({ rest: field.path, model, field })),
  )
  if (trails.length === 0) return object
  const hide = { mask, copies: copiesOf(object, models, trails, mask) }
  return maskBelow(object, models[0]?.object, trails, hide) as KubeObject
}

/** How to mask, and what stands in place of the texts, numbers and keys that a field which the server added may copy. */
interface MaskContext {
  readonly mask: Masker
  readonly copies: ReadonlyMap<string, () => string>
}

/** What the sensitive fields of models say, and what is masked of the live object, which may write the same in another way. */
function copiesOf(
  object: KubeObject,
  models: readonly MaskModel[],
  trails: readonly SensitivePath[],
  mask: Masker,
): MaskContext['copies'] {
  const copies = new Map<string, () => string>()
  for (const { object: model, sensitive } of models) {
    for (const { path, texts, isKey } of sensitive) {
      if (isKey) copies.set(String(path.at(-1)), () => mask(String(path.at(-1))))
      const value = valueAtPath(model, path)
      if (value === undefined || value === null || value === '' || typeof value === 'object') continue
      copies.set(textOf(value), () => maskParts(textOf(value), texts, mask))
    }
  }
  const collect: Masker = (text) => {
    if (!copies.has(text)) copies.set(text, () => mask(text))
    return text
  }
  maskBelow(object, models[0]?.object, trails, { mask: collect, copies: new Map() })
  return copies
}

/** Masks what the manifest of now, `open`, doesn't write there, where it says the same as something masked. */
function maskCopies(value: Json, open: Json | undefined, hide: MaskContext): Json {
  if (hide.copies.size === 0) return value
  if (Array.isArray(value)) {
    const opens = Array.isArray(open) ? open : []
    return value.map((item, index) => maskCopies(item, openLike(item, opens, index), hide))
  }
  if (!isMap(value)) return value === open ? value : (hide.copies.get(textOf(value))?.() ?? value)
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const same = stepInto(open, key)
      const token = same === undefined ? hide.copies.get(key) : undefined
      return token === undefined ? [key, maskCopies(inner, same, hide)] : [token(), hide.mask(textOf(inner))]
    }),
  )
}

function maskBelow(value: Json, open: Json | undefined, trails: readonly SensitivePath[], hide: MaskContext): Json {
  if (trails.length === 0) return maskCopies(value, open, hide)
  const step = Array.isArray(value) ? 'number' : isMap(value) ? 'string' : undefined
  const ends = trails.filter(({ rest }) => rest.length === 0)
  if (ends.length > 0 || trails.some(({ rest }) => typeof rest[0] !== step))
    return maskLeaf(value, open, ends, hide.mask)
  if (Array.isArray(value)) return maskList(value, open, trails, hide)
  return isMap(value) ? maskMap(value, open, trails, hide) : value
}

function maskMap(
  value: JsonObject,
  open: Json | undefined,
  trails: readonly SensitivePath[],
  hide: MaskContext,
): JsonObject {
  const { mask } = hide
  const below = groupBy(trails, ({ rest }) => String(rest[0]))
  const hasHiddenKeys = trails.some(isKey)
  const isWritten = (key: string) =>
    [open, ...trails.map(({ model }) => model)].some((map) => stepInto(map, key) !== undefined)
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const found = below.get(key) ?? []
      if (hasHiddenKeys && (found.some(isKey) || !isWritten(key))) return [mask(key), mask(textOf(inner))]
      const same = stepInto(open, key)
      const copied = found.length === 0 && same === undefined ? hide.copies.get(key) : undefined
      if (copied !== undefined) return [copied(), mask(textOf(inner))]
      return [key, maskBelow(inner, same, found.map(follow), hide)]
    }),
  )
}

/** Whether the next step is a key that is sensitive itself. */
function isKey({ rest, field }: SensitivePath): boolean {
  return field.isKey && rest.length === 1
}

function follow({ rest, model, field }: SensitivePath): SensitivePath {
  const [step = '', ...others] = rest
  return { rest: others, model: stepInto(model, step), field }
}

function maskList(
  items: readonly Json[],
  open: Json | undefined,
  trails: readonly SensitivePath[],
  hide: MaskContext,
): Json[] {
  const hidden = new Set(
    trails.filter(({ rest }) => rest.length === 2 && rest[1] === 'name').map((trail) => follow(trail).model),
  )
  const ways = trails.map((trail) => {
    const next = follow(trail)
    // A name that is sensitive may be another one in the live object.
    return { trail, next, name: hidden.has(next.model) ? undefined : nameOf(next.model) }
  })
  const opens = Array.isArray(open) ? open : []
  return items.map((item, index) => {
    const name = nameOf(item)
    const isSure = (way: (typeof ways)[number]) =>
      way.trail.model === items || (name !== undefined && way.name !== undefined)
    const leading = ways.filter((way) => {
      if (!isSure(way)) return true
      return way.trail.model === items ? way.trail.rest[0] === index : way.name === name
    })
    const unsure = leading.some((way) => !isSure(way)) && typeof item === 'object'
    if (unsure && ![...opens, ...ways.map(({ next }) => next.model)].some((model) => holds(item, model, false)))
      return item === null ? item : hide.mask(textOf(item))
    const same = open === items ? opens[index] : openLike(item, opens, index)
    return maskBelow(
      item,
      same,
      leading.map(({ next }) => next),
      hide,
    )
  })
}

/** The item of the manifest of now that a live one stands for, if that is sure. */
function openLike(item: Json, opens: readonly Json[], index: number): Json | undefined {
  const name = nameOf(item)
  const named = name === undefined ? undefined : opens.find((open) => nameOf(open) === name)
  return named ?? [opens[index], ...opens].find((open) => holds(item, open, false))
}

function nameOf(item: Json | undefined): string | undefined {
  const name = isMap(item) ? item['name'] : undefined
  return typeof name === 'string' ? name : undefined
}

/**
 * Whether a value is a model's, but for fields that the server added; a model without a field tells
 * nothing, unless it may be `empty`.
 */
function holds(value: Json, model: Json | undefined, empty = true): boolean {
  if (Array.isArray(value) && Array.isArray(model))
    return value.length === model.length && value.every((item, index) => holds(item, model[index]))
  if (!isMap(value) || !isMap(model)) return value === model
  const entries = Object.entries(model)
  return (empty || entries.length > 0) && entries.every(([key, inner]) => holds(getOwn(value, key) ?? null, inner))
}

function maskLeaf(value: Json, open: Json | undefined, ends: readonly SensitivePath[], mask: Masker): Json {
  if (value === null || value === '') return value
  const same = ends.filter(({ model }) => model === value)
  if (same.length === 0 && open === value) return value
  return typeof value === 'string' && same.length > 0
    ? maskParts(
        value,
        same.flatMap(({ field }) => field.texts),
        mask,
      )
    : mask(textOf(value))
}

/** A text with tokens in place of its sensitive parts; where they aren't found in it (it was quoted, or folded), of all of it. */
export function maskParts(text: string, parts: readonly string[], mask: Masker): string {
  if (!parts.every((part) => text.includes(part))) return mask(text)
  const longestFirst = [...new Set(parts)].sort((a, b) => b.length - a.length)
  return replaceParts(text, longestFirst, mask)
}

/** What of a part stands within a longer one, or overlaps it, is none of its own. */
function replaceParts(text: string, longestFirst: readonly string[], mask: Masker): string {
  const isMasked = new Uint8Array(text.length)
  const found: { readonly start: number; readonly part: string }[] = []
  for (const part of longestFirst) {
    if (part === '') continue
    for (let start = text.indexOf(part); start >= 0; ) {
      const isFree = !isMasked.subarray(start, start + part.length).includes(1)
      if (isFree) found.push({ start, part })
      if (isFree) isMasked.fill(1, start, start + part.length)
      start = text.indexOf(part, start + (isFree ? part.length : 1))
    }
  }
  const tokens = new Map(found.toReversed().map(({ part }) => [part, mask(part)]))
  let masked = ''
  let at = 0
  for (const { start, part } of found.sort((a, b) => a.start - b.start)) {
    masked += text.slice(at, start) + tokens.get(part)
    at = start + part.length
  }
  return masked + text.slice(at)
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : stringifyJson(value)
}

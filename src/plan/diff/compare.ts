import { isDeepStrictEqual } from 'node:util'
import { asList, asMap, getOwn, isMap } from '../../json-map.ts'
import type { FieldPath, Json } from '../../manifest/types.ts'
import { formatItem, itemKeysOf, joinKey, keyFieldsOf } from './item-keys.ts'
import { itemFinder, itemsByKey, renamedItems } from './match-items.ts'
import { pairItems } from './pair-items.ts'
import type { FieldAction } from './types.ts'

/** A field in which two values differ. */
export interface ComparedField {
  readonly action: FieldAction
  /** `spec.template.spec.containers[name=web].image`; `''` for the root. */
  readonly path: string
  /** The path of the list or map that it is in; undefined for the root. */
  readonly parent: string | undefined
  /** Its key in a map; undefined for an item of a list. */
  readonly key: string | undefined
  readonly before: Json | undefined
  readonly after: Json | undefined
  /** Of an item that comes and has a name: the one that it stands after, `[name=web]`; `''` for the first. */
  readonly behind?: string | undefined
  /** The way to it in the model, or as far as the model has it. */
  readonly modelPath: FieldPath
  /** Whether the model has all of that way. */
  readonly isInModel: boolean
}

interface Position {
  readonly path: string
  readonly parent: string | undefined
  readonly key: string | undefined
  readonly model: Json | undefined
  readonly modelPath: FieldPath
  readonly behind?: string | undefined
}

/**
 * The fields in which two values differ, in the order of what comes after. Items of lists are matched by what tells them apart, else
 * by their content and place. `model` is built alike and says where a field is written.
 */
export function compareFields(
  before: Json | undefined,
  after: Json | undefined,
  model: Json | undefined,
): ComparedField[] {
  return compareAt(before, after, { path: '', parent: undefined, key: undefined, model, modelPath: [] })
}

function compareAt(before: Json | undefined, after: Json | undefined, at: Position): ComparedField[] {
  if (isDeepStrictEqual(before, after)) return []
  if (isMap(before) && isMap(after) && !isEmptied(before, after)) return compareMaps(before, after, at)
  if (Array.isArray(before) && Array.isArray(after) && !isEmptied(before, after)) return compareLists(before, after, at)
  const action = before === undefined ? 'add' : after === undefined ? 'remove' : 'change'
  return [fieldAt(at, action, before, after)]
}

function fieldAt(
  { path, parent, key, behind, model, modelPath }: Position,
  action: FieldAction,
  before: Json | undefined,
  after: Json | undefined,
): ComparedField {
  const isInModel = model !== undefined
  return { action, path, parent, key, before, after, modelPath, isInModel, ...(action === 'add' && { behind }) }
}

/** From something to nothing in it, or back, is one change: `{}` is not the same as no field. */
function isEmptied(before: object, after: object): boolean {
  return Object.keys(before).length === 0 || Object.keys(after).length === 0
}

function compareMaps(before: { [key: string]: Json }, after: { [key: string]: Json }, at: Position): ComparedField[] {
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(after, key))
  return [...Object.keys(after), ...removed].flatMap((key) =>
    compareAt(getOwn(before, key), getOwn(after, key), below(at, key)),
  )
}

function below(at: Position, key: string): Position {
  const model = modelBelow(at, key)
  return { path: joinKey(at.path, key), parent: at.path, key, ...model }
}

/** A Secret's data may be written as `stringData`. */
function modelBelow({ model, modelPath }: Position, key: string): Pick<Position, 'model' | 'modelPath'> {
  const fields = asMap(model)
  const name = key === 'data' && fields['data'] === undefined ? 'stringData' : key
  const value = getOwn(fields, name)
  return value === undefined ? { model: undefined, modelPath } : { model: value, modelPath: [...modelPath, name] }
}

function compareLists(before: readonly Json[], after: readonly Json[], at: Position): ComparedField[] {
  const keys = itemKeysOf(before, after)
  if (keys !== undefined) return compareByKeys(before, after, keys, at)
  const isPlain = [...before, ...after].every((item) => typeof item !== 'object' || item === null)
  const pairs = isPlain ? undefined : pairItems(before, after)
  if (pairs === undefined) return [fieldAt(at, 'change', [...before], [...after])]
  const { path, modelPath } = at
  return pairs.flatMap(([old, now]) => {
    const index = now ?? old ?? 0
    const inModel = now === undefined ? undefined : asList(at.model)[now]
    return compareAt(old === undefined ? undefined : before[old], now === undefined ? undefined : after[now], {
      path: `${path}[${index}]`,
      parent: path,
      key: undefined,
      model: inModel,
      modelPath: inModel === undefined ? modelPath : [...modelPath, index],
    })
  })
}

function compareByKeys(
  before: readonly Json[],
  after: readonly Json[],
  keys: readonly string[],
  at: Position,
): ComparedField[] {
  const old = itemsByKey(before, keys)
  const now = itemsByKey(after, keys)
  const renamed = renamedItems(old, now, keys)
  const { path, modelPath } = at
  const models = asList(at.model)
  const findModel = itemFinder(models, keys)
  const gone = new Set(renamed.values())
  const order = [...now.keys(), ...[...old.keys()].filter((key) => !now.has(key) && !gone.has(key))]
  let behind = ''
  const fields = order.flatMap((key) => {
    const [left, right] = [old.get(renamed.get(key) ?? key), now.get(key)]
    const item = right ?? left ?? null
    const index = findModel(item)
    const last = behind
    behind = formatItem(item, keys)
    return compareAt(left, right, {
      path: `${path}${formatItem(left ?? item, keys)}`,
      parent: path,
      key: undefined,
      behind: last,
      model: models[index],
      modelPath: index < 0 ? modelPath : [...modelPath, index],
    })
  })
  const newKeys = new Map([...renamed].map(([key, was]) => [was, key]))
  const stayedBefore = [...old.keys()].map((key) => newKeys.get(key) ?? key).filter((key) => now.has(key))
  const stayedAfter = [...now.keys()].filter((key) => old.has(key) || renamed.has(key))
  if (isDeepStrictEqual(stayedBefore, stayedAfter)) return fields
  const shown = (list: readonly string[]) => list.map((one) => keyFieldsOf(now.get(one) ?? null, keys))
  return [...fields, fieldAt(at, 'order', shown(stayedBefore), shown(stayedAfter))]
}

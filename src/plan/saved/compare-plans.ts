import { isDeepStrictEqual } from 'node:util'
import { groupBy } from '../../group-by.ts'
import { stringifyJson } from '../../json.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import { shorten } from '../../shorten.ts'
import { isMasked, type SavedField, type SavedObject } from './saved-plan.ts'

/** How an approved plan and the one of now differ. */
export interface PlanComparison {
  /** A line for each difference; empty where the plan still holds. */
  readonly differences: readonly string[]
  /** Objects whose sensitive values couldn't be compared, as either plan lacks the MAC. */
  readonly uncompared: readonly ObjectRef[]
}

/** Of an object of which nothing else differs. */
export const sensitiveDiffers = 'a sensitive value is not the one of the plan'

/** Characters of a value in a line, enough for an image with its digest; the plans' files have all of it. */
const longestValue = 160

/** Characters of both changes of a field, up to which they are on one line. */
const longestPair = 100

/** Compares plans by what they do to each object: the object itself, by its UID, the action, and each field that changes. */
export function comparePlans(approved: readonly SavedObject[], now: readonly SavedObject[]): PlanComparison {
  const uncompared: ObjectRef[] = []
  const differences = pairUp(approved, now, keyOf).flatMap(([one, other]) => {
    if (one === undefined)
      return other === undefined ? [] : [`${nameOf(other)}: not in the plan, but now to ${verb(other)}`]
    if (other === undefined) return [`${nameOf(one)}: to ${verb(one)} in the plan, but now nothing is to be done`]
    const lines = compareObjects(one, other)
    if (lines.length > 0) return lines.map((line) => `${nameOf(one)}: ${line}`)
    if (one.fields.some(isMasked)) {
      if (one.mac === undefined || other.mac === undefined) uncompared.push(refOf(one))
      else if (one.mac !== other.mac) return [`${nameOf(one)}: ${sensitiveDiffers}`]
    }
    return []
  })
  return { differences, uncompared }
}

function compareObjects(approved: SavedObject, now: SavedObject): string[] {
  if (approved.action !== now.action) return [`to ${verb(approved)} in the plan, but now to ${verb(now)}`]
  if (approved.uid !== now.uid) return [describeUids(approved.uid, now.uid)]
  const fields = pairUp(approved.fields, now.fields, ({ path }) => path).flatMap(([one, other]) => {
    if (isDeepStrictEqual(one, other)) return []
    const path = (one ?? other)?.path ?? ''
    const where = path === '' ? '' : `${path}: `
    const [planned, found] = [describeField(one), describeField(other)]
    const separator = planned.length + found.length <= longestPair ? ' ' : '\n  '
    return [`${where}the plan has ${planned},${separator}now it is ${found}`]
  })
  if (fields.length > 0 || isDeepStrictEqual(new Set(approved.alsoChanged), new Set(now.alsoChanged))) return fields
  const other = [...approved.alsoChanged, ...now.alsoChanged].filter(
    (path) => approved.alsoChanged.includes(path) !== now.alsoChanged.includes(path),
  )
  return [`the API server now changes other fields by itself: ${other.join(', ')}`]
}

/**
 * What has the same key in both, pair by pair. A key may come several times: an item of a list may go and another come at its place,
 * a member may go and a hook of its name run, and masked keys of a map look alike.
 */
function pairUp<T>(
  approved: readonly T[],
  now: readonly T[],
  by: (one: T) => string,
): (readonly [T | undefined, T | undefined])[] {
  const [known, found] = [groupBy(approved, by), groupBy(now, by)]
  return [...new Set([...known.keys(), ...found.keys()])].flatMap((key) => {
    const [left, right] = [known.get(key) ?? [], found.get(key) ?? []]
    return Array.from(
      { length: Math.max(left.length, right.length) },
      (_, index) => [left[index], right[index]] as const,
    )
  })
}

function describeUids(approved: string | null, now: string | null): string {
  if (approved === null) return 'absent in the plan, but now it exists'
  return now === null ? 'it existed in the plan, but is now absent' : 'deleted and created again since the plan'
}

function describeField(field: SavedField | undefined): string {
  if (field === undefined) return 'no change'
  const { action, before, after, behind } = field
  const [old, next] = [valueText(before), valueText(after)]
  if (action === 'add') return `+ ${next}${placeText(behind)}`
  return action === 'remove' ? `- ${old}` : `${old} → ${next}`
}

function placeText(behind: string | undefined): string {
  if (behind === undefined) return ''
  return behind === '' ? ' as the first' : ` after ${behind}`
}

function valueText(value: unknown): string {
  const shown = value === undefined ? 'nothing' : stringifyJson(value as never)
  return shorten(shown, { most: longestValue })
}

function verb({ action }: SavedObject): string {
  return action
}

function nameOf(saved: SavedObject): string {
  return describeRef(refOf(saved))
}

function refOf({ object }: SavedObject): ObjectRef {
  return { ...object, namespace: object.namespace }
}

function keyOf({ object: { group, kind, namespace, name } }: SavedObject): string {
  return [group, kind, namespace ?? '', name].join('/')
}

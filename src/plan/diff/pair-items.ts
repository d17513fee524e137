import { diffArrays } from 'diff'
import { stringifyJson } from '../../json.ts'
import type { Json } from '../../manifest/types.ts'

/** Indexes of an item before and after; undefined on the side that lacks it. */
export type ItemPair = readonly [before: number | undefined, after: number | undefined]

/** Beyond it a comparison takes seconds. */
const mostEdits = 500

/**
 * Pairs the items of lists whose items nothing tells apart: equal ones first, then, between these, one for one where as many go as
 * come. Only pairs that differ, and single items, are returned; undefined where the lists are too different to be compared.
 */
export function pairItems(before: readonly Json[], after: readonly Json[]): ItemPair[] | undefined {
  const texts = (list: readonly Json[]) => list.map((item) => stringifyJson(item))
  const parts = diffArrays(texts(before), texts(after), { maxEditLength: mostEdits })
  if (parts === undefined) return undefined
  const pairs: ItemPair[] = []
  const gap: { old: number[]; now: number[] } = { old: [], now: [] }
  const close = () => {
    const { old, now } = gap
    if (old.length === now.length) pairs.push(...old.map((index, place): ItemPair => [index, now[place]]))
    else {
      pairs.push(...old.map((index): ItemPair => [index, undefined]))
      pairs.push(...now.map((index): ItemPair => [undefined, index]))
    }
    gap.old = []
    gap.now = []
  }
  let [left, right] = [0, 0]
  for (const { added, removed, count } of parts) {
    if (added) for (let index = 0; index < count; index++) gap.now.push(right++)
    else if (removed) for (let index = 0; index < count; index++) gap.old.push(left++)
    else {
      close()
      left += count
      right += count
    }
  }
  close()
  return pairs
}

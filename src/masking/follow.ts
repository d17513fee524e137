import type { Readings, Work } from './readings.ts'

/** Of the places that are remembered of one form: more would fill the memory. */
const mostRemembered = 1 << 20

/**
 * Where a form that begins at an offset ends, at most; -1 where it doesn't stand there; undefined where it takes more steps than
 * these to find out.
 */
export function endOf(form: string, readings: Readings, start: number, most: number, work: Work): number | undefined {
  const seen = new Set<number>()
  const ways = [{ at: start, done: 0 }]
  const limit = work.steps + most
  let furthest = -1
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    let next = waysOn(form, readings, way, work)
    for (let [one, other] = next; one !== undefined && other === undefined; [one, other] = next) {
      way = one
      next = waysOn(form, readings, way, work)
    }
    if (work.steps > limit || seen.size === mostRemembered) return undefined
    if (way.done === form.length) furthest = Math.max(furthest, way.at)
    const state = way.at * (form.length + 1) + way.done
    if (seen.has(state)) continue
    if (next.length > 0) seen.add(state)
    ways.push(...next)
  }
  return furthest
}

/** How far a form has been found: up to an offset, and how many characters of it. */
interface Progress {
  readonly at: number
  readonly done: number
}

/** Characters that are compared in a step. */
const perStep = 64

/** A stretch that stands for itself, or each reading of what doesn't; none at the end of the form. */
function waysOn(form: string, readings: Readings, { at, done }: Progress, work: Work): Progress[] {
  const { text } = readings
  const plain = Math.min(readings.next(at) - at, form.length - done)
  work.steps += 1 + Math.floor(plain / perStep)
  if (plain > 0) {
    // Compared at once, which startsWith doesn't.
    const isSame = text.slice(at, at + plain) === form.slice(done, done + plain)
    return isSame ? [{ at: at + plain, done: done + plain }] : []
  }
  if (done === form.length || at === text.length) return []
  const ways: Progress[] = []
  if (text.charCodeAt(at) === form.charCodeAt(done)) ways.push({ at: at + 1, done: done + 1 })
  for (const { end, text: said } of readings.at(at))
    if (form.startsWith(said, done) && (said !== '' || done > 0)) ways.push({ at: end, done: done + said.length })
  return ways
}

import type { KdeployError } from '../../errors.ts'
import { formatPlace } from '../../errors.ts'
import { groupBy } from '../../group-by.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'

/** Shorter names stand in words that have nothing to do with them. */
const shortestName = 3

/** A problem, and all objects that have it at the same place: one mistake in a template that several include or call. */
export interface SameProblem {
  readonly problem: KdeployError
  /** How often it was found. */
  readonly times: number
  /** Each once. */
  readonly objects: readonly ObjectRef[]
}

/** Problems that differ in nothing but the object that they are about, together, where the first of them stands. */
export function togetherIfSame(problems: readonly KdeployError[]): SameProblem[] {
  return [...groupBy(problems, keyOf).values()].map((group) => {
    const refs = group.flatMap(({ about }) => (about === undefined ? [] : [asRef(about)]))
    const objects = [...groupBy(refs, describeRef).values()].map(([ref]) => ref)
    return { problem: group[0], times: group.length, objects }
  })
}

/** What is the same; the error itself where it is like no other. */
function keyOf(error: KdeployError): string | KdeployError {
  const { about, place, code, message, detail = '', hint = '', problems } = error
  if (about === undefined || place === undefined || problems.length > 0) return error
  const texts = [message, withoutLineNumbers(detail), hint].map((text) => withoutName(text, asRef(about)))
  return JSON.stringify([formatPlace(place), code, ...texts])
}

function withoutName(text: string, ref: ObjectRef): string {
  const plain = text.replaceAll(describeRef(ref), '*')
  return ref.name.length < shortestName ? plain : plain.replaceAll(ref.name, '*')
}

/** An excerpt of what was rendered, whose lines have other numbers in other objects. */
function withoutLineNumbers(detail: string): string {
  return detail.replaceAll(/rendered line \d+/g, 'rendered line').replaceAll(/^ +/gm, '')
}

function asRef({ kind, namespace, name }: NonNullable<KdeployError['about']>): ObjectRef {
  return { group: '', version: '', kind, namespace, name }
}

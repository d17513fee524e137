import { compareOnce, type Difference } from './differences.ts'
import type { Case, Reference } from './reference.ts'

/**
 * A smaller case with the same kind of difference: drops options, variables and templates, then ever shorter runs of
 * characters of the template, as long as the engines still differ in the same way.
 */
export async function reduce(reference: Reference, difference: Difference): Promise<Difference> {
  let smallest = difference
  for (let progress = true; progress; ) {
    progress = false
    for (const candidates of proposals(smallest.one)) {
      const found = await firstAlike(reference, candidates, difference)
      if (found === undefined) continue
      smallest = found
      progress = true
      break
    }
  }
  return smallest
}

/** What makes two differences the same kind: how each engine ended, without the particulars of a message. */
export function kindOf({ expected, actual }: Difference): string {
  const side = (result: Difference['expected']): string =>
    'output' in result
      ? 'output'
      : `${result.error}: ${result.message
          .replace(/(['"]).*?\1/g, '…')
          .replace(/\d+/g, '#')
          .slice(0, 60)}`
  return `${side(expected)} | ${side(actual)}`
}

async function firstAlike(
  reference: Reference,
  candidates: readonly Case[],
  wanted: Difference,
): Promise<Difference | undefined> {
  const kind = kindOf(wanted)
  for (let at = 0; at < candidates.length; at += 50) {
    const { differences } = await compareOnce(reference, candidates.slice(at, at + 50))
    const alike = differences.find((difference) => kindOf(difference) === kind)
    if (alike !== undefined) return alike
  }
  return undefined
}

/** Groups of smaller cases, those that drop most first. */
function* proposals(one: Case): Generator<readonly Case[]> {
  yield Object.keys(one.env ?? {}).map((key) => ({ ...one, env: without(one.env ?? {}, key) }))
  yield Object.keys(one.context ?? {}).map((key) => ({ ...one, context: without(one.context ?? {}, key) }))
  yield Object.keys(one.templates ?? {})
    .filter((name) => name !== one.main)
    .map((name) => ({ ...one, templates: without(one.templates ?? {}, name) }))
  const source = sourceOf(one)
  for (let size = Math.ceil(source.length / 2); size >= 1; size = Math.floor(size / 2)) {
    const starts = Array.from({ length: Math.max(0, source.length - size + 1) }, (_, start) => start)
    const step = Math.max(1, Math.floor(size / 4))
    yield starts
      .filter((start) => start % step === 0)
      .map((start) => withSource(one, source.slice(0, start) + source.slice(start + size)))
  }
}

function without<T extends object>(record: T, key: string): T {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key)) as T
}

export function sourceOf(one: Case): string {
  return one.main === undefined ? (one.template ?? '') : (one.templates?.[one.main] ?? '')
}

function withSource(one: Case, source: string): Case {
  return one.main === undefined
    ? { ...one, template: source }
    : { ...one, templates: { ...one.templates, [one.main]: source } }
}

import { type Node, UnreadableError } from './node.ts'

/** A step of a match, and those that may come after it; `end` is one that matched all. */
export type Step =
  | { readonly type: 'character'; readonly fits: (character: string) => boolean; readonly next: number }
  | {
      readonly type: 'edge'
      readonly fits: (before: string | undefined, after: string | undefined) => boolean
      readonly next: number
    }
  | { readonly type: 'fork'; readonly next: readonly number[] }
  | { readonly type: 'end' }

/** Each costs time at each character of a text. */
const most = 10_000

/** The steps of a pattern (Ken Thompson's construction), and where they begin. @throws UnreadableError for too many */
export function stepsOf(node: Node): { readonly steps: readonly Step[]; readonly start: number } {
  const steps: Step[] = [{ type: 'end' }]
  const add = (step: Step): number => {
    if (steps.length > most) throw new UnreadableError()
    return steps.push(step) - 1
  }
  /** The first step of a part after which `next` comes. */
  const build = (part: Node, next: number): number => {
    switch (part.type) {
      case 'character':
      case 'edge':
        return add({ ...part, next })
      case 'sequence':
        return part.parts.reduceRight((after, one) => build(one, after), next)
      case 'choice':
        return add({ type: 'fork', next: part.parts.map((one) => build(one, next)) })
      case 'repeat':
        return buildRepeat(part, next)
    }
  }
  const buildRepeat = ({ part, least, most: last }: Node & { readonly type: 'repeat' }, next: number): number => {
    let first = next
    if (last === Number.POSITIVE_INFINITY) {
      const again: number[] = [next]
      first = add({ type: 'fork', next: again })
      again.push(build(part, first))
    } else {
      for (let count = least; count < last; count++) first = add({ type: 'fork', next: [next, build(part, first)] })
    }
    for (let count = 0; count < least; count++) first = build(part, first)
    return first
  }
  const start = build(node, 0)
  return { steps, start }
}

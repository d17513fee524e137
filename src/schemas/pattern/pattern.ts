import type { Pattern } from '../check/schema.ts'
import { UnreadableError } from './node.ts'
import { parsePattern } from './parse.ts'
import { type Step, stepsOf } from './steps.ts'

/**
 * A pattern in the syntax of Go (RE2), which JavaScript has neither in full nor in a time that no text makes exponential; undefined
 * where it has what is not known here: it is not checked then.
 */
export function readPattern(source: string): Pattern | undefined {
  try {
    const node = parsePattern(source)
    const { steps, start } = stepsOf(node)
    return { source, test: (text) => matches(steps, start, text) }
  } catch (error) {
    if (error instanceof UnreadableError) return undefined
    throw error
  }
}

/** Whether the steps match a part of a text: all ways through them at once, character by character. */
function matches(steps: readonly Step[], start: number, text: string): boolean {
  const characters = [...text]
  /** The position at which a step was reached last, from 1. */
  const reached = new Uint32Array(steps.length)
  let current: number[] = []
  for (let at = 0; at <= characters.length; at++) {
    const waiting: number[] = []
    const open = [...current, start]
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (reached[index] === at + 1) continue
      reached[index] = at + 1
      const step = steps[index]
      if (step === undefined || step.type === 'end') return true
      if (step.type === 'fork') open.push(...step.next)
      else if (step.type === 'character') waiting.push(index)
      else if (step.fits(characters[at - 1], characters[at])) open.push(step.next)
    }
    const character = characters[at]
    current = character === undefined ? [] : waiting.flatMap((index) => after(steps[index], character))
  }
  return false
}

function after(step: Step | undefined, character: string): number[] {
  return step?.type === 'character' && step.fits(character) ? [step.next] : []
}

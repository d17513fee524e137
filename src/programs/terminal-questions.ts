import { createInterface } from 'node:readline'
import type { Signals } from '../signals.ts'

/** Asks one question after the other; undefined where the input has ended, or a signal came. */
type AskLine = (question: string) => Promise<string | undefined>

/**
 * Talks on the terminal that is stdin, asking on stderr: stdout is for data. What is typed ahead answers the next question. Ctrl-C, or a
 * signal, ends all questions, also one that came before them.
 */
export async function talkOnTerminal<Result>(
  talk: (ask: AskLine) => Promise<Result>,
  signals: Pick<Signals, 'interrupted' | 'interrupt'>,
): Promise<Result> {
  const signal = signals.interrupted
  if (signal.aborted) return talk(async () => undefined)
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  const typed: string[] = []
  let waiting: ((line: string | undefined) => void) | undefined
  let isOver = false
  const answer = (line: string | undefined) => {
    const take = waiting
    waiting = undefined
    if (take !== undefined) take(line)
    else if (line !== undefined) typed.push(line)
  }
  const end = () => {
    // What is said next stands on a line of its own.
    process.stderr.write('\n')
    prompt.close()
  }
  signal.addEventListener('abort', end, { once: true })
  prompt.on('SIGINT', () => signals.interrupt('SIGINT'))
  prompt.on('line', answer)
  prompt.on('close', () => {
    isOver = true
    answer(undefined)
  })
  try {
    return await talk((question) => {
      const line = typed.shift()
      if (line !== undefined) {
        process.stderr.write(`${question}${line}\n`)
        return Promise.resolve(line)
      }
      if (isOver) return Promise.resolve(undefined)
      return new Promise((resolve) => {
        waiting = resolve
        prompt.setPrompt(question)
        prompt.prompt()
      })
    })
  } finally {
    signal.removeEventListener('abort', end)
    prompt.close()
  }
}

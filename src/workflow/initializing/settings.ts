import { KdeployError, throwCollected } from '../../errors.ts'
import { nothingWritten } from '../run/ledger.ts'
import type { AskLine, World } from '../run/world.ts'

/** One thing that a new project needs to know. */
export interface Setting {
  /** As a question has it: `name of the project`. */
  readonly what: string
  /** The option that gives it: `--name`. */
  readonly option: string
  /** What a person gave; undefined: nothing. */
  readonly given: string | undefined
  readonly fallback: string
  /** What is wrong with a value, said behind it: `is not a port`. */
  readonly problemOf: (value: string) => string | undefined
}

/** Decides one setting after the other. */
export type Decide = (setting: Setting) => Promise<string>

/**
 * Decides settings: what a person gave counts, then what a person answers on a terminal, then the default. Wrong answers are asked
 * again. @throws KdeployError `init-invalid` for what was given, when `decide` has ended; `cancelled` where the input ends
 */
export async function decideSettings<Result>(
  world: Pick<World, 'talk'>,
  isSilent: boolean,
  decide: (decide: Decide, tell: (line: string) => void) => Promise<Result>,
  tell: (line: string) => void,
): Promise<Result> {
  const problems: KdeployError[] = []
  const decideWith = (ask: AskLine | undefined) =>
    decide(
      async (setting) => {
        const { given, fallback, option, problemOf } = setting
        if (given === undefined) return ask === undefined ? fallback : answered(setting, ask, tell)
        const problem = problemOf(given)
        if (problem === undefined) return given
        problems.push(invalid(`${option}: ${JSON.stringify(given)} ${problem}`))
        return fallback
      },
      ask === undefined ? () => {} : tell,
    )
  const result = isSilent || world.talk === undefined ? await decideWith(undefined) : await world.talk(decideWith)
  throwCollected(problems, (count) => `${count} options are not valid`)
  return result
}

async function answered({ what, fallback, problemOf }: Setting, ask: AskLine, tell: (line: string) => void) {
  for (;;) {
    const line = await ask(`${what} [${fallback}]: `)
    if (line === undefined)
      throw new KdeployError({ code: 'cancelled', category: 'input', message: `cancelled; ${nothingWritten}` })
    const answer = line.trim() === '' ? fallback : line.trim()
    const problem = problemOf(answer)
    if (problem === undefined) return answer
    tell(`${JSON.stringify(answer)} ${problem}`)
  }
}

/** KdeployError `init-invalid`. */
export function invalid(message: string, hint?: string): KdeployError {
  return new KdeployError({ code: 'init-invalid', category: 'input', message, hint })
}

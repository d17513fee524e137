import type { Command } from 'commander'
import { declareProgram } from '../../src/cli/declare-program.ts'
import { type Taken, takeVariables } from '../../src/cli/options/take-variables.ts'
import { createScreen } from '../../src/output/terminal/screen.ts'

/** The program as it is declared, nothing of which runs. `written`: what commander prints. */
export function declaredProgram(act: (declared: Command) => void = () => {}, written: string[] = []): Command {
  const stream = { write: (text: string) => written.push(text) }
  const screen = createScreen({ stdout: stream, stderr: stream }, {}, (text) => text)
  const openSession = () => Promise.reject(new Error('no command runs'))
  return declareProgram({ version: '1.0.0', screen, openSession }, async (declared) => act(declared))
}

/** What a command line and the environment say together: its options, or the error that ends it. */
export async function optionsOf(
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly options?: Record<string, unknown>; readonly taken?: Taken; readonly error?: string }> {
  const written: string[] = []
  let found = {}
  const program = declaredProgram((declared) => {
    const taken = takeVariables(declared, program, environment)
    found = { options: declared.opts(), taken }
  }, written)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return found
  } catch (error) {
    return { error: written[0]?.trim() ?? String(error) }
  }
}

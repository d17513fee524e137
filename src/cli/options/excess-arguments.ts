import type { Command } from 'commander'
import { shellWords } from '../../shell-words.ts'

const settingOptions = new Set(['--set', '--set-json', '--set-string', '--set-file'])

/**
 * Ends the command line, as one that can't be parsed, where a variable's value stands behind a blank, and would be taken for a
 * profile, or where there are more arguments than the command takes. The value isn't repeated: it may be secret.
 */
export function refuseExcessArguments(command: Command, argv: readonly string[]): void {
  for (const [index, option] of argv.entries()) {
    const [name, value] = argv.slice(index + 1, index + 3)
    if (!settingOptions.has(option) || name === undefined || value === undefined) continue
    if (name.includes('=') || value.startsWith('-')) continue
    command.error(
      `error: option '${option}' takes a name and a value with = between them: write ${option} ${name}=VALUE`,
    )
  }
  const { registeredArguments: known, args } = command
  if (args.length <= known.length) return
  const [word] = args.slice(known.length)
  const isShown = !argv.some((option) => settingOptions.has(option))
  const inner = command.commands.map((one) => one.name()).find((name) => args.includes(name))
  if (inner !== undefined && isShown) {
    const line = ['kdeploy', command.name(), inner, ...args.filter((one) => one !== inner)]
    command.error(`error: ${inner} goes right after ${command.name()}: ${shellWords(line)}`)
  }
  if (known.at(-1)?.variadic === true) return
  command.error(`error: unexpected argument${isShown ? ` ${word}` : ''}: ${command.name()} takes ${listed(known)}`)
}

/** `one profile`, `a profile and a key`. */
function listed(known: Command['registeredArguments']): string {
  const [first, second] = known.map((one) => one.name())
  if (first === undefined) return 'no argument'
  return second === undefined ? `one ${first}` : `a ${first} and a ${second}`
}

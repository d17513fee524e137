import type { Command } from 'commander'

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
  if (known.at(-1)?.variadic === true || args.length <= known.length) return
  const [word] = args.slice(known.length)
  const shown = argv.some((option) => settingOptions.has(option)) ? '' : ` ${word}`
  command.error(
    `error: unexpected argument${shown}: ${command.name()} takes ${known.map((one) => one.name()).join(' and ') || 'none'}`,
  )
}

import type { Command } from 'commander'
import { isRepeatable } from './repeatable.ts'

const takingSeveral = new WeakSet<Command>()

/** Whether a command's first argument may be its profile. */
export function takesProfileFirst(command: Command): boolean {
  const [first] = command.registeredArguments
  return first?.name() === 'profile' && (!first.variadic || takingSeveral.has(command))
}

/** Lets a command take several profiles as its arguments: one whose only argument is its profile, and whose `--profile` may be repeated. */
export function takeSeveralProfiles(command: Command): void {
  const [first, ...others] = command.registeredArguments
  const option = command.options.find(({ long }) => long === '--profile')
  if (first?.name() !== 'profile' || first.variadic || others.length > 0) return
  if (option === undefined || !isRepeatable(option)) return
  first.variadic = true
  takingSeveral.add(command)
}

import type { Command } from 'commander'

/** Whether a command's first argument may be its profile. */
export function takesProfileFirst({ registeredArguments: [first] }: Command): boolean {
  return first?.name() === 'profile' && !first.variadic
}

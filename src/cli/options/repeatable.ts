import type { Command, Option } from 'commander'

const collectors = new WeakSet<object>()

/** The parser of a repeatable option: all its values in their order, each parsed on its own. */
export function collecting<Value>(
  parse: (text: string) => Value,
): (text: string, previous?: readonly Value[]) => Value[] {
  const collect = (text: string, previous: readonly Value[] = []) => [...previous, parse(text)]
  collectors.add(collect)
  return collect
}

/** A repeatable option whose values are texts. */
export const collect = collecting((text: string) => text)

/**
 * Ends the command line, as one that can't be parsed, where an option that takes one value is given another: the last would
 * count, and nobody would be told.
 */
export function refuseSecondValues(command: Command): void {
  for (const option of command.options) {
    if (!takesOneValue(option)) continue
    let first: string | undefined
    command.on(`option:${option.name()}`, (value: string) => {
      first ??= value
      if (value !== first) {
        command.error(`error: option '${option.flags}' takes one value, and two are given: ${first} and ${value}`)
      }
    })
  }
}

function takesOneValue(option: Option): boolean {
  return (option.required || option.optional) && !isRepeatable(option)
}

/** Whether an option takes several values. */
export function isRepeatable({ parseArg }: Option): boolean {
  return parseArg !== undefined && collectors.has(parseArg)
}

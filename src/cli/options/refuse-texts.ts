import type { Command, Option } from 'commander'
import { KdeployError } from '../../errors.ts'
import { isTextOfFile } from '../../printable.ts'
import type { Environment } from './variable-names.ts'

/** What an option or argument is called whose value is a path: `<file>`, `<name=file>`, `[folder]`. */
const isPath = /\b(?:file|folder)\b/

/**
 * Refuses the text of a file where its path is wanted, as CI variables hold it: the value isn't repeated, as every error that names a
 * file would. Before the environment's values are parsed. @throws KdeployError `path-is-text`
 */
export function refuseTexts(command: Command, environment: Environment): void {
  for (const option of command.options.filter(({ flags }) => isPath.test(flags))) {
    const name = option.long ?? option.flags
    if (pathsOf(option, command.getOptionValue(option.attributeName())).some(isTextOfFile)) throw textInstead(name)
    const text = option.envVar === undefined ? undefined : environment[option.envVar]
    const isGiven = command.getOptionValueSource(option.attributeName()) === 'cli'
    if (text !== undefined && !isGiven && linesOf(option, text).some(isTextOfFile))
      throw textInstead(`${option.envVar}`)
  }
  for (const [index, { variadic }] of command.registeredArguments.entries()) {
    const name = command.registeredArguments[index]?.name() ?? ''
    const given = command.args.slice(index, variadic ? undefined : index + 1)
    if (isPath.test(name) && given.some(isTextOfFile)) throw textInstead(`the argument ${name}`)
  }
}

/** The paths in the value of an option as its parser left it. */
function pathsOf({ flags }: Option, value: unknown): string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value]
  return all.flatMap((one) => {
    if (typeof one === 'string') return flags.includes('=file') ? one.replace(/^[^=]*=/, '') : one
    return typeof one === 'object' && one !== null && 'file' in one ? String(one.file) : []
  })
}

/** A variable names several files by a line each. */
function linesOf({ flags }: Option, text: string): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  return flags.includes('=file') ? lines.map((line) => line.replace(/^[^=]*=/, '')) : lines
}

function textInstead(by: string): KdeployError {
  return new KdeployError({
    code: 'path-is-text',
    category: 'input',
    message: `${by} holds the text of a file, not its path`,
    hint: 'keep the text in a file, and name that',
  })
}

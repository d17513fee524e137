import type { Argument, Command, Option } from 'commander'
import { declareProgram } from '../../src/cli/declare-program.ts'
import { inOrder } from '../../src/cli/options/help-groups.ts'
import { createScreen } from '../../src/output/terminal/screen.ts'

/** An option as its help lists it. */
export interface OptionReference {
  readonly flags: string
  readonly description: string
  /** As text; undefined for none that says something. */
  readonly default: string | undefined
  readonly choices: readonly string[]
  readonly variable: string | undefined
  readonly isRepeatable: boolean
  /** The heading that help lists it under; undefined for a command's own. */
  readonly group: string | undefined
}

/** An argument of a command. */
export interface ArgumentReference {
  /** `[kind/name...]` */
  readonly term: string
  readonly description: string
  readonly choices: readonly string[]
}

/** A command as its help describes it. */
export interface CommandReference {
  /** `history show` */
  readonly name: string
  readonly summary: string
  readonly description: string
  readonly usage: string
  readonly arguments: readonly ArgumentReference[]
  readonly options: readonly OptionReference[]
  readonly examples: readonly string[]
}

/** What is declared: the program's own help, and its commands in the order of that. */
export interface ProgramReference {
  readonly description: string
  readonly options: readonly OptionReference[]
  readonly commands: readonly CommandReference[]
}

/** Options by the heading that help lists them under, in its order: a command's own first. */
export function groupsOf(options: readonly OptionReference[]): Map<string | undefined, OptionReference[]> {
  const groups = new Map<string, OptionReference[]>()
  for (const option of options) {
    const heading = option.group === undefined ? '' : `${option.group}:`
    groups.set(heading, [...(groups.get(heading) ?? []), option])
  }
  return new Map(
    [...inOrder(groups)].map(([heading, group]) => [heading === '' ? undefined : heading.slice(0, -1), group]),
  )
}

/** The commands as they are declared; nothing runs. */
export function readDefinitions(): ProgramReference {
  const written: string[] = []
  const stream = { write: (text: string) => written.push(text) }
  const screen = createScreen({ stdout: stream, stderr: stream }, {}, (text) => text)
  const openSession = () => Promise.reject(new Error('no command runs'))
  const program = declareProgram({ version: '', screen, openSession }, async () => {})
  const help = (command: Command) => {
    written.length = 0
    command.outputHelp()
    return written.join('')
  }
  const commands = visible(program).flatMap((command) => [
    commandReference(command, '', help),
    ...visible(command).map((inner) => commandReference(inner, `${command.name()} `, help)),
  ])
  return { description: program.description(), options: optionsOf(program), commands }
}

function visible(command: Command): readonly Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help')
}

function commandReference(command: Command, outer: string, help: (command: Command) => string): CommandReference {
  const [, examples = ''] = help(command).split('\nExamples:\n')
  const name = `${outer}${command.name()}`
  const terms = command.registeredArguments.map(termOf)
  const hasOwn = command.commands.length > 0
  return {
    name,
    summary: command.summary(),
    description: command.description(),
    usage: ['kdeploy', name, ...(hasOwn ? ['[command]'] : []), '[options]', ...terms].join(' '),
    arguments: command.registeredArguments.map((one) => ({
      term: termOf(one),
      description: one.description,
      choices: one.argChoices ?? [],
    })),
    options: optionsOf(command),
    examples: examples.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()])),
  }
}

function termOf(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`
  return argument.required ? `<${name}>` : `[${name}]`
}

function optionsOf(command: Command): OptionReference[] {
  return command.options
    .filter(({ hidden }) => !hidden)
    .map((option) => ({
      flags: option.flags,
      description: option.description.replace(/; repeatable$/, ''),
      default: defaultOf(option),
      choices: option.argChoices ?? [],
      variable: option.envVar,
      isRepeatable: /; repeatable$/.test(option.description),
      group: option.helpGroupHeading?.replace(/:$/, ''),
    }))
}

function defaultOf({ defaultValue, defaultValueDescription, negate }: Option): string | undefined {
  if (negate || defaultValue === undefined) return undefined
  const text = defaultValueDescription ?? String(defaultValue)
  return text === 'none' ? undefined : text
}

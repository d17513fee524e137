import { Command, InvalidArgumentError, type Option } from 'commander'
import { nearest } from '../nearest.ts'
import { isRepeatable } from './options/repeatable.ts'
import { insteadOfCommand, insteadOfOption } from './suggestions.ts'

/** A command whose errors suggest what was meant: the nearest word, or what kdeploy has for a word of kubectl or Helm. */
export class CommandLine extends Command {
  override createCommand(name?: string): Command {
    return new CommandLine(name)
  }

  /** Called by commander, as is unknownCommand. */
  unknownOption(flag: string): void {
    // The option's value may be secret.
    const [name = ''] = flag.split('=', 1)
    if (this.parent === null) {
      const having = this.commands.filter(({ options }) =>
        options.some((one) => one.long === name || one.short === name),
      )
      const typed = having.find((one) => this.args.includes(one.name())) ?? having[0]
      if (typed !== undefined)
        this.error(`error: option '${name}' goes after the command: kdeploy ${typed.name()} ${name}`)
    }
    const known = this.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => long ?? [])
    this.error(`error: unknown option '${name}'${suggested(insteadOfOption(flag, this.name(), [...known, '--help']))}`)
  }

  unknownCommand(): void {
    const [name = ''] = this.args
    this.error(`error: unknown command '${name}'${suggested(insteadOfCommand(name, namesOf(this)))}`)
  }
}

function suggested(text: string | undefined): string {
  return text === undefined ? '' : `\n(${text})`
}

function namesOf(command: Command): string[] {
  const visible = command.createHelp().visibleCommands(command)
  return visible.map((one) => one.name())
}

/** The command of a command that a word was probably meant to be: `history shwo`. */
export function nearestSubcommand(command: Command, word: string): string | undefined {
  if (command.commands.length === 0 || /[_/]/.test(word) || /^\d/.test(word)) return undefined
  return nearest(
    word,
    command.commands.map((one) => one.name()),
  )
}

/** An error about a value that is none of an option's choices says which of them is near. */
export function suggestChoices(option: Option): void {
  const { argChoices, parseArg } = option
  // What is repeatable is known by its parser.
  if (argChoices === undefined || parseArg === undefined || isRepeatable(option)) return
  option.argParser((text, previous: unknown) => {
    try {
      return parseArg.call(option, text, previous)
    } catch (error) {
      const meant = error instanceof InvalidArgumentError ? nearest(text, argChoices) : undefined
      if (!(error instanceof Error) || meant === undefined) throw error
      throw new InvalidArgumentError(`${error.message} Did you mean ${meant}?`)
    }
  })
}

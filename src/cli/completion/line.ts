import type { Command, Option } from 'commander'
import { takesProfileFirst } from '../options/profile-argument.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The words of a command line behind its command, but for the one that is typed. */
export class Line {
  readonly command: Command
  readonly args: readonly string[]
  /** The option whose value is typed next, if there is one. */
  readonly awaiting: Option | undefined
  /** Whether `--` stands before what is typed: only arguments follow it. */
  readonly endsOptions: boolean
  readonly #given = new Map<Option, string[]>()
  readonly #environment: Environment

  constructor(command: Command, words: readonly string[], environment: Environment) {
    const args: string[] = []
    let awaiting: Option | undefined
    let endsOptions = false
    for (const word of words) {
      if (endsOptions) args.push(word)
      else if (awaiting !== undefined && (awaiting.required || !word.startsWith('-'))) {
        this.#add(awaiting, word)
        awaiting = undefined
      } else if (word === '--') {
        endsOptions = true
        awaiting = undefined
      } else if (/^-./.test(word)) {
        const { option, value } = optionIn(command, word)
        awaiting = option !== undefined && takesValue(option) && value === undefined ? option : undefined
        if (option !== undefined) this.#add(option, value)
      } else args.push(word)
    }
    this.command = command
    this.args = args
    this.awaiting = awaiting
    this.endsOptions = endsOptions
    this.#environment = environment
  }

  /** Whether an option stands on the line. */
  has(option: Option): boolean {
    return this.#given.has(option)
  }

  /** What an option has on the line, the last of several, else in its environment variable. */
  given(name: string): string | undefined {
    return this.all(name).at(-1)
  }

  /** The same of an option that may be given several times; its variable has a value a line. */
  all(name: string): readonly string[] {
    const option = this.command.options.find((one) => one.long === `--${name}`)
    if (option === undefined) return []
    const inVariable = (this.#environment[option.envVar ?? ''] ?? '').split('\n')
    return (this.#given.get(option) ?? inVariable).filter((value) => value !== '')
  }

  /** What an option or a variable gives, else the first argument; of a command with a target, that one's. */
  get profile(): string | undefined {
    const target = this.command.registeredArguments.findIndex((argument) => argument.name() === 'target')
    if (target >= 0) return /^[^@]+/.exec(this.args[target] ?? '')?.[0]
    return this.namedProfile ?? (takesProfileFirst(this.command) ? this.args[0] : undefined)
  }

  /** Without the arguments. */
  get namedProfile(): string | undefined {
    return this.given('profile')
  }

  /** The arguments without the profile. */
  get ownArgs(): readonly string[] {
    return this.namedProfile === undefined && takesProfileFirst(this.command) ? this.args.slice(1) : this.args
  }

  #add(option: Option, value: string | undefined): void {
    this.#given.set(option, [...(this.#given.get(option) ?? []), ...(value === undefined ? [] : [value])])
  }
}

/** The option that a word is, with what stands in the same word as its value: `--output=json`, `-ojson`. */
export function optionIn(
  { options }: Command,
  word: string,
): { readonly option: Option | undefined; readonly name: string; readonly value: string | undefined } {
  const [, long, value] = /^(--[^=]+)(?:=([\s\S]*))?$/.exec(word) ?? []
  if (long !== undefined) return { option: options.find((one) => one.long === long), name: `${long}=`, value }
  const name = word.slice(0, 2)
  const option = options.find((one) => one.short === name)
  return {
    option,
    name,
    value: word.length > 2 && option !== undefined && takesValue(option) ? word.slice(2) : undefined,
  }
}

/** Whether a value may follow an option. */
export function takesValue({ required, optional }: Option): boolean {
  return required || optional
}

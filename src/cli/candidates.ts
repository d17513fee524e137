import type { Command, Option } from 'commander'
import { takesProfileFirst } from './given-profile.ts'

/** What may stand for the word that is typed. */
export interface Candidate {
  readonly value: string
  /** For shells that show it; `''` for none. */
  readonly description: string
}

/** What only the project, the kubeconfig or the cluster knows; none of them fails. */
export interface Known {
  profiles(): Promise<readonly Candidate[]>
  templates(): Promise<readonly Candidate[]>
  kubeContexts(): Promise<readonly Candidate[]>
  variables(profile: string): Promise<readonly Candidate[]>
  revisions(profile: string): Promise<readonly Candidate[]>
}

/** What may stand for the last of the words: commands, options, values. Empty: a file, or anything. `profile`: of the environment. */
export async function candidatesFor(
  program: Command,
  words: readonly string[],
  profile: string | undefined,
  knownTo: (line: Line) => Known,
): Promise<Candidate[]> {
  const typed = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const names = new Set(program.commands.map((one) => one.name()))
  const at = before.findIndex((word) => names.has(word))
  const outer = program.commands.find((one) => one.name() === before[at])
  if (outer === undefined) return startingWith(typed, typed.startsWith('-') ? optionsOf(program) : commandsOf(program))
  const behind = before.slice(at + 1)
  const within = behind.findIndex((word) => commandIn(outer, word) !== undefined)
  const command = commandIn(outer, behind[within]) ?? outer
  const line = new Line(
    command,
    behind.filter((_, index) => index !== within),
    profile,
  )
  const known = knownTo(line)
  const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? []
  if (name !== undefined && value !== undefined) {
    const values = startingWith(value, await valuesOf(optionNamed(command, name), line, known))
    return values.map((one) => ({ ...one, value: `${name}=${one.value}` }))
  }
  const option = optionNamed(command, before.at(-1))
  if (option !== undefined && takesValue(option)) {
    // Of a list, the last name is typed.
    const list = command.name() === 'init' ? typed.slice(0, typed.lastIndexOf(',') + 1) : ''
    const values = await valuesOf(option, line, known)
    return startingWith(
      typed,
      values.map((one) => ({ ...one, value: `${list}${one.value}` })),
    )
  }
  if (typed.startsWith('-')) return startingWith(typed, optionsOf(command))
  return startingWith(typed, await argumentsOf(program, line, known))
}

/** What is typed of a command already. */
export class Line {
  readonly command: Command
  readonly #options = new Map<string, string>()
  readonly args: readonly string[]
  readonly #profile: string | undefined

  constructor(command: Command, words: readonly string[], profile: string | undefined) {
    const args: string[] = []
    let waiting: Option | undefined
    for (const word of words) {
      const [, name, value] = /^(--?[^=]+)(?:=(.*))?$/s.exec(word) ?? []
      if (waiting !== undefined) {
        this.#options.set(waiting.name(), word)
        waiting = undefined
      } else if (name === undefined) args.push(word)
      else {
        const option = optionNamed(command, name)
        if (option === undefined || !takesValue(option)) continue
        if (value === undefined) waiting = option.required ? option : undefined
        else this.#options.set(option.name(), value)
      }
    }
    this.command = command
    this.args = args
    this.#profile = profile
  }

  given(option: string): string | undefined {
    return this.#options.get(option)
  }

  /** What an option or a variable gives, else the first argument. */
  get profile(): string | undefined {
    return this.namedProfile ?? (takesProfileFirst(this.command) ? this.args[0] : undefined)
  }

  /** Without the arguments. */
  get namedProfile(): string | undefined {
    return this.given('profile') ?? this.#profile
  }
}

function optionNamed(command: Command, word: string | undefined): Option | undefined {
  return command.options.find((one) => word !== undefined && (word === one.long || word === one.short))
}

async function valuesOf(option: Option | undefined, line: Line, known: Known): Promise<readonly Candidate[]> {
  switch (option?.long) {
    case '--profile':
    case '--to-profile':
    case '--against':
      return known.profiles()
    case '--context':
      return known.kubeContexts()
    case '--template':
      return option.argChoices === undefined ? known.templates() : plain(option.argChoices)
    case '--to-revision':
      return line.profile === undefined ? [] : known.revisions(line.profile)
    default:
      return plain(option?.argChoices ?? [])
  }
}

async function argumentsOf(program: Command, line: Line, known: Known): Promise<readonly Candidate[]> {
  const { command, args } = line
  const [first, second] = command.registeredArguments
  if (command.name() === 'help') return args.length === 0 ? commandsOf(program) : []
  if (second?.name() === 'revision' && (line.namedProfile !== undefined || args.length > 0))
    return known.revisions(line.namedProfile ?? args[0] ?? '')
  if (command.commands.length > 0 && args.length === 0) return [...commandsOf(command), ...(await known.profiles())]
  if (first?.name() === 'profile' && (args.length === 0 || first.variadic)) {
    if (second?.name() === 'key' && line.namedProfile !== undefined) return known.variables(line.namedProfile)
    return known.profiles()
  }
  if (second?.name() === 'key' && args.length === 1) return known.variables(args[0] ?? '')
  return plain(args.length === 0 ? (first?.argChoices ?? []) : [])
}

function commandIn({ commands }: Command, word: string | undefined): Command | undefined {
  return commands.find((one) => one.name() === word)
}

function commandsOf(program: Command): Candidate[] {
  const commands = program.createHelp().visibleCommands(program)
  return commands.map((command) => ({ value: command.name(), description: command.summary() || command.description() }))
}

function optionsOf(command: Command): Candidate[] {
  const listed = command.options.filter(({ long, hidden }) => long !== undefined && !hidden)
  return [
    ...listed.map(({ long, description }) => ({ value: long ?? '', description })),
    { value: '--help', description: 'display help' },
  ]
}

function plain(values: readonly string[]): Candidate[] {
  return values.map((value) => ({ value, description: '' }))
}

function startingWith(typed: string, candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(typed))
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional
}

import type { Command } from 'commander'
import { exclude } from '../options/exclusion.ts'
import { isRepeatable } from '../options/repeatable.ts'
import type { Candidate, Offer } from './candidate.ts'
import { Line, optionIn, takesValue } from './line.ts'
import { argumentValues, type Known, optionValues, type Values } from './values.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What may stand for the last of the words behind `kdeploy`: commands, options, values, paths. */
export async function offerFor(
  program: Command,
  words: readonly string[],
  environment: Environment,
  knownTo: (line: Line) => Known,
): Promise<Offer> {
  const typed = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const at = before.findIndex((word) => commandIn(program, word) !== undefined || word === 'help')
  const [outer, ...behind] = before.slice(at)
  if (at < 0 || outer === undefined) {
    const line = new Line(program, before, environment)
    return offer(typed, isOption(typed, line) ? optionsOf(line) : commandsOf(program))
  }
  if (outer === 'help') return offer(typed, behind.length === 0 ? commandsOf(program) : [])
  const found = commandIn(program, outer) ?? program
  const within = found.commands.length === 0 ? -1 : behind.findIndex((word) => commandIn(found, word) !== undefined)
  const command = commandIn(found, behind[within]) ?? found
  const line = new Line(
    command,
    behind.filter((_, index) => index !== within),
    environment,
  )
  return offerOn(line, typed, knownTo(line))
}

async function offerOn(line: Line, typed: string, known: Known): Promise<Offer> {
  const { awaiting } = line
  if (awaiting !== undefined && (awaiting.required || !typed.startsWith('-')))
    return offerValues(typed, '', await optionValues(awaiting, typed, line, known))
  if (!isOption(typed, line)) return offerValues(typed, '', await argumentValues(typed, line, known, commandsOf))
  const { option, name, value } = optionIn(line.command, typed)
  if (option === undefined || value === undefined) return offer(typed, optionsOf(line))
  return offerValues(typed, name, await optionValues(option, value, line, known))
}

/** Values behind the part of the word that names their option. */
function offerValues(typed: string, behind: string, { candidates, paths, behind: own = '' }: Values): Offer {
  const found = offer(
    typed,
    candidates.map((one) => ({ ...one, value: `${behind}${own}${one.value}` })),
  )
  if (found.candidates.length > 0 || paths === undefined) return found
  return { candidates: [], paths: { kind: paths, behind: `${behind}${own}` } }
}

function offer(typed: string, candidates: readonly Candidate[]): Offer {
  return { candidates: candidates.filter(({ value }) => value.startsWith(typed)) }
}

function isOption(typed: string, { endsOptions }: Line): boolean {
  return typed.startsWith('-') && !endsOptions
}

function commandIn({ commands }: Command, word: string | undefined): Command | undefined {
  return commands.find((one) => one.name() === word)
}

function commandsOf(program: Command): Candidate[] {
  const commands = program.createHelp().visibleCommands(program)
  return commands.map((command) => ({ value: command.name(), description: command.summary() || command.description() }))
}

/** Those that may still be given: not twice what counts once, and not what another one excludes. */
function optionsOf(line: Line): Candidate[] {
  const { options } = line.command
  const given = options.filter((option) => line.has(option))
  const listed = options.filter(
    (option) =>
      option.long !== undefined &&
      !option.hidden &&
      (!line.has(option) || (takesValue(option) && isRepeatable(option))) &&
      !given.some((other) => exclude(other, option)),
  )
  return [
    ...listed.map(({ long, description }) => ({ value: long ?? '', description })),
    { value: '--help', description: 'display help' },
  ]
}

import { Command, Option } from 'commander'
import { describe, expect, test } from 'vitest'
import { offerFor } from '../../../src/cli/completion/candidates.ts'
import type { Known } from '../../../src/cli/completion/values.ts'
import { collecting } from '../../../src/cli/options/repeatable.ts'

/** A program with one command that has these options. */
function programWith(...options: readonly Option[]): Command {
  const program = new Command('kdeploy')
  const command = program.command('run')
  for (const option of options) command.addOption(option)
  return program
}

/** Nothing is known but a variable. */
const known: Known = new Proxy({} as Known, {
  get: (_, name) => async () => (name === 'variables' ? [{ value: 'image', description: '' }] : []),
})

async function offered(program: Command, ...words: readonly string[]) {
  const { candidates, paths } = await offerFor(program, ['run', ...words], {}, () => known)
  return paths ?? candidates.map(({ value }) => value)
}

describe('the value of an option', () => {
  const report = new Option('--report <format=file>', 'a report').argParser(collecting((text) => text))
  report.argChoices = ['junit', 'summary']
  const program = programWith(
    report,
    new Option('-p, --profile <profile>', ''),
    new Option('--set-new <name=json>', ''),
    new Option('--mode [mode]', '').choices(['a', 'b']),
    new Option('--odd <thing>', ''),
  )

  test('of the form format=file is a format first, and then a file', async () => {
    expect(await offered(program, '--report', '')).toEqual(['junit=', 'summary='])
    expect(await offered(program, '--report=j')).toEqual(['--report=junit='])
    expect(await offered(program, '--report', 'junit=o')).toEqual({ kind: 'files', behind: 'junit=' })
    expect(await offered(program, '--report=junit=o')).toEqual({ kind: 'files', behind: '--report=junit=' })
    expect(await offered(program, '--report', 'junit=a', '--rep')).toEqual(['--report'])
  })

  test('of the form name=… is a variable, of a profile that is named', async () => {
    expect(await offered(program, '-p', 'x', '--set-new', '')).toEqual(['image='])
    expect(await offered(program, '-p', 'x', '--set-new', 'image=')).toEqual([])
    expect(await offered(program, '--set-new', '')).toEqual([])
  })

  test('is one of its choices, also where it may be left out, and else nothing', async () => {
    expect(await offered(program, '--mode', '')).toEqual(['a', 'b'])
    expect(await offered(program, '--mode', '--od')).toEqual(['--odd'])
    expect(await offered(program, '--odd', '')).toEqual([])
  })
})

describe('a source and a target', () => {
  const program = new Command('kdeploy')
  program.command('run').argument('<source>').argument('<target>').option('--var <name>').option('--set <name=value>')
  const names = (...values: readonly string[]) => values.map((value) => ({ value, description: '' }))
  const project: Known = new Proxy({} as Known, {
    get: (_, name) => async (profile?: string) => {
      if (name === 'profiles') return names('prod_a', 'stg_a')
      if (name === 'clusters') return profile === 'prod_a' ? names('eu', 'us') : []
      return name === 'variables' ? names(`${profile}.image`) : []
    },
  })
  const offers = async (...words: readonly string[]) => {
    const { candidates } = await offerFor(program, ['run', ...words], {}, () => project)
    return candidates.map(({ value }) => value)
  }

  test('are profiles, each once, or one of the clusters of a profile', async () => {
    expect(await offers('')).toEqual(['prod_a', 'stg_a'])
    expect(await offers('stg_a', '')).toEqual(['prod_a'])
    expect(await offers('stg_a', 'prod_a@')).toEqual(['prod_a@eu', 'prod_a@us'])
    expect(await offers('stg_a', 'prod_a', '')).toEqual([])
  })

  test('have the variables of the target', async () => {
    expect(await offers('stg_a', 'prod_a@eu', '--var', '')).toEqual(['prod_a.image'])
    expect(await offers('stg_a', 'prod_a', '--set', '')).toEqual(['prod_a.image='])
    expect(await offers('stg_a', '--var', '')).toEqual([])
  })
})

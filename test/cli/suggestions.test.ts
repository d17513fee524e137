import { describe, expect, test } from 'vitest'
import { foreignCommands, foreignOptions, insteadOfCommand, insteadOfOption } from '../../src/cli/suggestions.ts'
import { declaredProgram } from '../support/declared-program.ts'
import { kdeploy } from '../support/kdeploy.ts'

const program = declaredProgram()
const commands = program.commands.map((one) => one.name())

function optionsOf(name: string): string[] {
  return program.commands.find((one) => one.name() === name)?.options.flatMap(({ long }) => long ?? []) ?? []
}

describe('what is suggested', () => {
  test('is there: each command, and each option of the commands that it is said of', () => {
    for (const { type } of [...foreignCommands, ...foreignOptions]) {
      const [, command, rest = ''] = /^kdeploy ([a-z]+)(.*)$/.exec(type) ?? []
      if (command !== undefined) expect(commands).toContain(command)
      for (const option of rest.match(/--[a-z-]+/g) ?? []) expect(optionsOf(command ?? '')).toContain(option)
    }
    for (const { type, commands: of } of foreignOptions) {
      if (!type.startsWith('--')) continue
      const all = of ?? commands
      for (const option of type.match(/--[a-z-]+/g) ?? [])
        expect(all.some((name) => optionsOf(name).includes(option))).toBe(true)
    }
  })

  test('is for no word that kdeploy has itself', () => {
    for (const { words } of foreignCommands) for (const word of words) expect(commands).not.toContain(word)
    for (const { words, commands: of } of foreignOptions) {
      for (const name of of ?? []) for (const word of words) expect(optionsOf(name)).not.toContain(word)
    }
  })
})

describe('an unknown command', () => {
  test.each([
    ['rollback', 'Did you mean kdeploy undo? It restores the last good revision.'],
    ['rolback', 'Did you mean kdeploy undo? It restores the last good revision.'],
    ['install', 'Did you mean kdeploy apply?'],
    ['upgrade', 'Did you mean kdeploy apply?'],
    ['Deploy', 'Did you mean kdeploy apply?'],
    ['uninstall', 'Did you mean kdeploy delete?'],
    ['destroy', 'Did you mean kdeploy delete?'],
    ['lint', 'Did you mean kdeploy validate?'],
    ['template', 'Did you mean kdeploy render?'],
    ['ls', 'Did you mean kdeploy status --all?'],
    ['list', 'Did you mean kdeploy status --all?'],
    ['aply', 'Did you mean apply?'],
    ['validte', 'Did you mean validate?'],
    ['xyzzy', undefined],
  ])('%s is answered with %s', (word, text) => {
    expect(insteadOfCommand(word, commands)).toBe(text)
  })
})

describe('an unknown option', () => {
  test.each([
    ['apply', '--dry-run', 'Did you mean kdeploy diff? It shows what an apply would change.'],
    ['apply', '--dry-run=server', 'Did you mean kdeploy diff? It shows what an apply would change.'],
    ['apply', '-f', "Did you mean --values FILE? It gives variables; manifests come from the project's templates/."],
    ['render', '-fx', "Did you mean --values FILE? It gives variables; manifests come from the project's templates/."],
    ['status', '--kube-context', 'Did you mean --context?'],
    ['status', '--kube-contxt', 'Did you mean --context?'],
    ['status', '--contxt', 'Did you mean --context?'],
    ['apply', '--atomic', 'Did you mean --undo-on-failure?'],
    ['apply', '--seet', 'Did you mean --set?'],
    ['apply', '--set-str', 'Did you mean --set-string?'],
    [
      'validate',
      '--set',
      'Did you mean a default in a profile, or an environment source with an example? It is validated without options (docs/rendering/variables.md).',
    ],
    ['apply', '--undo', 'Did you mean --undo-on-failure?'],
    ['undo', '--to', 'Did you mean --to-revision?'],
    ['apply', '--wait', 'Leave it out: kdeploy apply does that by itself.'],
    ['delete', '--wait', 'Leave it out: this command waits by itself.'],
    ['undo', '--revision', 'Did you mean --to-revision?'],
    ['apply', '--nope', undefined],
    ['apply', '-Z', undefined],
  ])('of %s, %s, is answered with %s', (command, flag, text) => {
    expect(insteadOfOption(flag, command, optionsOf(command))).toBe(text)
  })
})

describe('an error of the command line', () => {
  test.each([
    [['history', 'shwo', '-p', 'prod_web'], /unknown command 'shwo'\n {2}\(Did you mean history show\?\)/],
    [['diff', '-o', 'jsno'], /Allowed choices are text, .*\. Did you mean json\?\n/],
    [['--context', 'prod', 'status'], /option '--context' goes after the command: kdeploy status --context\n/],
    [['-n', 'shop', 'status'], /option '-n' goes after the command: kdeploy status -n\n/],
    [['--profile', 'dev_shop', 'apply'], /option '--profile' goes after the command: kdeploy apply --profile\n/],
    [['--set=tag=hunter2', 'apply'], /option '--set' goes after the command: kdeploy apply --set\n/],
    [['--context', 'prod'], /option '--context' goes after the command: kdeploy render --context\n/],
    [['history', 'dev_shop', 'show', '1'], /show goes right after history: kdeploy history show dev_shop 1\n/],
    [['undo', '1'], /hint: to restore that revision: --to-revision 1\n/],
    [['undo', 'dev_shop', '12'], /hint: to restore that revision: --to-revision 12\n/],
    [['completion', 'tcsh'], /^error: there is no completion for tcsh\nhint: name one: kdeploy completion bash/],
    [['apply', '--tokn=hunter2'], /^error: unknown option '--tokn'\n/],
  ])('of %j says what was meant', async (args, message) => {
    const { stderr, exitCode } = await kdeploy(args)
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain('hunter2')
    expect(exitCode).toBe(2)
  })

  test('of a variable says so, too', async () => {
    const { stderr } = await kdeploy(['diff', 'prod_web'], { env: { KDEPLOY_OUTPUT: 'unifed' } })
    expect(stderr).toContain("KDEPLOY_OUTPUT: 'unifed' is invalid. Allowed choices are text")
    expect(stderr).toContain('Did you mean unified?')
  })
})

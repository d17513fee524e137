import { describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'

const commands = [
  ...['render', 'diff', 'apply', 'undo', 'history', 'status', 'validate', 'explain', 'profiles', 'delete'],
  ...['restart', 'rename', 'images', 'test'],
]

describe('--help', () => {
  test.each(commands)('of %s tells each default once, and none that says nothing', async (command) => {
    const { stdout, exitCode } = await kdeploy([command, '--help'])

    const options = stdout.replaceAll(/\s+/g, ' ').split(/ (?=--[a-z-]+ )/)
    expect(options.filter((text) => (text.match(/[(,] ?default/g) ?? []).length > 1)).toEqual([])
    expect(stdout).not.toMatch(/default:\s+(\[\]|false|0\))/)
    expect(stdout).toContain('Examples:')
    expect(exitCode).toBe(0)
  })

  test.each([
    ['history', ['--set ', '--values ', '--no-commands']],
    ['status', ['--set ', '--values ', '--no-commands']],
    ['delete', ['--set-file ', '--values ', '--no-commands']],
    ['rename', ['--set ', '--values ', '--no-commands']],
    ['validate', ['--no-commands']],
    ['profiles', ['--no-commands']],
  ])('of %s lists no option that it makes no use of, and takes it all the same', async (command, options) => {
    const { stdout } = await kdeploy([command, '--help'])
    for (const option of options) expect(stdout).not.toContain(`  ${option}`)
    expect((await kdeploy([command, '--no-commands', '--help'])).exitCode).toBe(0)
  })

  test('of a command’s own command is what help with both prints', async () => {
    const { stdout } = await kdeploy(['help', 'history', 'show'])
    expect(stdout).toMatch(/^Usage: kdeploy history show /)
    expect(stdout).toBe((await kdeploy(['history', 'show', '--help'])).stdout)
    expect((await kdeploy(['help', 'history'])).stdout).toMatch(/^Usage: kdeploy history \[/)
  })

  test.each([[], ...commands.map((command) => [command])])('of %j is wrapped once', async (...command) => {
    const { stdout } = await kdeploy([...command, '--help'])
    const [text = ''] = stdout.split('\nExamples:')
    const lines = text.split('\n')

    expect(lines.filter((line) => line.length > 80)).toEqual([])
    // A line that another one goes on from has no room for its first word.
    const broken = lines.filter((line, index) => {
      const [, next] = /^ *([a-z]\S*)/.exec(lines[index + 1] ?? '') ?? []
      return /^[A-Za-z].*[^:]$/.test(line) && next !== undefined && `${line} ${next}`.length < 80
    })
    expect(broken).toEqual([])
    expect(stdout).not.toContain('preset')
  })

  test('lists options below what they are about, the command’s own first, and commands likewise', async () => {
    const headings = async (...command: readonly string[]) =>
      [...(await kdeploy([...command, '--help'])).stdout.matchAll(/^[A-Z][^.\n]*:$/gm)].map(([line]) => line)

    expect(await headings('apply')).toEqual([
      'Arguments:',
      'Options, each with its [environment variable]:',
      'Which release, and on which cluster:',
      'Several releases:',
      'Its variables:',
      'How objects are treated:',
      'Waiting:',
      'Output:',
      'For every command:',
      'Examples:',
    ])
    expect(await headings()).toEqual([
      'Options, each with its [environment variable]:',
      'Write templates:',
      'Deploy:',
      'See what runs:',
      'Use kdeploy:',
    ])
  })

  test('of what renders lists how variables are set', async () => {
    // An undo renders what the release doesn't prove.
    for (const command of ['render', 'diff', 'apply', 'undo', 'explain', 'images']) {
      expect((await kdeploy([command, '--help'])).stdout).toMatch(/ {2}--set <.* {2}--no-commands /s)
    }
  })

  test('shows the environment variable of each option', async () => {
    const { stdout } = await kdeploy(['apply', '--help'])
    const options = stdout.replaceAll(/\s+/g, ' ').split(/ (?=--[a-z-]+ )/)

    expect(stdout).toContain('Options, each with its [environment variable]:')
    for (const variable of ['PROFILE', 'KDEPLOY_TIMEOUT', 'KDEPLOY_NO_PRUNE', 'KDEPLOY_SET', 'KDEPLOY_VERBOSE'])
      expect(options.filter((text) => text.includes(`[${variable}]`))).toHaveLength(1)
  })

  test('tells of the variables that change what commands do', async () => {
    const { stdout } = await kdeploy(['--help'])

    for (const name of [
      'PROFILE',
      'KDEPLOY_NO_WAIT=1',
      '[KDEPLOY_NO_COMMANDS]',
      'KDEPLOY_HISTORY_KEY',
      'KDEPLOY_PAGER',
      'KDEPLOY_EXTERNAL_DIFF',
    ])
      expect(stdout).toContain(name)
  })
})

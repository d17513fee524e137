import { describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'

const commands = ['render', 'diff', 'apply', 'undo', 'history', 'status', 'validate', 'explain', 'profiles', 'delete']

describe('--help', () => {
  test.each(commands)('of %s tells each default once, and none that says nothing', async (command) => {
    const { stdout, exitCode } = await kdeploy([command, '--help'])

    const options = stdout.replaceAll(/\s+/g, ' ').split(/ (?=--[a-z-]+ )/)
    expect(options.filter((text) => (text.match(/[(,] ?default/g) ?? []).length > 1)).toEqual([])
    expect(stdout).not.toMatch(/default:\s+(\[\]|false|0\))/)
    expect(stdout).toContain('Examples:')
    expect(exitCode).toBe(0)
  })

  test('tells of the variables that change what commands do', async () => {
    const { stdout } = await kdeploy(['--help'])

    for (const name of ['PROFILE', 'KDEPLOY_NO_COMMANDS', 'KDEPLOY_HISTORY_KEY']) expect(stdout).toContain(name)
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command, Option } from 'commander'
import { describe, expect, test } from 'vitest'
import { otherVariables } from '../../src/cli/options/variable-names.ts'
import { declaredProgram } from '../support/declared-program.ts'
import { repository } from '../support/projects/project.ts'

const page = readFileSync(join(repository, 'docs/reference/environment.md'), 'utf8')

interface Use {
  readonly command: string
  readonly option: Option
}

/** Every option of every command, `history show` among them, by its variable. */
function usesByVariable(): Map<string, Use[]> {
  const found = new Map<string, Use[]>()
  const visit = (command: Command, path: readonly string[]) => {
    for (const option of command.options) {
      if (option.envVar === undefined) continue
      found.set(option.envVar, [...(found.get(option.envVar) ?? []), { command: path.join(' '), option }])
    }
    for (const inner of command.commands) visit(inner, [...path, inner.name()])
  }
  for (const command of declaredProgram().commands) visit(command, [command.name()])
  return found
}

function commandsOf(uses: readonly Use[], all: readonly string[]): string {
  const names = new Set(uses.map(({ command }) => command))
  const others = all.filter((name) => !names.has(name))
  if (others.length === 0) return 'all'
  return names.size > all.length / 2 ? `all but ${others.join(', ')}` : [...names].join(', ')
}

/** The rows of the table, as the definitions of the commands have them. */
function rowsOfOptions(): string[] {
  const uses = usesByVariable()
  const all = (uses.get('KDEPLOY_VERBOSE') ?? []).map(({ command }) => command)
  return [...uses.keys()].toSorted().map((variable) => {
    const own = uses.get(variable) ?? []
    const flags = [...new Set(own.map(({ option }) => `\`${option.long}\``))]
    return `| \`${variable}\` | ${flags.join(', ')} | ${commandsOf(own, all)} |`
  })
}

describe('the page of environment variables', () => {
  test('has a row for the variable of each option', () => {
    const rows = page.split('\n').filter((line) => /^\| `(?:KDEPLOY_\w+|PROFILE)` \| `--/.test(line))
    expect(rows).toEqual(rowsOfOptions())
  })

  test('tells of every other variable of kdeploy', () => {
    const [, section = ''] = page.split('## Other variables of kdeploy\n')
    for (const name of otherVariables) expect(section).toContain(`\`${name}\``)
  })
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exitCodeOf, exitCodes } from '../src/cli/session/exit-codes.ts'
import { type Category, type Coded, errorCodes } from '../src/errors.ts'
import { jsonError } from '../src/output/json/json-parts.ts'
import { repository } from './support/projects/project.ts'

const text = readFileSync(join(repository, 'docs/reference/errors.md'), 'utf8')
const sections = text
  .split(/^## /m)
  .map((section) => [...section.matchAll(/^\| `(.+?)` \| (.+?) \| (.+?) \| (.+?) \|$/gm)])
const rows = sections.flat().map(([, code = '', exit = '']) => [code, exit] as const)
const { byProblem, ...byCategory } = errorCodes

/** What docs/reference/errors.md has to say: the exit codes of each code. */
function exitsByCode(): Map<string, string> {
  const exits = new Map<string, string>(byProblem.map((code) => [code, 'that of its first problem']))
  for (const [category, codes] of Object.entries(byCategory)) {
    for (const code of codes) {
      const others = exits.get(code)
      exits.set(code, `${others === undefined ? '' : `${others} or `}${exitCodes[category as Category]}`)
    }
  }
  exits.set(jsonError(new Error('a bug'), false).code, `${exitCodeOf(new Error('a bug'))}`)
  const signals = ['SIGINT', 'SIGHUP'].map((signal) => exitCodeOf(undefined, AbortSignal.abort(signal)))
  return exits.set(jsonError(undefined, true).code, signals.join(' or '))
}

/** The source without what only looks at the code of an error: comparisons and sets. */
function readMakers(): string {
  const root = join(repository, 'src')
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
  const others = paths.filter((path) => path !== 'errors.ts')
  const source = others.map((path) => readFileSync(join(root, path), 'utf8')).join('\n')
  return source.replaceAll(/[!=]== '[^']*'|new Set\(\[[^\]]*\]\)/g, '')
}

describe('docs/reference/errors.md', () => {
  const exits = exitsByCode()

  test('has a row for every code', () => {
    const documented = new Set(rows.map(([code]) => code))
    expect([...exits.keys()].filter((code) => !documented.has(code))).toEqual([])
  })

  test('has no row for what is not a code, and none twice', () => {
    expect(rows.filter(([code]) => !exits.has(code))).toEqual([])
    expect(rows.length).toBe(new Set(rows.map(([code]) => code)).size)
  })

  test('gives every code its exit codes', () => {
    expect(rows.filter(([code, exit]) => exits.get(code) !== exit)).toEqual([])
  })

  test('has the codes of a section in the order of the alphabet, and nothing in its tables that is not a row', () => {
    for (const section of sections) {
      const codes = section.map(([, code]) => code)
      expect(codes).toEqual(codes.toSorted())
    }
    expect(text.match(/^\| `/gm)).toHaveLength(rows.length)
  })
})

describe('the codes of errors', () => {
  test('are those that an error can be made with, each with its category', () => {
    // @ts-expect-error: every code is one of errorCodes
    const unlisted: Coded = { code: 'unlisted', category: 'input' }
    // @ts-expect-error: the category of a code is the one that errorCodes has it under
    const misplaced: Coded = { code: 'forbidden', category: 'input' }

    expect(errorCodes.input).not.toContain(unlisted.code)
    expect(errorCodes.input).not.toContain(misplaced.code)
  })

  test('are each made somewhere', () => {
    const makers = readMakers()
    expect(
      Object.values(errorCodes)
        .flat()
        .filter((code) => !makers.includes(`'${code}'`)),
    ).toEqual([])
  })

  test('are lists in the order of the alphabet', () => {
    for (const codes of Object.values(errorCodes)) expect(codes).toEqual(codes.toSorted())
  })
})

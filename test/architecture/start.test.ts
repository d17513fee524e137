import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { roomOf } from '../../ci/rooms.ts'

const src = fileURLToPath(new URL('../../src', import.meta.url))

/** A static import at run time, which a start waits for; not of types alone. */
const staticImport = /^(?:import|export) (?!type\b)(?:(?!\{(?: *type [^,}]+,?)+ *\} from)[^'"]*? from )?'([^']+)'/gm

function importsOf(file: string): string[] {
  return [...readFileSync(join(src, file), 'utf8').matchAll(staticImport)].map(([, path = '']) =>
    path.startsWith('.') ? join(dirname(file), path) : path,
  )
}

/** Files and packages that are loaded with a file, before any dynamic import. */
function loadedWith(file: string): string[] {
  const found = new Set([file])
  for (const one of found) if (one.endsWith('.ts')) for (const imported of importsOf(one)) found.add(imported)
  return [...found]
}

/** What kdeploy loads to print its help: the words of all commands, and a screen. */
const loadedAtStart = [
  '',
  'cli',
  'cli/commands',
  'cli/options',
  'cli/session',
  'masking',
  'output/terminal',
  'project/files',
  'workflow/run',
]

describe('a start', () => {
  const loaded = loadedWith('main.ts')

  test('loads what declares the commands and shows text, and no use case, view or cluster', () => {
    const files = loaded.filter((one) => one.endsWith('.ts'))

    expect([...new Set(files.map(roomOf))].toSorted()).toEqual(loadedAtStart)
    expect(files.filter((file) => /^(masking|project|workflow)\//.test(file)).toSorted()).toEqual([
      'masking/shown.ts',
      'project/files/read-file.ts',
      'project/files/utf8.ts',
      'workflow/run/deployer.ts',
      'workflow/run/input.ts',
      'workflow/run/named-object.ts',
    ])
  })

  test('loads one package, and no part of Node that is slow to load', () => {
    expect(loaded.filter((one) => !one.endsWith('.ts')).toSorted()).toEqual([
      'commander',
      'node:buffer',
      'node:events',
      'node:fs',
      'node:os',
      'node:util',
    ])
  })
})

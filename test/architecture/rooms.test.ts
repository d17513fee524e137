import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { recursive } from '../../ci/rooms.ts'
import { repository } from '../support/projects/project.ts'
import {
  fileLoops,
  type ImportGraph,
  largeFolders,
  readImports,
  refusedImports,
  roomLoops,
  unknownRooms,
  unusedAllowances,
} from './import-graph.ts'

const graph = readImports(join(repository, 'src'))

/** The real graph with one file more, or one import more of a file. */
function withImport(file: string, ...imported: readonly string[]): ImportGraph {
  return new Map([...graph, [file, [...(graph.get(file) ?? []), ...imported]]])
}

describe('the imports of src', () => {
  test('are read from every file', () => {
    expect(graph.size).toBeGreaterThan(600)
    expect(graph.get('main.ts')).toContain('cli/program.ts')
    // Imported at run time.
    expect(graph.get('cli/commands/apply.ts')).toContain('workflow/apply.ts')
  })

  test('are allowed by the table of rooms', () => expect(refusedImports(graph)).toEqual([]))
  test('stay within rooms that the table knows', () => expect(unknownRooms(graph)).toEqual([]))
  test('make use of all that the table allows', () => expect(unusedAllowances(graph)).toEqual([]))
  test('go in no circle between rooms', () => expect(roomLoops(graph)).toEqual([]))
  test('go in no circle between files but recursive ones', () => {
    expect(fileLoops(graph).toSorted()).toEqual(recursive.toSorted())
  })
  test('are those of folders that one can overlook', () => expect(largeFolders(graph)).toEqual([]))
})

test('a signal of several is made in one place, where any number may listen to it', () => {
  const makers = [...graph.keys()].filter((file) =>
    /AbortSignal\.any\b/.test(readFileSync(join(repository, 'src', file), 'utf8')),
  )
  expect(makers).toEqual(['abort.ts'])
})

describe('what would be refused', () => {
  test.each([
    ['an earlier step that imports a later one', 'workflow/planning/plan-release.ts', 'workflow/writing/carry-out.ts'],
    ['a step that imports a use case', 'workflow/waiting/wait.ts', 'workflow/status.ts'],
    ['an inner room that imports the one around it', 'cluster/api/list.ts', 'cluster/connect.ts'],
    ['the core that imports the cluster', 'plan/waves.ts', 'cluster/api/cluster.ts'],
    ['output that imports a step', 'output/status.ts', 'workflow/planning/plan-release.ts'],
    ['a leaf that imports a room', 'shorten.ts', 'manifest/types.ts'],
    ['a room that imports main', 'cli/program.ts', 'main.ts'],
  ])('%s', (_, file, imported) => {
    expect(refusedImports(withImport(file, imported))).toEqual([`${file} → ${imported}`])
  })

  test('a room that the table does not know', () => {
    expect(unknownRooms(withImport('helpers/misc.ts'))).toEqual(['helpers'])
  })

  test('two rooms that import each other', () => {
    const loops = roomLoops(withImport('manifest/types.ts', 'kinds/rules/kind.ts'))
    expect(loops).toEqual([['kinds/rules', 'manifest']])
  })

  test('two files of a room that import each other', () => {
    const loops = fileLoops(withImport('plan/waves.ts', 'plan/hooks.ts'))
    expect(loops).toContainEqual(['plan/hooks.ts', 'plan/waves.ts'])
  })

  test('a nineteenth file in a folder', () => {
    const files = Array.from({ length: 19 }, (_, index) => [`plan/scope/file-${index}.ts`, []] as const)
    expect(largeFolders(new Map([...graph, ...files]))).toHaveLength(1)
  })

  test('an allowance that nothing uses', () => {
    const without = new Map([...graph].filter(([file]) => !file.startsWith('project/')))
    expect(unusedAllowances(without)).toContain('project: profile')
  })
})

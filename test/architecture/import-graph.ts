import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { covers, groups, largerRooms, largestRoom, mayImport, roomOf, rooms } from '../../ci/rooms.ts'
import { groupBy } from '../../src/group-by.ts'

/** Every file, as a path below src, with the files that it imports: types and imports at run time among them. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

/** The graph of the TypeScript files below a folder. */
export function readImports(src: string): ImportGraph {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return new Map(files.map((file) => [file, importsOf(file, readFileSync(join(src, file), 'utf8'))]))
}

function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport\(?)\s*'(\.[^']+)'/g)].map(([, path]) => join(dirname(file), path ?? ''))
}

/** Imports that the table of rooms refuses, as `file → imported`. */
export function refusedImports(graph: ImportGraph): string[] {
  return importsIn(graph).flatMap(([file, imported]) => (mayImport(file, imported) ? [] : [`${file} → ${imported}`]))
}

/** Rooms that the table doesn't know. */
export function unknownRooms(graph: ImportGraph): string[] {
  const known = new Set(['', ...Object.keys(rooms)])
  return [...new Set([...graph.keys()].map(roomOf))].filter((room) => !known.has(room))
}

/** Allowances of the table that nothing makes use of, as `room: allowance`. */
export function unusedAllowances(graph: ImportGraph): string[] {
  return Object.entries(rooms).flatMap(([room, allowances]) => {
    const imported = importsIn(graph).flatMap(([file, path]) =>
      roomOf(file) === room && roomOf(path) !== room ? [path] : [],
    )
    const isUsed = (allowance: string) =>
      (groups[allowance] ?? [allowance]).some((one) => imported.some((path) => covers(one, path)))
    return allowances.flatMap((allowance) => (isUsed(allowance) ? [] : [`${room}: ${allowance}`]))
  })
}

/** Rooms that import each other, directly or by way of others, each loop once. */
export function roomLoops(graph: ImportGraph): string[][] {
  const edges = importsIn(graph).map(([file, imported]) => [roomOf(file), roomOf(imported)] as const)
  return loops(new Set(edges.flat().filter((room) => room !== '')), (room) =>
    edges.flatMap(([from, to]) => (from === room && to !== room && to !== '' ? [to] : [])),
  )
}

/** Files that import each other, directly or by way of others, each loop once and sorted. */
export function fileLoops(graph: ImportGraph): string[][] {
  return loops(graph.keys(), (file) => graph.get(file) ?? [])
}

/** Folders with more files than the table allows, as `folder: count`. */
export function largeFolders(graph: ImportGraph): string[] {
  const folders = groupBy(graph.keys(), dirname)
  return [...folders].flatMap(([folder, { length }]) =>
    length > (largerRooms[folder] ?? largestRoom) ? [`${folder}: ${length}`] : [],
  )
}

function importsIn(graph: ImportGraph): (readonly [string, string])[] {
  return [...graph].flatMap(([file, imported]) => imported.map((path) => [file, path] as const))
}

/** Strongly connected components of more than one node (Tarjan), each sorted. */
function loops(nodes: Iterable<string>, next: (node: string) => readonly string[]): string[][] {
  const numbers = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []
  const visit = (node: string): number => {
    const number = numbers.size
    numbers.set(node, number)
    lowest.set(node, number)
    stack.push(node)
    for (const other of new Set(next(node))) {
      const reached = numbers.has(other) ? (stack.includes(other) ? numbers.get(other) : undefined) : visit(other)
      lowest.set(node, Math.min(lowest.get(node) ?? number, reached ?? number))
    }
    if (lowest.get(node) === number) {
      const loop = stack.splice(stack.indexOf(node))
      if (loop.length > 1) found.push(loop.toSorted())
    }
    return lowest.get(node) ?? number
  }
  for (const node of nodes) if (!numbers.has(node)) visit(node)
  return found
}

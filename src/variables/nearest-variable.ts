import { nearest } from '../nearest.ts'

/** The variable that a key probably means: a leaf (`db.host`), a map or list that holds some, or one whose last step is like the key. */
export function nearestVariable(key: string, leaves: readonly string[]): string | undefined {
  const names = new Set(
    leaves.flatMap((leaf) => [...leaf.matchAll(/[.[]|$/g)].map(({ index }) => leaf.slice(0, index))),
  )
  const lastSteps = new Map([...names].map((name) => [name.slice(name.lastIndexOf('.') + 1), name]))
  return nearest(key, names) ?? lastSteps.get(nearest(key, lastSteps.keys()) ?? '')
}

/** The names of what holds a leaf, the outermost first, and its own: `db`, `db.ports`, `db.ports[0]`. */
export function namesTo(leaf: string): string[] {
  return [...leaf.matchAll(/[.[]|$/g)].map(({ index }) => leaf.slice(0, index))
}

import type { NeedsGraph } from './needs.ts'

/** By profile, 1 where it needs none, else one more than the highest level of those that it needs. Of a graph without a cycle. */
export function levelsOf(graph: NeedsGraph): ReadonlyMap<string, number> {
  const levels = new Map<string, number>()
  const levelOf = (profile: string): number => {
    const known = levels.get(profile)
    if (known !== undefined) return known
    const level = 1 + Math.max(0, ...(graph.get(profile) ?? []).map(levelOf))
    levels.set(profile, level)
    return level
  }
  for (const profile of graph.keys()) levelOf(profile)
  return levels
}

import type { SetRelease } from './release.ts'
import type { Before } from './schedule.ts'

/**
 * The other way round, as an undo and a delete go: what needs another comes before it, also where what lies between them is left out of
 * the set later.
 */
export function reversed(
  releases: readonly SetRelease[],
  before: Before,
): { readonly releases: readonly SetRelease[]; readonly before: Before } {
  const needing = new Map<string, string[]>(releases.map(({ label }) => [label, []]))
  for (const [label, needs] of before) for (const need of needs) needing.get(need)?.push(label)
  const allNeeding = (label: string) => {
    const all = new Set(needing.get(label))
    for (const one of all) for (const further of needing.get(one) ?? []) all.add(further)
    return [...all]
  }
  return {
    releases: releases.toReversed(),
    before: new Map([...needing.keys()].map((label) => [label, allNeeding(label)])),
  }
}

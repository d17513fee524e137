import type { SetRelease } from './release.ts'
import type { Before } from './schedule.ts'

/** The other way round, as an undo and a delete go: what needs another comes before it. */
export function reversed(
  releases: readonly SetRelease[],
  before: Before,
): { readonly releases: readonly SetRelease[]; readonly before: Before } {
  const turned = new Map<string, string[]>(releases.map(({ label }) => [label, []]))
  for (const [label, firsts] of before) for (const first of firsts) turned.get(first)?.push(label)
  return { releases: releases.toReversed(), before: turned }
}

import { groupBy } from '../group-by.ts'
import type { Finding } from './finding.ts'
import type { Validated } from './validated.ts'

/** A finding, once however many profiles have it. */
export interface SharedFinding {
  readonly finding: Finding
  /** In their order; none where it concerns no profile alone. */
  readonly profiles: readonly string[]
  /** Others of the same rule at the same line, which differ in a value or a name and aren't listed themselves. */
  readonly more: number
}

/** What a person is listed of one rule at one line; more of it tells nothing. */
export const mostAlike = 3

/**
 * All findings: errors before warnings, each rule's together, by file and line. `most`: those of one rule at one line that differ in
 * a value or a name; the last of them says how many more there are. Default: all.
 */
export function groupFindings(
  { profiles, findings }: Pick<Validated, 'profiles' | 'findings'>,
  most = Number.POSITIVE_INFINITY,
): SharedFinding[] {
  const all = [
    ...findings.map((finding) => ({ profile: undefined, finding })),
    ...profiles.flatMap((one) => one.findings.map((finding) => ({ profile: one.profile, finding }))),
  ]
  const same = groupBy(all, ({ finding }) => JSON.stringify([lineOf(finding), nameOf(finding), finding.message]))
  const shared = [...same.values()].map((group) => ({
    finding: group[0].finding,
    profiles: [...new Set(group.flatMap(({ profile }) => profile ?? []))],
  }))
  const alike = groupBy(shared, ({ finding }) => lineOf(finding))
  return [...alike.values()]
    .flatMap((group) =>
      group.slice(0, most).map((one, index) => ({ ...one, more: index === most - 1 ? group.length - most : 0 })),
    )
    .sort((a, b) => compareFindings(a.finding, b.finding))
}

function lineOf({ rule, place }: Finding): string {
  return JSON.stringify([rule, place?.file, place?.line, place?.column, place?.by])
}

/** Without the namespace, which is another one in each environment, and isn't shown. */
function nameOf({ about }: Finding): unknown {
  return about && [about.kind, about.name]
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    Number(a.severity === 'warning') - Number(b.severity === 'warning') ||
    compareTexts(a.rule, b.rule) ||
    compareTexts(a.place?.file ?? '', b.place?.file ?? '') ||
    (a.place?.line ?? 0) - (b.place?.line ?? 0)
  )
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

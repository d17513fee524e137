import { joinNames } from '../counts.ts'
import { ownWords, shownLine } from '../masking/shown.ts'
import type { GraphedProfile } from '../workflow/run/results.ts'
import type { Pen } from './terminal/screen.ts'
import { tableOf } from './terminal/text-width.ts'

export type GraphFormat = 'text' | 'dot' | 'mermaid'

/** More profiles that one needs are counted. */
const mostNeeds = 8

/** What profiles need, by levels: those of a level need only what earlier ones have. */
export function showProfileGraph(profiles: readonly GraphedProfile[], format: GraphFormat, pen: Pen): void {
  for (const line of formats[format](profiles, pen)) pen.line(line)
}

const formats: Readonly<Record<GraphFormat, (profiles: readonly GraphedProfile[], pen: Pen) => string[]>> = {
  text: asTable,
  dot: asDot,
  mermaid: asMermaid,
}

function asTable(profiles: readonly GraphedProfile[], pen: Pen): string[] {
  const shown = (text: string) => shownLine(text, pen.redact)
  const rows = profiles.map(({ profile, level, needs, clusters }, index) => [
    ownWords(profiles[index - 1]?.level === level ? '' : String(level)),
    shown(clusters.length === 0 ? profile : `${profile}@{${clusters.join(',')}}`),
    shown(joinNames(needs, mostNeeds)),
  ])
  return tableOf([['LEVEL', 'PROFILE', 'NEEDS'].map(ownWords), ...rows])
}

/** Graphviz' language (graphviz.org, "DOT Language"): an arrow leads to what is needed. */
function asDot(profiles: readonly GraphedProfile[]): string[] {
  const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`
  return [
    'digraph profiles {',
    '  rankdir=RL;',
    '  node [shape=box];',
    ...byLevel(profiles).map(
      (level) => `  {rank=same; ${level.map(({ profile }) => `${quoted(profile)};`).join(' ')}}`,
    ),
    ...profiles.flatMap(({ profile, needs }) => needs.map((need) => `  ${quoted(profile)} -> ${quoted(need)};`)),
    '}',
  ]
}

/** A flowchart (mermaid.js.org, "Flowcharts"), as GitHub and GitLab draw it in Markdown. Names stand in quotes: `end` is a word of its own. */
function asMermaid(profiles: readonly GraphedProfile[]): string[] {
  const ids = new Map(profiles.map(({ profile }, index) => [profile, `p${index}`]))
  return [
    'flowchart RL',
    ...profiles.map(({ profile }) => `  ${ids.get(profile)}["${profile.replace(/"/g, '#quot;')}"]`),
    ...profiles.flatMap(({ profile, needs }) => needs.map((need) => `  ${ids.get(profile)} --> ${ids.get(need)}`)),
  ]
}

function byLevel(profiles: readonly GraphedProfile[]): GraphedProfile[][] {
  const levels = new Map<number, GraphedProfile[]>()
  for (const one of profiles) levels.set(one.level, [...(levels.get(one.level) ?? []), one])
  return [...levels.values()]
}

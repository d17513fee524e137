import { joinNames } from '../../counts.ts'
import { problemFindings } from '../../findings/of-problem.ts'
import { groupBy } from '../../group-by.ts'
import { findingsOfRun, type StableFinding } from './run-findings.ts'
import type { SetRecord } from './set-record.ts'

/** Releases that a finding names; more are counted. */
const mostNamed = 5

/** What went wrong in a run on several releases: what several of them have alike is one finding, which names them. */
export function findingsOfSet({ releases, error, interrupted }: SetRecord): StableFinding[] {
  const each = releases.flatMap(({ ended, record }) =>
    record === undefined ? [] : findingsOfRun(record).map((finding) => ({ finding, label: ended.release.label })),
  )
  const alike = groupBy(each, ({ finding: { rule, severity, message, detail, place, about } }) =>
    JSON.stringify([rule, severity, message, detail, place, about]),
  )
  const shared = [...alike.values()].flatMap((group) => {
    const [first] = group
    const labels = [...new Set(group.map(({ label }) => label))]
    return first === undefined ? [] : [{ ...first.finding, release: joinNames(labels, mostNamed) }]
  })
  return error === undefined ? shared : [...shared, ...problemFindings(error, interrupted)]
}

import { joinNames } from '../../counts.ts'
import { formatOrigin } from '../../errors.ts'
import { groupFindings, type SharedFinding } from '../../findings/group-findings.ts'
import type { ValidatedProfile } from '../../workflow/run/results.ts'
import type { Pen } from '../terminal/screen.ts'

/** Profiles named under a finding. */
const mostNamed = 3

/** Each finding once, however many profiles have it; what to do stands under the last of those that want the same done. */
export function showFindings(results: readonly ValidatedProfile[], pen: Pen): void {
  const shared = groupFindings(results)
  for (const [index, one] of shared.entries()) {
    showFinding(one, results.length, pen)
    const { rule, hint } = one.finding
    const next = shared[index + 1]?.finding
    if (hint !== undefined && (next?.rule !== rule || next.hint !== hint))
      pen.safeLine(`  ${pen.colour.cyan('hint:')} ${pen.redact(hint)}`)
  }
}

function showFinding({ finding, profiles, more }: SharedFinding, all: number, pen: Pen): void {
  const { colour } = pen
  const { severity, place, about, rule, message } = finding
  const title = severity === 'error' ? colour.red('error:') : colour.yellow('warning:')
  const where = place === undefined ? '' : `${colour.bold(pen.redact(formatOrigin(place)))}: `
  const object = about === undefined ? '' : `${about.kind} ${about.name}: `
  pen.safeLine(`${title} ${where}${pen.redact(`${object}${message}`)} ${colour.dim(`(${rule})`)}`)
  const others = more > 0 ? `; ${more} more at this line` : ''
  if (all > 1 || more > 0) pen.safeLine(colour.dim(`  in ${nameProfiles(profiles, all)}${others}`))
}

function nameProfiles(profiles: readonly string[], all: number): string {
  return profiles.length > 1 && profiles.length === all ? `all ${all} profiles` : joinNames(profiles, mostNamed)
}

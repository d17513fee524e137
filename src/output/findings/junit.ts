import { formatOrigin } from '../../errors.ts'
import type { Finding } from '../../findings/finding.ts'
import type { Validated, ValidatedProfile } from '../../findings/validated.ts'
import { type JunitCase, type JunitSuite, writeJunit } from '../junit/write-junit.ts'
import type { Pen } from '../terminal/screen.ts'

/**
 * What was found as JUnit XML: a suite per profile, a failed case per error; warnings are the output of a case that passes, unless
 * `strict`.
 */
export function showAsJunit(
  { profiles, findings }: Validated,
  pen: Pen,
  redact: (text: string) => string,
  { strict }: { readonly strict: boolean },
): void {
  const project = findings.length === 0 ? [] : [{ name: 'project', cases: findings.map((one) => caseOf(one, strict)) }]
  pen.raw(writeJunit([...profiles.map((profile) => suiteOf(profile, strict)), ...project], redact))
}

function suiteOf({ profile, manifests, problems, findings }: ValidatedProfile, strict: boolean): JunitSuite {
  const failed = problems.map(
    ({ code, message, place, detail, hint }): JunitCase => ({
      name: place === undefined ? code : `${code} ${formatOrigin(place)}`,
      file: place?.file,
      failure: { type: code, message, text: textOf(message, detail, hint) },
    }),
  )
  const rendered = problems.length === 0 ? [{ name: `renders ${manifests} manifests` }] : []
  return { name: profile, cases: [...rendered, ...failed, ...findings.map((one) => caseOf(one, strict))] }
}

function caseOf({ rule, severity, message, place, about, hint }: Finding, strict: boolean): JunitCase {
  const object = about === undefined ? '' : `${about.kind} ${about.name}: `
  const where = place === undefined ? '' : ` ${formatOrigin(place)}`
  const text = textOf(`${object}${message}`, place && formatOrigin(place), hint)
  const name = `${rule}${where}`
  if (severity === 'warning' && !strict) return { name, file: place?.file, output: `warning: ${text}` }
  return { name, file: place?.file, failure: { type: rule, message: `${object}${message}`, text } }
}

function textOf(...lines: readonly (string | undefined)[]): string {
  return lines.filter((line) => line !== undefined && line !== '').join('\n')
}

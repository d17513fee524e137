import { formatPlace, KdeployError } from '../../errors.ts'
import type { Pen } from './screen.ts'

/** Shows an error: what is wrong, where, what to do. An unexpected one comes with its stack, for a bug report. */
export function showError(error: unknown, pen: Pen, version: string): void {
  if (error instanceof KdeployError) {
    showKnownError(error, pen, '')
    return
  }
  showBug(error, pen, version)
}

/** What nobody expected, with its stack. */
export function showBug(error: unknown, pen: Pen, version: string): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  pen.line(`${pen.colour.red('error:')} kdeploy ${version} failed unexpectedly; this is a bug in kdeploy`)
  showIndented(text, '  ', pen)
}

/** An error that a user can act on, with its problems under it. */
export function showKnownError(error: KdeployError, pen: Pen, margin: string, showsHint = true): void {
  const { colour } = pen
  const place = error.place === undefined ? '' : `${colour.bold(formatPlace(error.place))}: `
  pen.safeLine(`${margin}${colour.red('error:')} ${place}${pen.redact(error.message)}`)
  // The causes before what came of them: a list of what was written may be long.
  for (const [index, problem] of error.problems.entries()) {
    // Neighbours that want the same done share one hint, after the last of them.
    const isShared = problem.hint === error.problems[index + 1]?.hint
    showKnownError(problem, pen, `${margin}  `, !isShared)
  }
  if (error.detail !== undefined && error.detail !== '') showIndented(error.detail, `${margin}  `, pen)
  if (error.hint !== undefined && showsHint) pen.safeLine(`${margin}${colour.cyan('hint:')} ${pen.redact(error.hint)}`)
}

/** Masked as a whole: a value may go over several lines. */
function showIndented(text: string, margin: string, pen: Pen): void {
  for (const line of pen.redact(text).split('\n')) pen.safeLine(line === '' ? line : `${margin}${line}`)
}

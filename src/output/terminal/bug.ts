import type { Pen } from './screen.ts'

/** What nobody expected, with its stack. */
export function showBug(error: unknown, pen: Pen, version: string): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  pen.line(`${pen.colour.red('error:')} kdeploy ${version} failed unexpectedly; this is a bug in kdeploy`)
  showIndented(text, '  ', pen)
}

/** Lines of their own, masked as a whole: a value may go over several lines. */
export function showIndented(text: string, margin: string, pen: Pen): void {
  for (const line of pen.redact(text).split('\n')) pen.safeLine(line === '' ? line : `${margin}${line}`)
}

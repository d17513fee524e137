/** What differs from run to run, by what stands for it. */
const varying: readonly (readonly [RegExp, string])[] = [
  [/\b\d{8}T\d{6}-[0-9a-f]{4}\b/g, 'RUN'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, 'TIME'],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?/g, 'TIME'],
  [/\b(?:just now|\d+(?:\.\d+)? (?:ms|s|min|h|d)(?: \d+ (?:s|min|h))?(?: ago)?)(?![\w-])/g, 'AGE'],
  [/\b([a-z][a-z0-9-]*)-[a-z0-9]{8,10}-[a-z0-9]{5}\b/g, '$1-HASH-POD'],
  [/\bsha256:[0-9a-f]{12,64}\b/g, 'sha256:HASH'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UID'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b/g, 'HASH'],
  [/\bkube context (\S+), https?:\/\/[^\s,]+/g, 'kube context $1, SERVER'],
  [/\bhttps?:\/\/(?:127\.0\.0\.1|10\.\d+\.\d+\.\d+|localhost):\d+/g, 'SERVER'],
  [/\b[\w.-]+@[\w.-]+(?=[\s,)]|$)/g, 'USER@HOST'],
  [/\bErrImagePull\b/g, 'ImagePullBackOff'],
  [/ {2,}/g, '  '],
]

/** Lines of output with what differs from run to run made equal, and without those that show how fast a machine is. */
function normalLines(lines: readonly string[]): string[] {
  return lines
    .filter((line) => !/^(?:\[\S+\] +)?(?:waiting |still waiting)/.test(line))
    .map((line) => varying.reduce((text, [from, to]) => text.replace(from, to), line).trimEnd())
}

const inAnyOrder = /^(?:\[\S+\] +)?(?:created|changed|adopted|recreated|deleted|orphaned) |^\[\S+\] +plan: /

/** Lines of objects that are written at once, and of releases that are planned at once, come in any order. */
function sorted(lines: readonly string[]): string[] {
  const result: string[] = []
  let run: string[] = []
  for (const line of [...lines, '']) {
    if (inAnyOrder.test(line)) run.push(line)
    else {
      result.push(...run.sort(), line)
      run = []
    }
  }
  return result.slice(0, -1)
}

/**
 * Whether output is what a page shows. A line `…` (or `...`) stands for any lines, none among them; a `…` within a line for any
 * text.
 */
export function isAsShown(shown: readonly string[], output: readonly string[]): boolean {
  const wanted = sorted(trimmed(normalLines(shown)))
  const lines = sorted(trimmed(normalLines(output)))
  const matches = (from: number, at: number): boolean => {
    const line = wanted[from]
    if (line === undefined) return at === lines.length
    if (isGap(line))
      return lines.slice(at).some((_, skipped) => matches(from + 1, at + skipped)) || matches(from + 1, lines.length)
    return at < lines.length && fits(line, lines[at] ?? '') && matches(from + 1, at + 1)
  }
  return matches(0, 0)
}

function isGap(line: string): boolean {
  return /^\s*(?:…|\.\.\.)\s*$/.test(line)
}

function fits(wanted: string, line: string): boolean {
  if (wanted === line) return true
  if (!wanted.includes('…')) return false
  return new RegExp(`^${wanted.split('…').map(escaped).join('.*')}$`).test(line)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function trimmed(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line !== '')
  if (first < 0) return []
  return lines.slice(first, lines.findLastIndex((line) => line !== '') + 1)
}

import { oneLine } from '../../printable.ts'
import { behindProgram, readBashLine } from './bash-line.ts'
import type { Candidate, Offer } from './candidate.ts'

/** What a shell's script asks, and how what it is told must be written for it. */
export interface Question {
  /** The words behind `kdeploy`; the last one is typed. */
  readonly words: readonly string[]
  /** undefined: it can't be offered. */
  written(value: string): string | undefined
}

/**
 * What a script gives as arguments: zsh and fish the words behind the program's name, without their quotes; bash its line and where it
 * splits words; PowerShell, which loses empty words and quotes on their way to a program, all words as JSON in base64.
 */
export function readQuestion(shell: string, given: readonly string[]): Question {
  if (shell === 'bash') return readBashLine(given[1] ?? '', given[0] ?? '')
  const asIs = (value: string) => value
  if (shell !== 'powershell') return { words: given, written: asIs }
  const words: unknown = JSON.parse(Buffer.from(given[0] ?? '', 'base64').toString('utf8'))
  return { words: behindProgram(Array.isArray(words) ? words.map(String) : [String(words)]), written: asIs }
}

/**
 * A line for each candidate, a tab before its description; where there is none and a path may stand, one that begins with a tab: what
 * kind of path, and behind which part of the word. What is sensitive is not offered, and neither is what a shell takes for two.
 */
export function answerLines(
  { candidates, paths }: Offer,
  { written }: Question,
  redact: (text: string) => string,
): readonly string[] {
  if (candidates.length === 0 && paths !== undefined) return [`\t${paths.kind}\t${paths.behind}`]
  return candidates.flatMap(({ value, description }: Candidate) => {
    const shown = oneLine(redact(description))
    const text = value === '' || oneLine(value) !== value || redact(value) !== value ? undefined : written(value)
    return text === undefined || text === '' ? [] : [shown === '' ? text : `${text}\t${shown}`]
  })
}

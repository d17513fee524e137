import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../projects/project.ts'
import type { Shown } from './run-page.ts'

/** A page's text with these outputs in the place of what it shows of their commands. */
export function withOutputs(path: string, shown: readonly Shown[]): string {
  const lines = readFileSync(join(repository, path), 'utf8').split('\n')
  // From the end, so that the lines above keep their numbers.
  for (const { command, output } of [...shown].sort((a, b) => b.command.line - a.command.line)) {
    const from = command.line - 1 + command.text.split('\n').length
    const indent = /^ */.exec(lines[command.line - 1] ?? '')?.[0] ?? ''
    const printed = output.trimEnd().split('\n')
    lines.splice(from, command.output?.length ?? 0, ...printed.map((line) => `${indent}${line}`.trimEnd()))
  }
  return lines.join('\n')
}

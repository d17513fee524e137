import { hostname, userInfo } from 'node:os'
import type { Shown } from './run-page.ts'

/** A page's text with these outputs in the place of what it shows of their commands. */
export function withOutputs(text: string, shown: readonly Shown[]): string {
  const lines = text.split('\n')
  // From the end, so that the lines above keep their numbers.
  for (const { command, output } of [...shown].sort((a, b) => b.command.line - a.command.line)) {
    const from = command.line - 1 + command.text.split('\n').length
    const indent = /^ */.exec(lines[command.line - 1] ?? '')?.[0] ?? ''
    const printed = published(output.trimEnd()).split('\n')
    lines.splice(from, command.output?.length ?? 0, ...printed.map((line) => `${indent}${line}`.trimEnd()))
  }
  return lines.join('\n')
}

/** Without what is of this machine, and without lines that show how fast it is. Names are as long, so that tables stay straight. */
function published(output: string): string {
  const who = `${userInfo().username}@${hostname()}`
  return output
    .replace(/^(?:\[\S+\] +)?waiting .*\n/gm, '')
    .replaceAll(who, 'ann@dev'.padEnd(who.length, '1').slice(0, Math.max(who.length, 7)))
    .replace(/\bhttps?:\/\/127\.0\.0\.1:\d+/g, 'https://10.0.0.1:6443')
}

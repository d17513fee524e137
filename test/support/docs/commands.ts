import { spawnSync } from 'node:child_process'
import type { Block } from './page.ts'

/** What a reader types at one prompt. */
export interface Command {
  readonly text: string
  /** In the page, counted from 1. */
  readonly line: number
  /** 0, or what `# exits N` at the end of one of its lines says. */
  readonly exitCode: number
  /** The lines below it in a console block; undefined in an sh block. */
  readonly output: readonly string[] | undefined
}

/** The commands of a block, one after the other; a loop or a here-document is one. Throws where it can't be read. */
export function commandsOf(block: Block): Command[] {
  return block.language === 'console' ? typed(block) : scripted(block)
}

function scripted({ text, line }: Block): Command[] {
  const commands: Command[] = []
  let begun: string[] = []
  for (const [index, one] of text.split('\n').entries()) {
    if (begun.length === 0 && /^\s*(#.*)?$/.test(one)) continue
    begun.push(one)
    if (!isComplete(begun.join('\n'))) continue
    commands.push(command(begun, line + index - begun.length + 1, undefined))
    begun = []
  }
  if (begun.length > 0) throw new Error(`line ${line}: an unfinished command: ${begun[0]}`)
  return commands
}

function typed({ text, line }: Block): Command[] {
  const commands: Command[] = []
  const lines = text.replace(/\n$/, '').split('\n')
  for (let index = 0; index < lines.length; ) {
    const start = index
    const [, first] = /^\$ (.*)$/.exec(lines[index++] ?? '') ?? []
    if (first === undefined) throw new Error(`line ${line + start}: a console block begins with \`$ command\``)
    const begun = [first]
    while (index < lines.length && !isComplete(begun.join('\n'))) begun.push((lines[index++] ?? '').replace(/^> /, ''))
    const from = index
    while (index < lines.length && !lines[index]?.startsWith('$ ')) index++
    commands.push(command(begun, line + start, lines.slice(from, index)))
  }
  return commands
}

function command(lines: readonly string[], line: number, output: readonly string[] | undefined): Command {
  const text = lines.join('\n')
  return { text, line, exitCode: Number(/\s# exits (\d+)\b.*$/m.exec(text)?.[1] ?? 0), output }
}

/** Whether bash has nothing more to wait for. */
function isComplete(text: string): boolean {
  if (/(^|[^\\])(\\\\)*\\$/.test(text)) return false
  if (!/[('"`{\\<]|\b(if|for|while|until|case|select|function)\b/.test(text)) return true
  const { stderr } = spawnSync('bash', ['-n'], { input: `${text}\n`, encoding: 'utf8' })
  return !/unexpected (end of file|EOF)|here-document .* delimited by end-of-file/.test(stderr)
}

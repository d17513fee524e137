import { textAt, textsAt } from '../../manifest/fields.ts'
import type { FieldPath } from '../../manifest/types.ts'
import type { Container } from './rendered-release.ts'

/** A shell as a container's or hook's command. */
export interface ShellCommand {
  /** `sh`, `bash`. */
  readonly shell: string
  /** What it runs: `script` is the text after `-c`, `file` a script's path. */
  readonly script: string | undefined
  readonly file: string | undefined
  /** Which word of the command that is, from 0. */
  readonly index: number
}

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh'])

/** The shell that a command line starts; undefined where it starts something else, or an interactive shell. */
export function shellOf(words: readonly string[]): ShellCommand | undefined {
  const start = baseName(words[0]) === 'env' ? 1 : 0
  const shell = baseName(words[start])
  if (!shells.has(shell)) return undefined
  let isScript = false
  for (let index = start + 1; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (/^[-+]\w*o$/.test(word)) {
      isScript ||= word.includes('c')
      index += 1
    } else if (word.startsWith('-') && word !== '-') isScript ||= /^-\w*c/.test(word)
    else return { shell, script: isScript ? word : undefined, file: isScript ? undefined : word, index }
  }
  return undefined
}

/** The words of a container's command line, and where each is; none where the image decides what runs. */
export function commandLineOf({ spec, path }: Container): { words: string[]; pathOf: (index: number) => FieldPath } {
  const command = textsAt(spec, 'command')
  const args = textsAt(spec, 'args')
  return {
    words: command.length === 0 ? [] : [...command, ...args],
    pathOf: (index) =>
      index < command.length ? [...path, 'command', index] : [...path, 'args', index - command.length],
  }
}

/** A script without comments and with its continued lines joined. */
export function plainScript(script: string): string {
  return script
    .replaceAll(/\\\r?\n/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '$1').trim())
    .filter((line) => line !== '')
    .join('\n')
}

/** Whether a script hands its process over, or sees to signals itself. */
export function handlesSignals(script: string): boolean {
  const text = plainScript(script)
  return /(?:^|[;&|({\n]|\b(?:then|else|do)\b)\s*exec\s+(?![\d<>&])/.test(text) || /\btrap\s/.test(text)
}

/** The last command of a script, where a shell needn't stay for what comes after it; `''` where it ends otherwise. */
export function lastCommand(script: string): string {
  const text = withoutExpansions(withoutQuoted(plainScript(script))).replaceAll(/\d?>&\d?|&>/g, ' ')
  const commands = text.replace(/[\s;]+$/, '').split(/\n|;|&&|\|\|/)
  const last = commands.at(-1)?.trim() ?? ''
  return /[&|(){}]|^(?:fi|done|esac)\b|^(?:if|while|until|for|case|function|!)\s/.test(last) ? '' : last
}

function withoutQuoted(script: string): string {
  return script.replaceAll(/'[^']*'|"(?:[^"\\]|\\.)*"/g, (quoted) => quoted.replaceAll(/[;&|\n(){}$]/g, '_'))
}

/** `$(…)` within `$(…)` goes from the inside out. */
function withoutExpansions(script: string): string {
  const text = script.replaceAll(/\$\([^()]*\)|\$\{[^{}]*\}|`[^`]*`/g, '_')
  return text === script ? script : withoutExpansions(text)
}

/** The last part of a program's path. */
export function baseName(program: string | undefined): string {
  return program?.split('/').at(-1) ?? ''
}

/** Whether a lifecycle hook says how the program ends, other than by waiting. */
export function endsByHook({ spec }: Container): boolean {
  const command = textsAt(spec, 'lifecycle', 'preStop', 'exec', 'command').join(' ')
  return (
    (command !== '' && !/^(?:\S*sh -\w*c )?\s*\S*sleep [\d.]+s?;?\s*$/.test(command)) ||
    textAt(spec, 'lifecycle', 'preStop', 'httpGet', 'path') !== ''
  )
}

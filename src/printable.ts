import { stripVTControlCharacters } from 'node:util'

/**
 * What a terminal or a CI's log acts on, or what isn't seen on it: control characters but tab and line feed (C0, DEL, C1), line and
 * paragraph separators, marks that turn text around, and characters without a width. The joiners are left within scripts and
 * emoji that need them.
 */
const controls =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|(?<![^\u0000-\u007f])[\u200c\u200d]/gu

/** Whether a terminal would act on any of it. */
export function hasControls(text: string): boolean {
  return text.search(controls) >= 0
}

/** Foreign text (a log, an event, an error of the API server) without anything that a terminal or a CI's log would act on. */
export function stripControls(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n')).replace(controls, '')
}

/** The same on one line. */
export function oneLine(text: string): string {
  return stripControls(text.replace(/[\u2028\u2029]/g, '\n'))
    .replace(/\s*[\n\t]\s*/g, ' ')
    .trim()
}

/** Text with what a terminal would act on as JSON and YAML in double quotes write it: `\u001b`, `\u202e`. */
export function escapeControls(text: string): string {
  return text.replace(controls, (character) =>
    Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

/**
 * Where a CI obeys a job's log: `::error::` at the beginning of a line, also after blanks or colours (GitHub), `##[error]`, `##vso[…]` and
 * `##teamcity[…]` anywhere in one.
 */
const ciCommand = /(?<=^(?:\s|\u001b\[\d+m)*):(?=:[\w-]+[^\n]*::)|#(?=#[a-z]*\[)/gim

export function hasCiCommand(text: string): boolean {
  return text.search(ciCommand) >= 0
}

/** Text of which a CI obeys nothing: the first character of each command is written as JSON and YAML write it, `\u003a:error::`. */
export function escapeCiCommands(text: string): string {
  return text.replace(ciCommand, (sign) => (sign === ':' ? '\\u003a' : '\\u0023'))
}

/** Characters of a path that is still one. */
const longestPath = 1024

/**
 * Whether a value that was to be the path of a file is the text of one, as where a CI's secret is handed on as it is: a kubeconfig, YAML,
 * JSON, PEM, or base64 of such. No part of it may be shown. Says nothing of whether there is such a file.
 */
export function isTextOfFile(value: string): boolean {
  if (/[\r\n]/.test(value.trim()) || value.length > longestPath) return true
  return (
    /^\s*(?:\{\s*["'}]|\[\s*["'{]|-----BEGIN |["'\w.-]+:(?:\s|$))/.test(value) ||
    /^(?!\/)[a-z\d+/]{128,}={0,2}\s*$/i.test(value)
  )
}

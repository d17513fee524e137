import { stripVTControlCharacters } from 'node:util'

/**
 * What a terminal or a CI's log acts on, or what isn't seen on it: control characters but tab and line feed (C0, DEL, C1), line and
 * paragraph separators, marks that turn text around, and characters without a width. The joiners are left within scripts and
 * emoji that need them.
 */
const acting =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|(?<![^\u0000-\u007f])[\u200c\u200d]/gu

/** Whether a terminal would act on any of it. */
export function isActing(text: string): boolean {
  return text.search(acting) >= 0
}

/** Foreign text (a log, an event, an error of the API server) without anything that a terminal or a CI's log would act on. */
export function printable(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n')).replace(acting, '')
}

/** The same on one line. */
export function oneLine(text: string): string {
  return printable(text.replace(/[\u2028\u2029]/g, '\n'))
    .replace(/\s*[\n\t]\s*/g, ' ')
    .trim()
}

/** Text with what a terminal would act on as JSON and YAML in double quotes write it: `\u001b`, `\u202e`. */
export function escaped(text: string): string {
  return text.replace(acting, (character) =>
    Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

/**
 * Where a CI obeys a job's log: `::error::` at the beginning of a line, also after blanks or colours (GitHub), `##[error]`, `##vso[…]` and
 * `##teamcity[…]` anywhere in one.
 */
const obeyed = /(?<=^(?:\s|\u001b\[\d+m)*):(?=:[\w-]+[^\n]*::)|#(?=#[a-z]*\[)/gim

export function isObeyed(text: string): boolean {
  return text.search(obeyed) >= 0
}

/** Text of which a CI obeys nothing: the first character of each command is written as JSON and YAML write it, `\u003a:error::`. */
export function unobeyed(text: string): string {
  return text.replace(obeyed, (sign) => (sign === ':' ? '\\u003a' : '\\u0023'))
}

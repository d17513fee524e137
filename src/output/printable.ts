import { stripVTControlCharacters } from 'node:util'

/** What a terminal would act on: everything below the blank but tab and newline, DEL, C1, and the marks that turn text around. */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Foreign text (a log, an event, an error of the API server) without anything that a terminal or a CI's log would act on. */
export function printable(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n')).replace(controls, '')
}

/** The same on one line. */
export function oneLine(text: string): string {
  return printable(text)
    .replace(/\s*[\n\t]\s*/g, ' ')
    .trim()
}

/** Foreign text on one line, known sensitive values masked: searched for without escapes, and with its line breaks. */
export function maskedLine(text: string, redact: (text: string) => string): string {
  return oneLine(redact(printable(text)))
}

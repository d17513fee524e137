import { escapeJinja } from './escape-jinja.ts'

/** A part of a text that a variable replaces. */
export interface Replacement {
  readonly start: number
  readonly end: number
  readonly variable: string
}

/** A plain text as a template that renders to it, with variables in place of some parts of it. */
export function templateText(text: string, replacements: readonly Replacement[]): string {
  const parts: string[] = []
  let at = 0
  for (const { start, end, variable } of [...replacements].sort((one, other) => one.start - other.start)) {
    if (start < at) continue
    parts.push(escapeJinja(text.slice(at, start)), `{{ ${variable} }}`)
    at = end
  }
  return [...parts, escapeJinja(text.slice(at))].join('')
}

/**
 * Where a variable's value stands in the range of a field: at the end of an image, after its colon, else as the whole; undefined
 * where the field is written in another way.
 */
export function findValue(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  value: string | number,
): { readonly start: number; readonly end: number } | undefined {
  const written = text.slice(start, end)
  if (typeof value === 'number') return written === String(value) ? { start, end } : undefined
  const [, before] = /^("?'?[^\s"']*:)[^:"'\s]+["']?$/.exec(written) ?? []
  if (before === undefined || !written.startsWith(value, before.length)) return undefined
  const from = start + before.length
  return { start: from, end: from + value.length }
}

import { lazily } from '../../lazily.ts'

const known = lazily(() => new Map(Intl.supportedValuesOf('timeZone').map((zone) => [zone.toLowerCase(), zone])))

/** Whether a text is a time zone of IANA's, or else what to write; `Local` isn't one. */
export function checkTimeZone(text: string): { readonly isZone: boolean; readonly hint?: string } {
  const exact = known().get(text.toLowerCase())
  if (exact !== undefined) return { isZone: exact === text, hint: `did you mean ${exact}?` }
  return { isZone: isZone(text), hint: 'write a name such as Europe/Berlin' }
}

/** Also of the names that stand for another one. */
function isZone(text: string): boolean {
  if (!/^[A-Za-z][\w+\-./]*$/.test(text)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }) !== undefined
  } catch {
    return false
  }
}

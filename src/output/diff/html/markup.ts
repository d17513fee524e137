import { escapeControls } from '../../../printable.ts'
import { cutMarked } from '../../../shorten.ts'

/** Text that is HTML; `createMarkup` and `writeMasked` make it of texts from outside. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | Html | readonly Part[]

/** Template literals as HTML, in which everything but `Html` is masked and escaped, in texts and quoted attributes alike. */
export type Markup = (fixed: TemplateStringsArray, ...parts: readonly Part[]) => Html

/** `redact` sees each text as it is: what stands for a character in HTML would hide a sensitive value from it. */
export function createMarkup(redact: (text: string) => string): Markup {
  // Kinds, places and variables come again with each object.
  const known = new Map<string, string>()
  const write = (part: Part): string => {
    if (part instanceof Html) return part.text
    if (typeof part === 'object') return part.map(write).join('')
    const text = String(part)
    const written = known.get(text) ?? writeMasked(redact(text)).text
    known.set(text, written)
    return written
  }
  return (fixed, ...parts) => new Html(String.raw({ raw: fixed }, ...parts.map(write)))
}

/** Text that is masked already. */
export function writeMasked(text: string): Html {
  return new Html(escapeHtml(escapeControls(cutMarked(text))))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

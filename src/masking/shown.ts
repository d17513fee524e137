import { oneLine, stripControls } from '../printable.ts'

declare const brand: unique symbol

/** Text that was masked and holds nothing that a terminal acts on: it alone may be cut, wrapped or laid out in columns. */
export type Shown = string & { readonly [brand]: 'shown' }

/** Foreign text as it may be shown, with its line breaks. Searched for values as it is, and as it is seen. */
export function shownText(text: string, redact: (text: string) => string): Shown {
  return redact(stripControls(redact(text))) as Shown
}

/** The same on one line. */
export function shownLine(text: string, redact: (text: string) => string): Shown {
  return redact(oneLine(redact(text))) as Shown
}

/** Words of kdeploy itself, and numbers. */
export function ownWords(text: string | number): Shown {
  return String(text) as Shown
}

export function joinShown(parts: readonly Shown[], separator: string): Shown {
  return parts.join(separator) as Shown
}

import { lazily } from '../../lazily.ts'
import { hasNonce, nonce } from '../../nonce.ts'

/** What switches each style on and off (SGR of ECMA-48). */
const codes = {
  bold: ['\u001b[1m', '\u001b[22m'],
  dim: ['\u001b[2m', '\u001b[22m'],
  red: ['\u001b[31m', '\u001b[39m'],
  green: ['\u001b[32m', '\u001b[39m'],
  yellow: ['\u001b[33m', '\u001b[39m'],
  cyan: ['\u001b[36m', '\u001b[39m'],
} as const

type Style = keyof typeof codes

const styles = Object.keys(codes) as Style[]

/** Colours of kdeploy's own: marks, which only the screen turns into what a terminal acts on. */
export type Colour = Readonly<Record<Style, (text: string) => string>>

interface Marks {
  readonly close: string
  /** One with no other in it. */
  readonly painted: RegExp
  readonly any: RegExp
}

/** They hold a number of this process, so that no text from outside can forge a colour. */
const marks = lazily((): Marks => {
  const close = `\ufdd4${nonce()}`
  return {
    close,
    painted: new RegExp(`\\ufdd3${nonce()}(${styles.join('|')});([^\\ufdd3\\ufdd4]*)${close}`, 'g'),
    any: new RegExp(`\\ufdd3${nonce()}(?:${styles.join('|')});|${close}`, 'g'),
  }
})

export const colour = Object.fromEntries(
  styles.map((style) => [style, (text: string) => `\ufdd3${nonce()}${style};${text}${marks().close}`]),
) as Colour

/** The marks as a terminal's codes, the inner ones first; without `coloured`, none. */
export function paint(text: string, coloured: boolean): string {
  let shown = text
  for (let before = ''; coloured && before !== shown && hasNonce(shown); ) {
    before = shown
    shown = shown.replace(marks().painted, (_, style: Style, inner: string) => encloseIn(style, inner))
  }
  return uncoloured(shown)
}

/** What an inner style ends, the outer one begins again; none goes over the end of a line. */
function encloseIn(style: Style, text: string): string {
  const [on, off] = codes[style]
  const lines = text.replaceAll(off, on).split('\n')
  return lines.map((line) => (line === '' ? line : `${on}${line}${off}`)).join('\n')
}

export function uncoloured(text: string): string {
  return hasNonce(text) ? text.replace(marks().any, '') : text
}

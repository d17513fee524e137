import type { ChalkInstance } from 'chalk'
import { lazily } from '../../lazily.ts'
import { hasNonce, nonce } from '../../nonce.ts'

const styles = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const

type Style = (typeof styles)[number]

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

/** The marks as a terminal's codes, the inner ones first; without `chalk`, none. */
export function paint(text: string, chalk: ChalkInstance | undefined): string {
  let shown = text
  for (let before = ''; chalk !== undefined && before !== shown && hasNonce(shown); ) {
    before = shown
    shown = shown.replace(marks().painted, (_, style: Style, inner: string) => chalk[style](inner))
  }
  return uncoloured(shown)
}

export function uncoloured(text: string): string {
  return hasNonce(text) ? text.replace(marks().any, '') : text
}

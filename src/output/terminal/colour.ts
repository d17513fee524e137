import type { ChalkInstance } from 'chalk'

const styles = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const

type Style = (typeof styles)[number]

/** Colours of kdeploy's own: marks, which only the screen turns into what a terminal acts on. */
export type Colour = Readonly<Record<Style, (text: string) => string>>

/** No text from outside holds it, so that none can forge a colour. */
const nonce = crypto.randomUUID()
const close = `\ufdd4${nonce}`
const open = (style: Style) => `\ufdd3${nonce}${style};`

export const colour = Object.fromEntries(
  styles.map((style) => [style, (text: string) => `${open(style)}${text}${close}`]),
) as Colour

const painted = new RegExp(`\\ufdd3${nonce}(${styles.join('|')});([^\\ufdd3\\ufdd4]*)${close}`, 'g')
const marks = new RegExp(`\\ufdd3${nonce}(?:${styles.join('|')});|${close}`, 'g')

/** The marks as a terminal's codes, the inner ones first. */
export function paint(text: string, chalk: ChalkInstance): string {
  let shown = text
  for (let before = ''; before !== shown && shown.includes(nonce); ) {
    before = shown
    shown = shown.replace(painted, (_, style: Style, inner: string) => chalk[style](inner))
  }
  return uncoloured(shown)
}

export function uncoloured(text: string): string {
  return text.includes(nonce) ? text.replace(marks, '') : text
}

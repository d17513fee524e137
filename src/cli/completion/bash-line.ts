/** What bash's line says of the words on it. */
export interface BashLine {
  /** Each as the program would be given it, the one that is typed last; of the program's own name none. */
  readonly words: readonly string[]
  /** How a value is written on in place of the part of the last word that bash takes for the typed one; undefined where it can't be. */
  written(value: string): string | undefined
}

interface Word {
  /** Without its quotes. */
  text: string
  /** The quote that is still open. */
  quote: string
  /** How much of `text` stands before what bash takes for the word. */
  kept: number
}

/** What a backslash keeps from its meaning within double quotes (POSIX shell, 2.2.3). */
const escapable = /["$`\\]/

/**
 * The words of bash's COMP_LINE up to the cursor. `breaks`: COMP_WORDBREAKS, where bash splits a word once more, and replaces the last
 * part alone.
 */
export function readBashLine(line: string, breaks: string): BashLine {
  const words: Word[] = []
  let word: Word | undefined
  let escaped = false
  for (const character of line) {
    const quote: string = word?.quote ?? ''
    if (!escaped && quote === '' && /\s/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
      continue
    }
    word ??= { text: '', quote: '', kept: 0 }
    if (escaped) {
      word.text += quote === '"' && !escapable.test(character) ? `\\${character}` : character
      escaped = false
    } else if (character === '\\' && quote !== "'") escaped = true
    else if (quote === '' && (character === '"' || character === "'")) {
      word.quote = character
      word.kept = word.text.length
    } else if (character === quote) word.quote = ''
    else {
      word.text += character
      if (quote === '' && breaks.includes(character)) word.kept = word.text.length
    }
  }
  const last = word ?? { text: '', quote: '', kept: 0 }
  return {
    words: behindProgram([...words, last].map(({ text }) => text)),
    written: (value) =>
      value.startsWith(last.text.slice(0, last.kept)) ? quoted(value.slice(last.kept), last.quote) : undefined,
  }
}

/** Behind `kdeploy`, which may stand behind `npx` or `sudo`; where another name stands for it, that is the first word. */
export function behindProgram(words: readonly string[]): readonly string[] {
  const before = words.slice(0, -1)
  const at = before.findIndex((word) => /^kdeploy(@.*|\.(js|cmd|exe|ps1))?$/.test(word.split(/[/\\]/).at(-1) ?? ''))
  return words.slice(Math.max(at, 0) + 1)
}

function quoted(text: string, quote: string): string {
  if (quote === '"') return text.replace(/["$`\\]/g, '\\$&')
  if (quote === "'") return text.replaceAll("'", "'\\''")
  return text.replace(/[^\w@%+=:,./-]/gu, (character) =>
    /[\p{L}\p{N}]/u.test(character) ? character : `\\${character}`,
  )
}

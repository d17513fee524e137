/** What an error of a call quotes of its arguments: in quotes, or as a word by itself. */
const quoted = /'[^']*'|"[^"]*"|[^\s'"]+/g

/** English words, which a message has of its own. */
const plainWord = /^[A-Za-z]{2,}$/

/**
 * The message of a call whose arguments hold these sensitive texts, with `(masked)` for whatever may be a part of one,
 * however short: what stands in quotes, single characters and their codes, and numbers where an argument is one.
 */
export function maskParts(message: string, sensitive: readonly string[]): string {
  if (sensitive.length === 0) return message
  const hidesNumbers = sensitive.some((text) => /^[-+\d.e]+$/.test(text))
  const isPart = (text: string): boolean => text !== '' && sensitive.some((whole) => whole.includes(text))
  return message.replace(quoted, (token) => {
    if (/^['"]/.test(token)) {
      const inner = token.slice(1, -1)
      return isPart(inner) || isCode(inner) ? `${token[0]}(masked)${token[0]}` : token
    }
    return token.replace(/^[([{]*(.*?)[)\]},.:;!?]*$/, (whole, core: string) => {
      const hides = isCode(core) || (hidesNumbers ? /\d/.test(core) : isPart(core) && !plainWord.test(core))
      // What is left of a text that is masked already is no word of its own.
      if (hides && token.includes('(masked)')) return '(masked)'
      return hides ? whole.replace(core, () => '(masked)') : whole
    })
  })
}

/** `0x51`, as messages write a character that doesn't print, and `\\x51`. */
function isCode(text: string): boolean {
  return /^(?:0x|\\[xuU])[0-9a-fA-F]+$/.test(text)
}

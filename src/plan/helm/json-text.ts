/** Offsets in a text, `end` excluded. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

/**
 * Where the string is that a JSON object's text has under a key, quotes included; the last one of that name, as parsers take
 * it. undefined where there is none. The text must be valid JSON.
 */
export function topLevelString(json: string, key: string): TextRange | undefined {
  let found: TextRange | undefined
  let depth = 0
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at]
    if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    else if (character === '"') {
      const end = endOfString(json, at)
      const value = depth === 1 ? valueAfter(json, end) : undefined
      if (value !== undefined && JSON.parse(json.slice(at, end)) === key) {
        found = json[value] === '"' ? { start: value, end: endOfString(json, value) } : undefined
      }
      at = end - 1
    }
  }
  return found
}

/** The offset after the closing quote. No pattern: strings of several megabytes exhaust a backtracking one. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at += 1) {
    if (json[at] === '\\') at += 1
    else if (json[at] === '"') return at + 1
  }
  return json.length
}

/** Where the value starts if what ends here is a key. */
function valueAfter(json: string, end: number): number | undefined {
  const [colon] = /^\s*:\s*/.exec(json.slice(end, end + 100)) ?? []
  return colon === undefined ? undefined : end + colon.length
}

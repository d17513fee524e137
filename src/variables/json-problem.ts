/** What stands where JSON has something else. */
export interface JsonProblem {
  /** From 0. */
  readonly offset: number
  readonly expected: string
}

const blanks = /[ \t\r\n]*/y
const mark = /[{}[\],:]/y
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y

/** What may stand at a place. `first`: right behind an opening bracket, which may be closed at once. */
type Wanted = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma' | 'end'

/**
 * Why a text is not one JSON value (RFC 8259); undefined where it is one. JSON.parse says it in other words in each version of Node,
 * most without the place, and quotes the text, which may be a secret.
 */
export function jsonProblem(text: string): JsonProblem | undefined {
  let at = 0
  const open: ('{' | '[')[] = []
  const take = (token: RegExp): string | undefined => {
    token.lastIndex = at
    const found = token.exec(text)?.[0]
    at += found?.length ?? 0
    return found
  }
  let wanted: Wanted = 'value'
  const next = (): Wanted => (open.length === 0 ? 'end' : 'comma')
  while (true) {
    take(blanks)
    const offset = at
    if (wanted === 'end') return at === text.length ? undefined : { offset, expected: 'nothing more' }
    const closing: string = open.at(-1) === '{' ? '}' : ']'
    const isKey = wanted === 'key' || wanted === 'first key'
    const isValue = wanted === 'value' || wanted === 'first value'
    if (isKey && take(string) !== undefined) wanted = 'colon'
    else if (isValue && (take(string) ?? take(scalar)) !== undefined) wanted = next()
    else {
      const found = take(mark)
      if (isValue && (found === '{' || found === '[')) {
        open.push(found)
        wanted = found === '{' ? 'first key' : 'first value'
      } else if (found === closing && open.length > 0 && ['first key', 'first value', 'comma'].includes(wanted)) {
        open.pop()
        wanted = next()
      } else if (wanted === 'colon' && found === ':') wanted = 'value'
      else if (wanted === 'comma' && found === ',') wanted = closing === '}' ? 'key' : 'value'
      else return { offset, expected: describe(wanted, closing) }
    }
  }
}

function describe(wanted: Wanted, closing: string): string {
  switch (wanted) {
    case 'first value':
      return 'a value or ]'
    case 'key':
      return 'a name in double quotes'
    case 'first key':
      return 'a name in double quotes or }'
    case 'colon':
      return ':'
    case 'comma':
      return `, or ${closing}`
    default:
      return 'a value'
  }
}

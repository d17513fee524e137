import { anyObject, anything, type Schema } from './check/schema.ts'

/** The types that are written as one letter, in Kubernetes' own definitions. */
const scalars: Readonly<Record<string, Schema>> = {
  s: { type: 'string', null: 'absent' },
  y: { type: 'string', null: 'absent', format: 'byte' },
  t: { type: 'string', null: 'absent', format: 'date-time' },
  T: { type: 'string', null: 'absent', format: 'date-time' },
  b: { type: 'boolean', null: 'absent' },
  i: { type: 'integer', null: 'absent', format: 'int32' },
  l: { type: 'integer', null: 'absent', format: 'int64' },
  n: { type: 'number', null: 'absent' },
  q: { type: 'quantity', null: 'absent' },
  I: { type: 'int-or-string', null: 'absent', format: 'int32' },
  o: anyObject,
  x: anything,
}

/**
 * The schema of a type in data/definitions.ts: a letter for a scalar (with its only values in parentheses, a blank written `~`),
 * `&NAME` for a definition, `[TYPE]` for a list (with the keys of its items in braces), `<TYPE>` for a map; `=TEXT` behind it is its
 * default.
 */
export function readType(text: string, definition: (name: string) => Schema): Schema {
  const [type, byDefault] = splitDefault(text)
  const schema = readPlain(type, definition)
  return byDefault === undefined ? schema : { ...schema, default: byDefault }
}

function readPlain(text: string, definition: (name: string) => Schema): Schema {
  switch (text[0]) {
    case '&':
      return definition(text.slice(1))
    case '<':
      return { type: 'object', null: 'absent', others: readPlain(text.slice(1, -1), definition) }
    case '[': {
      const end = text.lastIndexOf(']')
      const items = readPlain(text.slice(1, end), definition)
      const keys = text.slice(end + 1)
      if (keys === '') return { type: 'list', null: 'absent', items }
      return { type: 'list', null: 'absent', items, keys: keys.slice(1, -1).split(',').filter(Boolean) }
    }
    default: {
      const scalar = scalars[text[0] ?? '']
      if (scalar === undefined) throw new Error(`no type is written ${text}`)
      return text.length === 1 ? scalar : { ...scalar, values: text.slice(2, -1).replaceAll('~', ' ').split('|') }
    }
  }
}

/** The only values of a string may contain `=`; a default stands behind them. */
function splitDefault(text: string): [string, string | undefined] {
  const at = text.lastIndexOf('=')
  return at < 0 || at < text.lastIndexOf(')') ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

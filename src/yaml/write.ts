import type { Json } from '../json-map.ts'
import { literalBlock, writeNumber, writeString } from './write-scalar.ts'

/** Longer keys must be written as `? key`: libyaml looks for the colon in the next 1,024 characters only. */
const longestSimpleKey = 800

/**
 * A value as a YAML document with a newline at its end, which kubectl and Python's YAML 1.1 loaders read back as the
 * same value: keys in the given order, block style, list dashes under their key, literal blocks for text of several
 * lines. Lone surrogates become U+FFFD; numbers must be finite.
 */
export function writeYaml(value: Json): string {
  const lines: string[] = []
  writeNode(value, '', '', lines)
  return `${lines.join('\n')}\n`
}

/** Writes a value after `lead` (`key:`, `-`, or nothing), whose children are indented by `indent`. */
function writeNode(value: Json, lead: string, indent: string, lines: string[]): void {
  const open = lead === '' || lead.endsWith(' ') ? lead : `${lead} `
  if (typeof value === 'string') {
    const block = literalBlock(value)
    if (block === undefined) {
      lines.push(`${open}${writeString(value)}`)
      return
    }
    // A literal block at the root has to be indented too.
    const inner = indent === '' ? '  ' : indent
    lines.push(`${open}${block.indicator}`)
    for (const line of block.lines) lines.push(line === '' ? '' : `${inner}${line}`)
  } else if (Array.isArray(value)) {
    if (value.length === 0) lines.push(`${open}[]`)
    else writeList(value, lead, indent, lines)
  } else if (value !== null && typeof value === 'object') {
    if (Object.keys(value).length === 0) lines.push(`${open}{}`)
    else writeMap(value, lead, indent, lines)
  } else {
    lines.push(`${open}${typeof value === 'number' || typeof value === 'bigint' ? writeNumber(value) : String(value)}`)
  }
}

function writeList(items: readonly Json[], lead: string, indent: string, lines: string[]): void {
  const inKey = lead.endsWith(':')
  const dashes = inKey ? indent.slice(2) : indent
  if (inKey) lines.push(lead)
  items.forEach((item, index) => {
    const start = !inKey && index === 0 && lead !== '' ? lead : dashes
    writeNode(item, `${start}- `, `${dashes}  `, lines)
  })
}

function writeMap(map: { readonly [key: string]: Json }, lead: string, indent: string, lines: string[]): void {
  const inKey = lead.endsWith(':')
  if (inKey) lines.push(lead)
  Object.entries(map).forEach(([name, item], index) => {
    const start = !inKey && index === 0 && lead !== '' ? lead : indent
    const key = writeString(name)
    if (key.length <= longestSimpleKey) {
      writeNode(item, `${start}${key}:`, `${indent}  `, lines)
    } else {
      lines.push(`${start}? ${key}`)
      writeNode(item, `${indent}: `, `${indent}  `, lines)
    }
  })
}

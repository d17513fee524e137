import type { Field } from './field.ts'
import { misses, qualifiedName } from './texts.ts'

/** Of the keys and values of all annotations of one object. */
const mostBytes = 256 * 1024

export function checkAnnotations(annotations: Field): void {
  let bytes = 0
  for (const annotation of annotations.entries) {
    const key = String(annotation.step)
    const wanted = misses(key.toLowerCase(), qualifiedName)
    if (wanted !== undefined) annotation.refuse(`has a key that ${wanted}`)
    bytes += bytesOf(key) + bytesOf(annotation.text ?? '')
  }
  if (bytes > mostBytes) annotations.refuse(`must have at most ${mostBytes} bytes together, not ${bytes}`)
}

/** In UTF-8. */
function bytesOf(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code > 0x7f) bytes += 1
    // A surrogate pair has four bytes for two characters.
    if (code > 0x7ff && (code < 0xd800 || code > 0xdfff)) bytes += 1
  }
  return bytes
}

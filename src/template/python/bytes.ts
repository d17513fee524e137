import { raise } from './error.ts'
import { type Provenance, PyObject, type PyValue } from './object.ts'
import { asIndex, itemIndex } from './position.ts'
import { typeName } from './show.ts'
import { provenanceOf } from './text.ts'
import { traceNumber } from './traced.ts'

/** Python's bytes, with the provenance of the text that they encode. */
export class Bytes extends PyObject {
  readonly typeName = 'bytes'
  readonly data: Uint8Array
  readonly provenance: Provenance | null

  constructor(data: Uint8Array, provenance: Provenance | null = null) {
    super()
    this.data = data
    this.provenance = provenance
  }

  /** `self + other` */
  concat(other: Bytes): Bytes {
    return new Bytes(Buffer.concat([this.data, other.data]), provenanceOf(this, other))
  }

  override pyRepr(): string {
    return reprBytes(this.data)
  }

  override pyTruth(): boolean {
    return this.data.length > 0
  }

  override pyLength(): number {
    return this.data.length
  }

  override *pyIterate(): Iterator<PyValue> {
    for (const byte of this.data) yield traceNumber(byte, this.provenance)
  }

  override pyGetItem(key: PyValue): PyValue {
    if (asIndex(key) === undefined) itemIndex(key, 0, 'byte')
    try {
      return traceNumber(this.data[itemIndex(key, this.data.length, 'byte')] ?? null, this.provenance)
    } catch {
      return raise('IndexError', 'index out of range')
    }
  }

  override pyContains(item: PyValue): boolean {
    if (item instanceof Bytes) return Buffer.from(this.data).includes(Buffer.from(item.data))
    const byte = asIndex(item)
    if (byte === undefined) return raise('TypeError', `a bytes-like object is required, not '${typeName(item)}'`)
    if (byte < 0 || byte > 255) raise('ValueError', 'byte must be in range(0, 256)')
    return this.data.includes(Number(byte))
  }

  override pyEquals(other: PyValue): boolean | undefined {
    return other instanceof Bytes ? Buffer.compare(this.data, other.data) === 0 : undefined
  }

  override pyCompare(other: PyValue, operator: '<' | '<=' | '>' | '>='): boolean | undefined {
    if (!(other instanceof Bytes)) return undefined
    const order = Buffer.compare(this.data, other.data)
    if (operator === '<') return order < 0
    if (operator === '<=') return order <= 0
    return operator === '>' ? order > 0 : order >= 0
  }

  override pyHashKey(): string {
    return `\0b${Buffer.from(this.data).toString('latin1')}`
  }

  override pyProvenance(): Provenance | null {
    return this.provenance
  }
}

/** `repr(bytes)`: `b'a\x00'`. */
function reprBytes(data: Uint8Array): string {
  const mark = data.includes(0x27) && !data.includes(0x22) ? '"' : "'"
  let text = `b${mark}`
  for (const byte of data) {
    const character = String.fromCharCode(byte)
    if (character === mark || character === '\\') text += `\\${character}`
    else if (byte >= 0x20 && byte < 0x7f) text += character
    else if (byte === 9) text += '\\t'
    else if (byte === 10) text += '\\n'
    else if (byte === 13) text += '\\r'
    else text += `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return text + mark
}

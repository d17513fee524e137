/** Gives a value its token: the same value the same one, so that equality stays visible. */
export type Masker = (value: string) => string

/** Shorter values aren't searched for in foreign text: they would be found in everything. */
export const shortestSearched = 6

/** One way in which a value may stand in a text; what escapes make of it is found without (readings.ts). */
export interface Form {
  readonly value: string
  /** The first characters of the text; the index knows a form by them. */
  readonly head: string
  text(): string
  /** Of base64: how many characters before and after the text may hold some bits of the value too. */
  readonly shares: { readonly before: number; readonly after: number } | undefined
}

/**
 * As it is, and each of its lines; in base64 at any alignment, also twice, or in JSON first; its bytes in hex or as a list of
 * numbers. Line breaks are left out of texts, with the blanks around them, since a text's own needn't be read either.
 */
export function formsOf(value: string): Form[] {
  const lines = value.split(/[\r\n]+/).map((line) => line.trim())
  const parts = new Set([value, value.trim(), ...lines].filter((part) => part.length >= shortestSearched))
  const texts = new Set([...withoutBreaks(value), ...lines.filter((line) => line.length >= shortestSearched)])
  const forms = [...texts].map((text) => plainForm(value, text))
  for (const part of parts) {
    const bytes = Buffer.from(part)
    forms.push(...encodedForms(value, bytes, encodings))
    const json = JSON.stringify(part).slice(1, -1)
    if (json !== part) forms.push(...encodedForms(value, Buffer.from(json), inBase64))
    if (bytes.length > shortestWrapped)
      forms.push(...wrapped(bytes.toString('base64')).map((line) => plainForm(value, line)))
  }
  return forms
}

/** The blanks around them count as theirs (readings.ts). */
const lineBreaks = /[ \t]*[\r\n][ \t\r\n]*/g

/** What broke lines may have become nothing or a blank. */
function withoutBreaks(value: string): string[] {
  const whole = value.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
  const joined = ['', ' '].map((between) => whole.replace(lineBreaks, between))
  return joined.every((text) => text.length >= shortestSearched)
    ? joined
    : [whole.length >= shortestSearched ? whole : value]
}

function plainForm(value: string, text: string): Form {
  return { value, head: text.slice(0, shortestSearched), text: () => text, shares: undefined }
}

interface Encoding {
  encode(bytes: Buffer): string
  shares?(bytes: Buffer): Form['shares']
}

/** More bytes than any encoding needs for the head of its text. */
const headBytes = 12

function encodedForms(value: string, bytes: Buffer, as: readonly Encoding[]): Form[] {
  const first = bytes.subarray(0, headBytes)
  const forms: Form[] = []
  for (const encoding of as) {
    const head = encoding.encode(first).slice(0, shortestSearched)
    if (head.length === shortestSearched) forms.push(new EncodedForm(value, head, bytes, encoding))
  }
  return forms
}

/** The text is made when its head was found: a value has many forms, and most stand nowhere. */
class EncodedForm implements Form {
  readonly value: string
  readonly head: string
  readonly #bytes: Buffer
  readonly #encoding: Encoding
  #text: string | undefined

  constructor(value: string, head: string, bytes: Buffer, encoding: Encoding) {
    this.value = value
    this.head = head
    this.#bytes = bytes
    this.#encoding = encoding
  }

  text(): string {
    this.#text ??= this.#encoding.encode(this.#bytes)
    return this.#text
  }

  get shares(): Form['shares'] {
    return this.#encoding.shares?.(this.#bytes)
  }
}

/**
 * The characters of base64 that depend on the value alone, where it begins `offset` bytes after the beginning of a group of
 * three.
 */
function base64At(offset: number, bytes: Buffer): string {
  const shifted = Buffer.alloc(offset + bytes.length)
  bytes.copy(shifted, offset)
  const encoded = shifted.toString('base64')
  const first = [0, 2, 3][offset] ?? 0
  // The last group's padding, and the character before it, which holds some bits only.
  const rest = (offset + bytes.length) % 3
  return encoded.slice(first, encoded.length - (rest === 0 ? 0 : 4 - rest))
}

const inBase64: readonly Encoding[] = [0, 1, 2].map((offset) => ({
  encode: (bytes) => base64At(offset, bytes),
  shares: ({ length }) => ({ before: offset > 0 ? 1 : 0, after: (offset + length) % 3 > 0 ? 1 : 0 }),
}))

const inBase64ForUrls: readonly Encoding[] = inBase64.map(({ encode, ...others }) => ({
  ...others,
  encode: (bytes) => encode(bytes).replaceAll('+', '-').replaceAll('/', '_'),
}))

/** A registry's credentials in a Secret; the padding of the inner one is base64 too. */
const inBase64Twice: readonly Encoding[] = inBase64.flatMap((inner) =>
  inBase64.map((outer) => ({
    encode: (bytes: Buffer) => outer.encode(Buffer.from(inner.encode(bytes))),
    shares: () => ({ before: 2, after: 5 }),
  })),
)

const inHex: readonly Encoding[] = ['', ' ', ':', '-', ',', ', '].flatMap((between) => {
  const encode = (bytes: Buffer) => {
    const hex = bytes.toString('hex')
    return between === '' ? hex : hex.replace(/..(?!$)/g, `$&${between}`)
  }
  return [{ encode }, { encode: (bytes) => encode(bytes).toUpperCase() }]
})

/** A slice of bytes as Go prints it with `%#v`, and as C writes it. */
const asHexNumbers: readonly Encoding[] = [' ', ',', ', '].flatMap((between) =>
  [1, 2].map((digits) => ({
    encode: (bytes: Buffer) => [...bytes].map((byte) => `0x${byte.toString(16).padStart(digits, '0')}`).join(between),
  })),
)

/** Go prints bytes with blanks between them, JSON and Python with commas. */
const asNumbers: readonly Encoding[] = [' ', ',', ', '].map((between) => ({
  encode: (bytes) => [...bytes].join(between),
}))

const encodings = [...inBase64, ...inBase64ForUrls, ...inBase64Twice, ...inHex, ...asHexNumbers, ...asNumbers]

/** The lines of base64 that is broken as MIME and base64(1) do, at 76 characters, or as PEM does, at 64: of logs, each line comes by itself. */
function wrapped(encoded: string): string[] {
  const lines = [76, 64].flatMap((width) =>
    encoded.length <= width ? [] : (encoded.match(new RegExp(`.{1,${width}}`, 'g')) ?? []),
  )
  return lines.filter((line) => line.length >= shortestLine)
}

/** A shorter last line could stand anywhere. */
const shortestLine = 12

/** Bytes; the base64 of fewer is not broken. */
const shortestWrapped = 48

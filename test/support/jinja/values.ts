import fc, { type Arbitrary } from 'fast-check'

/** The variables of every random template; each name's first letters tell its type to expressions.ts. */
export const variables: Readonly<Record<string, unknown>> = {
  s: 'Hello, World',
  word: 'web_app-01',
  padded: '  two words\t',
  blank: '',
  wide: 'Straße 😀 ǅ é ﬁ',
  lines: 'one\ntwo words here\n\n  three\r\nfour',
  html: '<a href="x?a=1&b=2">it\'s</a>',
  link: 'see https://example.com/a?b=c, www.example.org or me@example.com (now).',
  digits: '042',
  n: 7,
  zero: 0,
  minus: -3,
  big: 1_000_000,
  half: 2.5,
  tiny: -0.000_012_5,
  yes: true,
  no: false,
  nothing: null,
  numbers: [3, 1, 2, -5, 10],
  floats: [1.5, 2, -0.25],
  names: ['b', 'A', 'c', 'a', 'B'],
  mixed: [1, 'x', null, true, 2.5, [1], { k: 'v' }],
  pairs: [
    ['x', 1],
    ['y', 2],
  ],
  nested: [[1, [2, 3]], [4], []],
  void: [],
  d: { b: 2, a: 1, c: { x: [1, 'y', null], z: 'deep' } },
  labels: { app: 'web', 'app.kubernetes.io/name': 'x y', Zone: 'eu-1', empty: '', none: null },
  bare: {},
  users: [
    { name: 'bob', age: 30, team: 'x', on: true, tags: ['u', 'v'], at: { city: 'Rome' } },
    { name: 'Ann', age: 25, team: 'y', on: false, tags: [], at: { city: 'oslo' } },
    { name: 'cy', age: 30, team: 'X', on: true, tags: ['v'], at: { city: 'Rome' } },
  ],
}

const words = [
  ...['a', 'b', 'x', 'A', 'Ab', 'foo bar', 'x-y_z', ' ', '', '_', ',', '-', 'l', '1', '12', '3.5'],
  ...['é', 'ß', '😀', 'İ', 'ŉ', 'Σ', 'ǅ', 'ﬁ', '²', 'ª'],
]
const markupWords = [
  ...['<b>', '&amp;', '"', "'", '{', '}', '%', '%s', '\\', '\n', '\t', '\r\n'],
  ...['\u0000', '\u2028', '\u00a0', '%d', '{}', '\u00ad', '<!-- c -->', '\x1c'],
]
const wordText = fc.constantFrom(...words)
const freeText = fc.string({ unit: 'grapheme', maxLength: 6 })
const plainText = fc.string({ maxLength: 8 })

/** The characters of a string; not yet a literal. */
const text: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: wordText },
  { weight: 2, arbitrary: fc.constantFrom(...markupWords) },
  { weight: 2, arbitrary: plainText },
  { weight: 1, arbitrary: freeText },
  { weight: 2, arbitrary: fc.array(wordText, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('')) },
)

/** A string literal of Jinja2, with escapes where it needs or, at times, doesn't need them. */
export const textLiteral: Arbitrary<string> = fc
  .tuple(text, fc.constantFrom("'", '"'), fc.constantFrom('raw', 'raw', 'raw', 'escaped'))
  .map(
    ([value, quote, style]) =>
      quote + [...value].map((char) => spell(char, quote, style === 'escaped')).join('') + quote,
  )

function spell(char: string, quote: string, escaped: boolean): string {
  const code = char.codePointAt(0) ?? 0
  if (char === '\\' || char === quote) return `\\${char}`
  if (char === '\n' || char === '\r') return char === '\n' ? '\\n' : '\\r'
  if (!escaped) return char
  if (code > 0xffff) return `\\U${code.toString(16).padStart(8, '0')}`
  if (code > 0xff) return `\\u${code.toString(16).padStart(4, '0')}`
  return code % 2 === 0 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\${code.toString(8).padStart(3, '0')}`
}

/** Small integers as they stand in counts, widths and indexes. */
export const smallInteger: Arbitrary<string> = fc.integer({ min: -3, max: 12 }).map(String)

export const integerLiteral: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: smallInteger },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '9007199254740991',
      '9007199254740993',
      '18446744073709551616',
      '123456789012345678901234567890',
      '1_000',
      '0x1F',
      '0b101',
      '0o17',
      '255',
      '1000000',
    ),
  },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 2n ** 70n }).map(String) },
)

export const floatLiteral: Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '0.0',
      '1.0',
      '0.1',
      '2.5',
      '1.5',
      '3.14159',
      '1e3',
      '1e16',
      '1e-5',
      '1e22',
      '12.0e-2',
      '1_0.5',
      '1e308',
      '123456789.125',
    ),
  },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }).map(spellFloat) },
)

function spellFloat(value: number): string {
  const spelled = String(value).replace('e+', 'e')
  return /[.e]/.test(spelled) ? spelled : `${spelled}.0`
}

/** A value of JSON, for a variable of its own in a case. */
export const json: Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    text,
    fc.integer({ min: -1000, max: 1000 }),
    // Larger whole numbers are floats in Python's JSON, ints for whoever holds a JavaScript number.
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((v) => !Number.isInteger(v) || Number.isSafeInteger(v)),
    fc.boolean(),
    fc.constant(null),
    fc.maxSafeInteger(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value

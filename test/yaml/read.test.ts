import { describe, expect, it } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import { cutMarked } from '../../src/shorten.ts'
import { readDocuments } from '../../src/yaml/read.ts'

function problem(text: string): KdeployError {
  try {
    readDocuments(text, 'a.yaml')
  } catch (error) {
    if (error instanceof KdeployError) return error
  }
  throw new Error('no KdeployError')
}

describe('readDocuments', () => {
  it('says where each document and each field is', () => {
    const text = '# c\n---\nkind: A\nlist:\n- x: 1\n  w: "two"\n- z\n---\n\n---\nkind: B\n'
    const [first, empty, last] = readDocuments(text, 'a.yaml')
    expect(first?.startLine).toBe(3)
    expect(first?.endLine).toBe(7)
    expect(first?.placeOf(['kind'])).toEqual({ line: 3, column: 1 })
    expect(first?.placeOf(['list', 0, 'w'])).toEqual({ line: 6, column: 3 })
    expect(first?.placeOf(['list', 1])).toEqual({ line: 7, column: 3 })
    expect(first?.placeOf(['list', 0, 'w', 'absent', 3])).toEqual({ line: 6, column: 3 })
    expect(first?.placeOf(['list', 7])).toEqual({ line: 4, column: 1 })
    expect(first?.placeOf([])).toEqual({ line: 3, column: 1 })
    const { key, value } = first?.rangeOf(['list', 0, 'w']) ?? {}
    expect([text.slice(key?.start, key?.end), text.slice(value?.start, value?.end)]).toEqual(['w', '"two"'])
    expect(empty?.value).toBeNull()
    expect(last?.startLine).toBe(11)
  })

  it('reads each of many documents by itself, at its place in the text', () => {
    const text =
      'a: "---"\r\n---\r\nb: |\r\n ---\r\n\r\n--- # c\r\nd: 1\r\ne: [1,\r\n2]\r\n---e: 1\r\n---\t\n- f: 2\n--- \n'
    const documents = readDocuments(text, 'a.yaml')
    expect(documents.map(({ value }) => value)).toEqual([
      { a: '---' },
      { b: '---\n' },
      { d: 1, e: [1, 2], '---e': 1 },
      [{ f: 2 }],
      null,
    ])
    expect(documents.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
      [1, 1],
      [3, 5],
      [7, 10],
      [12, 12],
      [13, 13],
    ])
    expect(documents[2]?.placeOf(['e', 1])).toEqual({ line: 9, column: 1 })
    expect(documents[3]?.placeOf([0, 'f'])).toEqual({ line: 12, column: 3 })
    expect(documents[2]?.plainText(['d'])).toBe('1')
  })

  it.each([
    ['quotes', 'a: 1\n---\nb: "\n---\nc"\n'],
    ['brackets', 'a: 1\n---\nb: [1,\n--- \n2]\n'],
  ])('ends a document within %s at a line of ---, as libyaml', (_, text) => {
    expect(problem(text).place).toEqual({ file: 'a.yaml', line: 4, column: 1 })
  })

  it('counts lines of a problem from the beginning of the text, and knows directives', () => {
    expect(problem('a: 1\n---\nb: 2\n---\nc: 3\nc: 4\n').place).toMatchObject({ line: 6, column: 1 })
    expect(problem('a: 1\n---\nb: 2\n---\nc: d: 3\n').place).toMatchObject({ line: 5 })
    const [first, second] = readDocuments('a: 1\n...\n%TAG !e! tag:yaml.org,2002:\n---\nb: !e!str 1\n', 'a.yaml')
    expect([first?.value, second?.value]).toEqual([{ a: 1 }, { b: '1' }])
  })

  it('finds a merged field where it is written', () => {
    const [document] = readDocuments('a: &a\n  x: 1\n  w: 1\nb:\n  <<: *a\n  x: 2\n', 'a.yaml')
    expect(document?.placeOf(['b', 'x']).line).toBe(6)
    expect(document?.placeOf(['b', 'w']).line).toBe(3)
  })

  it('shows the place, the line and a caret for a syntax error', () => {
    const error = problem('a: 1\nb:\n\tc: 2\n')
    expect(error).toMatchObject({
      code: 'yaml-syntax',
      category: 'input',
      place: { file: 'a.yaml', line: 3, column: 1 },
    })
    expect(cutMarked(error.detail ?? '')).toBe('3 | →c: 2\n  | ^')
  })

  it('names a duplicate key and where it is', () => {
    const error = problem('a:\n  b: 1\n  c: 2\n  b: 3\n')
    expect(error.message).toBe('invalid YAML: duplicate key: b')
    expect(error.place).toEqual({ file: 'a.yaml', line: 4, column: 3 })
    expect(error.detail).toBe('4 |   b: 3\n  |   ^')
  })

  it('says that a template expression must be quoted', () => {
    expect(problem('a: {{ x }}\n').message).toContain('a value that begins with {{ must be quoted')
  })

  it('cuts a long line around the caret', () => {
    const error = problem(`a: ${'x'.repeat(500)}: y ${'z'.repeat(500)}\n`)
    expect(
      Math.max(
        ...cutMarked(error.detail ?? '')
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThan(120)
  })

  it('shows only what it may show', () => {
    const text = 'a: 1\na: secret\n'
    const at = text.indexOf('secret')
    const textOf = (start: number, end: number) =>
      start <= at && end > at ? text.slice(start, end).replace('secret', '***') : text.slice(start, end)
    expect(() => readDocuments(text, 'a.yaml', { textOf })).toThrow(
      expect.objectContaining({ detail: '2 | a: ***\n  | ^' }),
    )
  })

  it('asks for the place of an error where the text is a template’s output', () => {
    const placeAt = () => ({ file: 'templates/web.yaml', line: 7 })
    expect(() => readDocuments('a: 1\na: 2\n', 'x', { placeAt })).toThrow(
      expect.objectContaining({ place: { file: 'templates/web.yaml', line: 7 } }),
    )
  })

  it('reads brackets and quotes that end with less indentation, as kubectl does', () => {
    const text =
      'a:\n  b: [\n    "x", # one ]\n    {w: 1}\n  ]\n  c: "one\ntwo"\n  d:\n  - [\n  1\n  ]\ne: {\n  f: 1\n}\ng: 2\n'
    const [document] = readDocuments(text, 'a.yaml')
    expect(document?.value).toEqual({ a: { b: ['x', { w: 1 }], c: 'one two', d: [[1]] }, e: { f: 1 }, g: 2 })
    expect(document?.placeOf(['g'])).toEqual({ line: 15, column: 1 })
    expect(document?.placeOf(['a', 'c'])).toEqual({ line: 6, column: 3 })
    expect(document?.placeOf(['e', 'f'])).toEqual({ line: 13, column: 3 })
  })

  it('reads a long text with less such indentation only, since each line asks for another reading', {
    timeout: 120_000,
  }, () => {
    const items = (count: number) => `a: [\n${'x,\n'.repeat(count)}]\n`
    expect(readDocuments(items(100), 'a.yaml')[0]?.value).toEqual({ a: Array.from({ length: 100 }, () => 'x') })
    const long = `${'# a comment\n'.repeat(200_000)}${items(100)}`
    expect(() => readDocuments(long, 'a.yaml')).toThrow('too little indentation')
    expect(readDocuments(`${'# a comment\n'.repeat(200_000)}${items(10)}`, 'a.yaml')).toHaveLength(1)
  })

  it('reports an unclosed quote at the first line that gives it away', () => {
    const error = problem('a: "b\nc: 1\nd: 2\n')
    expect(error.place).toMatchObject({ line: 2 })
    expect(error.message).toContain('quote above is not closed')
  })

  it('stops an alias bomb in bounded time', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
    for (let level = 1; level < 12; level += 1) {
      lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`)
    }
    expect(problem(lines.join('\n')).message).toContain('excessive aliasing')
  })

  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['9_223_372_036_854_775_807', 9223372036854775807n],
    ['-0x8000000000000000', -9223372036854775808n],
    ['18446744073709551615', 18446744073709551615n],
    ['18446744073709551616', 18446744073709552000],
    ['!!int 9223372036854775807', 9223372036854775807n],
    ['1e3', 1000],
    ['1e18', 1000000000000000000n],
    ['1e19', 1e19],
    ['!!float 9223372036854775807', 9223372036854776000],
    ['-0', 0],
    ['-0.0', 0],
  ])('reads %s to the last digit, up to 64 bits', (text, value) => {
    expect(readDocuments(`k: ${text}\n`, 'a.yaml').map((document) => document.value)).toEqual([{ k: value }])
  })

  it('takes a byte order mark where a line begins for no part of a key, as kubectl does', () => {
    const text = '\ufeffkind: A\n---\n\ufeffkind: B\ntext: \ufeffC\n'
    expect(readDocuments(text, 'a.yaml').map((document) => document.value)).toEqual([
      { kind: 'A' },
      { kind: 'B', text: '\ufeffC' },
    ])
  })

  it('tells floats from integers, as which it also takes no more than 64 bits', () => {
    const text = '[1, 0x1E, 1_0, 18446744073709551615, !!int 1, 1.0, 1e3, .5, 18446744073709551616, !!float 1]'
    const [document] = readDocuments(text, 'a.yaml')
    const floats = Array.from({ length: 10 }, (_, index) => document?.isFloat([index]))
    expect(floats).toEqual([false, false, false, false, false, true, true, true, true, true])
  })

  it('reports nesting without end as an error', () => {
    expect(problem('['.repeat(5000)).code).toBe('yaml-syntax')
  })
})

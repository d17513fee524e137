import { describe, expect, it } from 'vitest'
import type { KdeployError } from '../../src/errors.ts'
import { parseDotenv } from '../../src/sources/dotenv.ts'
import { explain, type Files, variablesOf } from '../support/projects/project-folder.ts'

function profile(source: string, more: Files = {}): Files {
  return { 'profiles/prod.yaml': `variablesFrom:\n- ${source}\n`, ...more }
}

describe('a file source', () => {
  it.each([
    ['shared.yaml', 'a: 1\nb: {c: on}\n', { a: 1, b: { c: true } }],
    ['shared.yml', '', {}],
    ['shared.json', '{"a": [1, "{{ d }}"], "d": 2}', { a: [1, '2'], d: 2 }],
    ['.env', 'A=1\nB="x y"\n', { A: '1', B: 'x y' }],
    ['config/prod.env', 'export A={{ x }}\n', { A: '{{ x }}' }],
  ])('reads %s', async (file, text, variables) => {
    expect(await variablesOf(profile(`file: ${file}`, { [file]: text }))).toEqual(variables)
  })

  it('may have 10 MiB', async () => {
    const size = 10 * 1024 * 1024
    const bounded = (big: string) => variablesOf(profile('{file: big, format: text, as: x}', { big }))
    expect(await bounded('x'.repeat(size))).toEqual({ x: 'x'.repeat(size) })
    await expect(bounded('x'.repeat(size + 1))).rejects.toThrow("big can't be read: it is larger than 10 MiB")
  })

  it('refuses a key that YAML 1.1 reads as something else, and tells nothing of a sensitive one', async () => {
    const files = { 'a.yaml': 'a: {y: 1}\n' }
    await expect(variablesOf(profile('file: a.yaml', files))).rejects.toThrow(
      'the key `y` is read as the boolean true; quote it: "y"',
    )
    await expect(variablesOf(profile('{file: a.yaml, sensitive: true}', files))).rejects.toThrow(
      /: a key is read as a boolean or a number; quote it$/,
    )
  })

  it('reads any file as text under `as`', async () => {
    const files = profile('{file: motd, format: text, as: motd}', { motd: 'hello\n{{ x }}\n' })
    expect(await variablesOf(files)).toEqual({ motd: 'hello\n{{ x }}\n' })
  })

  it('keeps a text to the last character, and leaves a byte order mark out of YAML, JSON and dotenv', async () => {
    const motd = '\ufeffa\r\nb\u0085\u2028\ufffe\u0000é e\u0301 \u202e😀\n'
    expect(await variablesOf(profile('{file: motd, format: text, as: motd}', { motd }))).toEqual({ motd })
    expect(await variablesOf(profile('file: a.yaml', { 'a.yaml': '\ufeffa: 1\n' }))).toEqual({ a: 1 })
    expect(await variablesOf(profile('file: a.json', { 'a.json': '\ufeff{"a": 1}' }))).toEqual({ a: 1 })
    expect(await variablesOf(profile('file: a.env', { 'a.env': '\ufeffA=1\r\n' }))).toEqual({ A: '1' })
  })

  it('gives the bytes of any file as base64 where its format is binary', async () => {
    const keystore = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    const source = '{file: store.jks, format: binary, as: store}'
    expect(await variablesOf(profile(source, { 'store.jks': keystore }))).toEqual({
      store: Buffer.from(keystore).toString('base64'),
    })
  })

  it.each([
    ['{file: x, format: text, as: x}', 'x', 'set `format: binary` on the source to get it as base64'],
    ['file: x.yaml', 'x.yaml', 'save it as UTF-8'],
    ['file: x.env', 'x.env', 'save it as UTF-8'],
  ])('refuses what isn’t UTF-8, with its line (%s)', async (source, file, hint) => {
    const bytes = Buffer.from('A=é\nB=\xff\n', 'latin1')
    await expect(variablesOf(profile(source, { [file]: bytes }))).rejects.toMatchObject({
      code: 'file-unreadable',
      category: 'input',
      message: `${file} can't be read: it is not UTF-8 (byte 3 of line 1)`,
      place: { file, line: 1, column: 3 },
      hint,
    })
  })

  it('keeps a whole number that is written as a float apart from an integer, as Python does', async () => {
    const text =
      'a: 1.0\nb: 1\nc: [2.0, "{{ a }}"]\nd: 1.5\ne: "1.0"\nf: 0x1E\ng: &x 1.0\nh: *x\ni: 1e18\nj: "{{ i }}"\n'
    const files = { 'profiles/prod.yaml': `variablesFrom: [{file: s.yaml}]\nvariables: {z: 3.0}\n`, 's.yaml': text }
    const variables = {
      a: '1.0',
      b: 1,
      c: ['2.0', '1.0'],
      d: 1.5,
      e: '1.0',
      f: 30,
      g: '1.0',
      h: '1.0',
      i: '1000000000000000000.0',
      j: '1000000000000000000.0',
      z: '3.0',
    }
    expect(await variablesOf(files)).toEqual(variables)
  })

  it('is literal where it is sensitive', async () => {
    const files = profile('{file: s.yaml, sensitive: true}', { 's.yaml': 'password: "a{{ b"\n' })
    expect(await variablesOf(files)).toMatchObject({ password: { text: 'a{{ b' } })
  })

  it.each([
    'pw: *P4ssw0rd',
    'pw: !!int P4ssw0rd',
    'pw: !!null P4ssw0rd',
    'pw: !P4ss%ZZw0rd x',
    '{P4ssw0rd: 1, P4ssw0rd: 2}',
    'pw: !P4ssw0rd!x y',
    'pw: !!float P4ssw0rd',
  ])('shows no word of it where it is sensitive and broken: %s', async (text) => {
    const files = profile('{file: s.yaml, sensitive: true}', { 's.yaml': text })

    const { code, message, detail } = await variablesOf(files).catch((error: unknown) => error as KdeployError)

    expect({ code, shown: `${message} ${detail}` }).toEqual({
      code: 'yaml-syntax',
      shown: expect.not.stringMatching(/P4ss|w0rd/),
    })
  })

  it('picks keys and says where they are', async () => {
    const files = profile('{file: s.yaml, keys: [b]}', { 's.yaml': 'a: 1\nb: 2\n' })
    const rows = await explain(files)
    expect(rows.find(({ name }) => name === 'b')?.by.place).toEqual({ file: 's.yaml', line: 2, column: 1 })
    expect(rows.some(({ name }) => name === 'a')).toBe(false)
  })

  it.each([
    ['file: nope.yaml', {}, 'source-absent', 'the file nope.yaml does not exist', 'profiles/prod.yaml', 2],
    ['file: s.txt', {}, 'source-failed', "the format of s.txt can't be told from its name", 'profiles/prod.yaml', 2],
    [
      'file: s.yaml',
      { 's.yaml': '- a\n' },
      'source-failed',
      's.yaml must contain a map of variables, found a list',
      's.yaml',
      1,
    ],
    ['file: s.yaml', { 's.yaml': 'a: 1\na: 2\n' }, 'yaml-syntax', 'invalid YAML: duplicate key: a', 's.yaml', 2],
    [
      'file: a.env',
      { 'a.env': '# c\nA=1\nB="open\n' },
      'dotenv-syntax',
      'expected a line NAME=value, with closed quotes',
      'a.env',
      3,
    ],
    [
      '{file: m, format: text}',
      { m: 'x' },
      'source-failed',
      'm returns text, not a map of variables',
      'profiles/prod.yaml',
      2,
    ],
  ])('refuses %s', async (source, more, code, message, file, line) => {
    await expect(variablesOf(profile(source, more))).rejects.toMatchObject({ code, message, place: { file, line } })
  })
})

describe('an environment source', () => {
  it('sees none of kdeploy’s own secrets, nor does a command', async () => {
    const environment = { PATH: process.env['PATH'], KDEPLOY_HISTORY_KEY: 'k3y', KDEPLOY_PLAN_KEY: 'k3y', OTHER: '1' }
    await expect(variablesOf(profile('environment: [KDEPLOY_HISTORY_KEY]'), { environment })).rejects.toMatchObject({
      code: 'source-absent',
    })
    const connect = async () => ({ defaultNamespace: 'ns', live: { get: async () => null, list: async () => [] } })
    const print =
      'JSON.stringify({ key: String(process.env.KDEPLOY_HISTORY_KEY ?? process.env.KDEPLOY_PLAN_KEY), other: process.env.OTHER })'
    const command = profile(`command: [${JSON.stringify(process.execPath)}, -p, "${print}"]`)
    expect(await variablesOf(command, { environment, connect })).toEqual({ key: 'undefined', other: '1' })
  })

  it('gives variables by name, as text, and names those that aren’t set', async () => {
    const files = profile('environment: [CI_COMMIT_SHA, TAG]')
    expect(await variablesOf(files, { environment: { CI_COMMIT_SHA: '012', TAG: '{{ x }}', OTHER: '1' } })).toEqual({
      CI_COMMIT_SHA: '012',
      TAG: '{{ x }}',
    })
    await expect(variablesOf(files, { environment: { TAG: '1' } })).rejects.toMatchObject({
      code: 'source-absent',
      message: 'the environment variable CI_COMMIT_SHA must be set',
      place: { file: 'profiles/prod.yaml', line: 2 },
    })
    const optional = profile('{environment: [CI_COMMIT_SHA, TAG], optional: true}')
    expect(await variablesOf(optional, { environment: { TAG: '1' } })).toEqual({ TAG: '1' })
  })
})

it('offline, the example of an environment source stands for what isn’t set', async () => {
  const files = profile('{environment: [TAG], example: {TAG: none}}')
  expect(await variablesOf(files)).toEqual({ TAG: 'none' })
  await expect(variablesOf(profile('environment: [TAG]'))).rejects.toMatchObject({
    hint: 'set it, or add `example:` to the source, which stands for it where no cluster is asked',
  })
  expect(await variablesOf(files, { environment: { TAG: '7' } })).toEqual({ TAG: '7' })
  const connect = async () => ({ defaultNamespace: 'ns', live: { get: async () => null, list: async () => [] } })
  await expect(variablesOf(files, { connect })).rejects.toMatchObject({ code: 'source-absent' })
})

describe('parseDotenv', () => {
  it('reads what dotenv files hold', () => {
    const text = [
      '# comment',
      '',
      'A=plain # comment',
      'B = spaced out ',
      "C='single # $A \\n'",
      'D="two\\nlines \\"q\\" \\$A"',
      'E="over',
      'lines"',
      'export F=x#y',
      'G=',
      'h.i-j=k=l',
      'W="é"\r',
      'Z=last',
    ].join('\n')
    const { values, placeOf } = parseDotenv(text, '.env')
    expect(values).toEqual({
      A: 'plain',
      B: 'spaced out',
      C: 'single # $A \\n',
      D: 'two\nlines "q" $A',
      E: 'over\nlines',
      F: 'x#y',
      G: '',
      'h.i-j': 'k=l',
      W: 'é',
      Z: 'last',
    })
    expect([placeOf(['A']), placeOf(['F'])]).toEqual([{ line: 3 }, { line: 9 }])
  })

  it('reads long and hostile lines in bounded time', () => {
    const started = performance.now()
    expect(() => parseDotenv(`A="${'\\'.repeat(100_001)}\n`, '.env')).toThrow('expected a line')
    parseDotenv(`A=${' x'.repeat(50_000)}\n`, '.env')
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Project } from '../../src/project/project.ts'
import { explainVariables } from '../../src/variables/explain.ts'
import type { ResolveOptions } from '../../src/workflow/resolving/resolve-profile.ts'
import { projectWith, resolveIn } from '../support/projects/project-folder.ts'
import { findSops } from '../support/sources/find-sops.ts'
import { Marked } from '../support/variables/simple-engine.ts'

const programs = await findSops()

describe.skipIf(programs === undefined)('a SOPS source, through the real sops', () => {
  const path = `${programs}:${process.env['PATH']}`
  let keys: string
  let recipient: string

  beforeAll(() => {
    keys = mkdtempSync(join(tmpdir(), 'kdeploy-age-'))
    execFileSync(join(programs ?? '', 'age-keygen'), ['-o', join(keys, 'key.txt')], { stdio: 'ignore' })
    recipient = execFileSync(join(programs ?? '', 'age-keygen'), ['-y', join(keys, 'key.txt')], {
      encoding: 'utf8',
    }).trim()
  })
  afterAll(() => rmSync(keys, { recursive: true, force: true }))

  /** A project whose profile reads this file, encrypted. */
  function projectWithEncrypted(file: string, text: string | Uint8Array, more = '', type?: string): Project {
    const project = projectWith({ 'profiles/prod.yaml': `variablesFrom:\n- {sops: ${file}${more}}\n` })
    mkdirSync(dirname(join(project.folder, file)), { recursive: true })
    writeFileSync(join(project.folder, file), text)
    execFileSync(
      join(programs ?? '', 'sops'),
      [
        ...['--encrypt', '--age', recipient, '--in-place'],
        ...(type === undefined ? [] : ['--input-type', type, '--output-type', type]),
        join(project.folder, file),
      ],
      {
        stdio: 'ignore',
      },
    )
    return project
  }

  function options(
    environment: Record<string, string> = { SOPS_AGE_KEY_FILE: join(keys, 'key.txt') },
  ): Partial<ResolveOptions> {
    return {
      connect: async () => ({ defaultNamespace: 'ns', live: { get: async () => null, list: async () => [] } }),
      environment: { PATH: path, HOME: keys, ...environment },
    }
  }

  it.each([
    ['secrets/prod.enc.yaml', 'password: "a{{ b"\nport: 5432\nnested: {list: [x]}\n'],
    ['prod.enc.json', '{"password": "a{{ b", "port": 5432, "nested": {"list": ["x"]}}'],
  ])('gives what %s holds, literal and sensitive', async (file, text) => {
    const project = projectWithEncrypted(file, text)
    const { variables, tree } = await resolveIn(project, options())
    expect(variables).toMatchObject({
      password: { text: 'a{{ b' },
      port: { text: '5432' },
      nested: { list: [{ text: 'x' }] },
    })
    expect(variables['password']).toBeInstanceOf(Marked)
    const rows = explainVariables(tree).filter(({ sensitive }) => sensitive)
    expect(rows.map(({ name }) => name).sort()).toEqual(['nested.list[0]', 'password', 'port'])
    expect(rows[0]?.by).toMatchObject({ label: `sops ${file}`, place: { file: 'profiles/prod.yaml', line: 2 } })
  })

  it('reads dotenv files and picks keys', async () => {
    const project = projectWithEncrypted('prod.env', 'A=1\nB=2\n', ', keys: [B], as: e')
    expect((await resolveIn(project, options())).variables).toMatchObject({ e: { B: { text: '2' } } })
  })

  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte)

  it.each<[string, string, string | Uint8Array, string, string | undefined, string]>([
    ['a YAML file as text', 'a.yaml', 'a: 1\nb: x\n', 'text', undefined, 'a: 1\nb: x\n'],
    ['a dotenv file as text', 'a.env', 'A=1\n', 'text', undefined, 'A=1\n'],
    ['an INI file as text', 'a.ini', '[s]\nx = 1\n', 'text', undefined, '[s]\nx = 1\n'],
    ['a key as text', 'id.pem', '-----BEGIN\u0085\u2028\r\n', 'text', undefined, '-----BEGIN\u0085\u2028\r\n'],
    ['a keystore as base64', 'store.jks', all, 'binary', undefined, Buffer.from(all).toString('base64')],
    ['a YAML file as base64', 'a.yaml', 'a: 1\n', 'binary', undefined, Buffer.from('a: 1\n').toString('base64')],
  ])('gives %s', async (_, file, content, format, type, value) => {
    const project = projectWithEncrypted(file, content, `, as: v, format: ${format}`, type)
    expect((await resolveIn(project, options())).variables).toMatchObject({ v: { text: value } })
  })

  it.each([
    ['an INI file by its name', 'a.ini', '[s]\nx = 1\n', '', undefined, { DEFAULT: {}, s: { x: '1' } }],
    ['a file that is binary to sops', '.env.prod', 'A="x y"\n', '', undefined, { A: 'x y' }],
    ['a file that is binary to sops, by its format', 'prod.enc', 'a: [1]\n', ', format: yaml', undefined, { a: ['1'] }],
    ['a YAML file without such a name', 'prod.enc', 'a: [1]\n', ', format: yaml', 'yaml', { a: ['1'] }],
    ['a dotenv file without such a name', '.env.prod', 'A=1\n', '', 'dotenv', { A: '1' }],
    ['a YAML file, whatever its format', 'a.yaml', 'a: [1]\n', ', format: json', undefined, { a: ['1'] }],
    ['integers of 64 bits', 'a.yaml', 'a: [9223372036854775807]\n', '', undefined, { a: ['9223372036854775807'] }],
    ['control characters', 'a.yaml', 'a: ["\\x85\\u2028\\x80 é"]\n', '', undefined, { a: ['\u0085\u2028\u0080 é'] }],
  ])('gives the variables of %s', async (_, file, text, more, type, variables) => {
    const project = projectWithEncrypted(file, text, `, as: v${more}`, type)
    const { v } = (await resolveIn(project, options())).variables
    expect(JSON.parse(JSON.stringify(v), (_key, value) => value?.text ?? value)).toEqual(variables)
  })

  it.each([
    [
      'a keystore as text',
      'store.jks',
      Buffer.from([0xfe, 0xed, 0]),
      'text',
      'is not text: it is not UTF-8 (byte 1 of line 1)',
    ],
    ['a dotenv file in Latin-1', 'a.env', Buffer.from('A=\xe9\n', 'latin1'), 'dotenv', 'contains U+FFFD'],
  ])('refuses %s instead of giving U+FFFD', async (_, file, content, format, message) => {
    const project = projectWithEncrypted(file, content, `, as: v, format: ${format}`)
    await expect(resolveIn(project, options())).rejects.toMatchObject({
      code: 'source-failed',
      message: expect.stringContaining(`the output of sops ${file} ${message}`),
      place: { file: 'profiles/prod.yaml', line: 2 },
      hint: 'set `format: binary` on the source to get it as base64',
    })
  })

  it('refuses several documents instead of dropping all but the first', async () => {
    const project = projectWithEncrypted('a.yaml', 'a: 1\n---\nb: 2\n')
    await expect(resolveIn(project, options())).rejects.toThrow('must contain a map of variables, found several')
  })

  it('stands in the order of variablesFrom like any other source', async () => {
    const project = projectWithEncrypted('prod.enc.yaml', 'a: sops\nb: sops\nc: sops\n', '}\n- {environment: [b, c]')
    writeFileSync(join(project.folder, 'profiles/prod_web.yaml'), 'variables: {c: profile}\n')
    const { variables } = await resolveIn(
      project,
      options({ SOPS_AGE_KEY_FILE: join(keys, 'key.txt'), b: 'e', c: 'e' }),
    )
    expect(variables).toMatchObject({ a: { text: 'sops' }, b: { text: 'e' }, c: { text: 'profile' } })
  })

  it('never decrypts to disk', async () => {
    const project = projectWithEncrypted('prod.enc.yaml', 'password: hunter2\n')
    await resolveIn(project, options())
    expect(readdirSync(project.folder).sort()).toEqual(['prod.enc.yaml', 'profiles', 'templates'])
    expect(project.readFile('prod.enc.yaml')).not.toContain('hunter2')
  })

  it('without a key says so, where it was asked for, and how to see what sops printed', async () => {
    const project = projectWithEncrypted('prod.enc.yaml', 'password: hunter2\n', ', optional: true')
    await expect(resolveIn(project, options({}))).rejects.toMatchObject({
      code: 'source-failed',
      category: 'input',
      message: 'sops prod.enc.yaml failed with exit code 128: no available key can decrypt the file',
      detail: 'its output is not shown because it may contain a secret',
      hint: expect.stringMatching(/: sops --decrypt --input-type yaml --output-type yaml \S+\/prod\.enc\.yaml$/),
      place: { file: 'profiles/prod.yaml', line: 2 },
    })
  })

  it('shows what sops printed where the source is declared not to be sensitive', async () => {
    const project = projectWithEncrypted('prod.enc.yaml', 'password: hunter2\n', ', sensitive: false')
    await expect(resolveIn(project, options({}))).rejects.toMatchObject({ detail: expect.stringContaining('age') })
  })

  it('says that a file was changed without sops', async () => {
    const project = projectWithEncrypted('prod.enc.yaml', 'password: hunter2\nb_unencrypted: x\n')
    const path = join(project.folder, 'prod.enc.yaml')
    writeFileSync(path, readFileSync(path, 'utf8').replace('b_unencrypted: x', 'b_unencrypted: y'))
    await expect(resolveIn(project, options())).rejects.toMatchObject({
      message: expect.stringMatching(/exit code 51: the file was changed without sops/),
    })
  })

  it('says that a file isn’t encrypted, or isn’t there', async () => {
    const plain = projectWith({ 'profiles/prod.yaml': 'variablesFrom:\n- sops: plain.yaml\n', 'plain.yaml': 'a: 1\n' })
    await expect(resolveIn(plain, options())).rejects.toMatchObject({ code: 'source-failed' })
    const absent = projectWith({ 'profiles/prod.yaml': 'variablesFrom:\n- sops: nope.yaml\n' })
    await expect(resolveIn(absent, options())).rejects.toMatchObject({
      code: 'source-absent',
      message: 'the file nope.yaml does not exist',
    })
  })
})

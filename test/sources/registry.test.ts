import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { profileJsonSchema } from '../../src/profile/json-schema.ts'
import { sources } from '../../src/sources/registry.ts'
import type { ProfilePlace } from '../../src/workflow/resolving/resolve-profile.ts'
import { projectWith, resolveIn, variablesOf } from '../support/projects/project-folder.ts'
import { Marked } from '../support/variables/simple-engine.ts'

vi.mock('../../src/sources/registry.ts', async (original) => {
  const { keychainSource } = await import('../support/sources/keychain.ts')
  const { sources } = await original<typeof import('../../src/sources/registry.ts')>()
  return { sources: [...sources, keychainSource] }
})

const connect = async () => ({ defaultNamespace: 'shop', live: { get: async () => null, list: async () => [] } })
const environment = { KEYCHAIN_db: 'correct horse' }
const asking = (source: string, more = '') => ({
  'profiles/prod.yaml': `variablesFrom:\n- ${source}\n${more}`,
})

describe('a source that is added by one file and one line of the registry', () => {
  test('is read, and sensitive as it says', async () => {
    const files = asking('{keychain: "{{ name }}", as: db}', 'variables: {name: db}\n')
    const { db } = (await variablesOf(files, { connect, environment })) as { db: { password: unknown } }
    expect(db.password).toBeInstanceOf(Marked)
    expect(db.password).toMatchObject({
      text: 'correct horse',
      spans: [expect.objectContaining({ taints: [{ source: 'keychain db', key: 'password' }] })],
    })
    const open = await variablesOf(asking('{keychain: db, sensitive: false}'), { connect, environment })
    expect(open).toEqual({ password: 'correct horse' })
  })

  test('has its hash under the name that it says', async () => {
    const { variables } = await resolveIn(projectWith(asking('keychain: db')), { connect, environment })
    expect(variables['HASHES']).toEqual({ db: expect.stringMatching(/^[0-9a-f]{16}$/) })
  })

  test('is checked by its own form', async () => {
    const problemOf = (source: string) => variablesOf(asking(source), { connect, environment }).catch((error) => error)
    expect(await problemOf('{keychain: db, valut: x}')).toMatchObject({
      message: 'unknown key `valut` of the source; did you mean `vault`?',
    })
    expect(await problemOf('{keychain: db, vault: db}')).toMatchObject({
      code: 'file-invalid',
      message: 'a keychain source names its vault twice',
      place: { file: 'profiles/prod.yaml', line: 2 },
      hint: 'leave `vault:` out',
    })
    expect(await problemOf('keychian: db')).toMatchObject({
      code: 'source-unknown',
      message: expect.stringContaining('did you mean `keychain`?'),
      hint: `sources: ${sources.map(({ type }) => type).join(', ')}`,
    })
  })

  test('that is absent is an error in its own words, unless it may be', async () => {
    await expect(variablesOf(asking('keychain: web'), { connect, environment })).rejects.toThrow(
      'the password web is in no keychain',
    )
    expect(await variablesOf(asking('{keychain: web, optional: true}'), { connect, environment })).toEqual({})
  })

  test('is stood for by its example offline', async () => {
    await expect(variablesOf(asking('keychain: db'), { environment })).rejects.toThrow('keychain source')
    const { password } = await variablesOf(asking('{keychain: db, example: {password: x}}'), { environment })
    expect(password).toMatchObject({ text: 'x' })
  })

  test('is refused where no program may run, and waits for the guard', async () => {
    const refused = variablesOf(asking('keychain: db'), { connect, environment, noCommands: true })
    await expect(refused).rejects.toMatchObject({ code: 'commands-forbidden' })
    const places: ProfilePlace[] = []
    const beforeReading = async (place: ProfilePlace) => {
      places.push(place)
    }
    await variablesOf(asking('keychain: db'), { connect, environment, beforeReading })
    expect(places).toMatchObject([{ readsOutside: true }])
  })

  test('says why no sensitive value may get into its fields', async () => {
    const files = {
      'secret.yaml': 'name: db\n',
      ...asking('{keychain: "{{ name }}"}', 'variables: {}\n'),
      'profiles/default.yaml': 'variablesFrom: [{file: secret.yaml, sensitive: true}]\n',
    }
    await expect(variablesOf(files, { connect, environment })).rejects.toMatchObject({
      code: 'setting-sensitive',
      hint: 'the names of keychains stand in its log',
    })
  })

  test('is in the JSON Schema for editors', () => {
    expect(JSON.stringify(profileJsonSchema(sources))).toContain('"required":["keychain"]')
  })
})

test('no file but its own, and the registry, names a type of source', () => {
  const types = sources.map(({ type }) => type)
  const own = types.map((type) => `sources/${type.replace(/(?=[A-Z])/g, '-').toLowerCase()}.ts`)
  const files = ['sources', 'profile', 'project', 'variables', 'workflow/resolving']
    .flatMap((folder) =>
      readdirSync(new URL(`../../src/${folder}`, import.meta.url), { recursive: true, encoding: 'utf8' }).map(
        (file) => `${folder}/${file}`,
      ),
    )
    .filter((file) => file.endsWith('.ts') && !own.includes(file))
  const name = new RegExp(`'(${types.join('|')})'`)

  expect(files.length).toBeGreaterThan(30)
  expect(
    files.filter((file) => name.test(readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8'))),
  ).toEqual([])
})

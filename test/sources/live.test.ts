import { describe, expect, it } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import type { LiveObject, LiveReader } from '../../src/sources/source.ts'
import { explainVariables } from '../../src/variables/explain.ts'
import type { ResolveOptions } from '../../src/workflow/resolving/resolve-profile.ts'
import { projectWith, resolveIn, variablesOf } from '../support/projects/project-folder.ts'
import { Marked } from '../support/variables/simple-engine.ts'

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64')

/** A namespace that holds these objects, by `Kind namespace/name`. */
function connectTo(objects: Readonly<Record<string, Record<string, string>>>): Pick<ResolveOptions, 'connect'> {
  const found = Object.entries(objects).map(([id, data]) => {
    const [kind = '', path = ''] = id.split(' ')
    const [namespace = '', name = ''] = path.split('/')
    return { kind, namespace, object: { metadata: { name }, data } satisfies LiveObject }
  })
  const live: LiveReader = {
    hasNamespace: async (namespace) => namespace === 'ns' || found.some((one) => one.namespace === namespace),
    get: async (kind, namespace, name) =>
      found.find((one) => one.kind === kind && one.namespace === namespace && one.object.metadata.name === name)
        ?.object ?? null,
    list: async (kind, namespace, selector) =>
      selector !== 'app=web'
        ? []
        : found.filter((one) => one.kind === kind && one.namespace === namespace).map(({ object }) => object),
  }
  return { connect: async () => ({ defaultNamespace: 'ns', live }) }
}

function profile(source: string): Record<string, string> {
  return { 'profiles/prod.yaml': `variablesFrom:\n- ${source}\n` }
}

describe('a ConfigMap source', () => {
  it('gives its data as literal text, under a key where `as` names one', async () => {
    const options = connectTo({ 'ConfigMap ns/shared': { LEVEL: 'info', COUNT: '3', t: '{{ x }}' } })
    const data = { LEVEL: 'info', COUNT: '3', t: '{{ x }}' }
    expect(await variablesOf(profile('configMap: shared'), options)).toEqual(data)
    expect(await variablesOf(profile('{configMap: shared, as: live}'), options)).toEqual({ live: data })
    expect(await variablesOf(profile('{configMap: shared, keys: [COUNT]}'), options)).toEqual({ COUNT: '3' })
  })

  it('gives its binaryData too where that is text; binary values are an error, unless `keys` leaves them out', async () => {
    const object = {
      metadata: { name: 'a' },
      data: { x: '1' },
      binaryData: { t: base64('text {{ x }}'), logo: base64(Buffer.from([0xff, 0xfe])) },
    }
    const live: LiveReader = { get: async () => object, list: async () => [] }
    const options = { connect: async () => ({ defaultNamespace: 'ns', live }) }
    expect(await variablesOf(profile('{configMap: a, keys: [x, t]}'), options)).toEqual({ x: '1', t: 'text {{ x }}' })
    for (const source of ['configMap: a', '{configMap: a, keys: [logo]}']) {
      await expect(variablesOf(profile(source), options)).rejects.toMatchObject({
        message: 'ConfigMap ns/a: the key logo is binary, not text',
        place: { file: 'profiles/prod.yaml', line: 2 },
      })
    }
  })

  it('is read in the release’s namespace, or in the one that it names', async () => {
    const options = connectTo({ 'ConfigMap ns/a': { x: 'ns' }, 'ConfigMap other/a': { x: 'other' } })
    expect(await variablesOf(profile('configMap: a'), options)).toEqual({ x: 'ns' })
    expect(await variablesOf(profile('configMap: a'), { ...options, namespace: 'other' })).toEqual({ x: 'other' })
    expect(await variablesOf(profile('{configMap: a, namespace: other}'), options)).toEqual({ x: 'other' })
  })

  it('can be found by label; the later name wins', async () => {
    const options = connectTo({
      'ConfigMap ns/b': { x: 'b' },
      'ConfigMap ns/a': { x: 'a', z: 'a' },
      'Secret ns/c': { x: 'c' },
    })
    expect(await variablesOf(profile('configMap: {selector: app=web}'), options)).toEqual({ x: 'b', z: 'a' })
    expect(await variablesOf(profile('{configMap: , selector: app=web}'), options)).toEqual({ x: 'b', z: 'a' })
  })

  it('by label says what was looked for, and keeps a key that JavaScript treats otherwise', async () => {
    const data = { constructor: 'y', toString: 'x' }
    const found = await variablesOf(profile('{configMap: a, as: live}'), connectTo({ 'ConfigMap ns/a': data }))
    expect(Object.entries(found['live'] as object)).toEqual(Object.entries(data))
    await expect(variablesOf(profile('configMap: {selector: app=none}'), connectTo({}))).rejects.toThrow(
      'a ConfigMap of ns with app=none does not exist',
    )
  })

  it('may take its name from variables of files and --set', async () => {
    const files = { 'profiles/prod.yaml': 'variables: {which: a}\nvariablesFrom:\n- configMap: shared-{{ which }}\n' }
    const options = connectTo({ 'ConfigMap ns/shared-a': { x: 'a' }, 'ConfigMap ns/shared-b': { x: 'b' } })
    expect(await variablesOf(files, options)).toMatchObject({ x: 'a' })
    expect(await variablesOf(files, { ...options, set: ['which=b'] })).toMatchObject({ x: 'b' })
  })

  it('gives a hash that changes with its data only', async () => {
    const hash = async (data: Record<string, string>) => {
      const project = projectWith(profile('{configMap: shared, as: live}'))
      return (await resolveIn(project, connectTo({ 'ConfigMap ns/shared': data }))).variables['HASHES']
    }
    const first = await hash({ a: '1', b: '2' })
    expect(first).toEqual({ live: expect.stringMatching(/^[0-9a-f]{16}$/) })
    expect(await hash({ b: '2', a: '1' })).toEqual(first)
    expect(await hash({ a: '1', b: '3' })).not.toEqual(first)
  })

  it('has one hash with others of its name, and one where it is optional and absent', async () => {
    const files = {
      'profiles/default.yaml': 'variablesFrom: [{configMap: base, as: live}, {configMap: none, optional: true}]\n',
      'profiles/prod.yaml': 'variablesFrom: [{configMap: prod, as: live}]\n',
    }
    const hashes = async (base: string) => {
      const options = connectTo({ 'ConfigMap ns/base': { a: base }, 'ConfigMap ns/prod': { b: '1' } })
      return (await resolveIn(projectWith(files), options)).variables['HASHES'] as { live: string; none: string }
    }
    const first = await hashes('1')
    expect(Object.keys(first)).toEqual(['live', 'none'])
    expect((await hashes('2')).live).not.toBe(first.live)
    expect((await hashes('2')).none).toBe(first.none)
  })

  it('that isn’t there is an error with the line that asks for it, unless it is optional', async () => {
    const options = connectTo({})
    await expect(variablesOf(profile('configMap: shared'), options)).rejects.toMatchObject({
      code: 'source-absent',
      category: 'input',
      message: 'ConfigMap ns/shared does not exist',
      place: { file: 'profiles/prod.yaml', line: 2 },
    })
    await expect(variablesOf(profile('{configMap: shared, namespace: later}'), options)).rejects.toMatchObject({
      message: 'ConfigMap later/shared does not exist, nor does the namespace later',
      hint: expect.stringContaining('--create-namespace acts only after sources are read'),
    })
    expect(await variablesOf(profile('{configMap: shared, optional: true}'), options)).toEqual({})
    expect(await variablesOf(profile('{configMap: shared, optional: true, as: live}'), options)).toEqual({ live: {} })
  })

  it('without a key that is asked for names the nearest one', async () => {
    const options = connectTo({ 'ConfigMap ns/shared': { hostname: 'h' } })
    await expect(variablesOf(profile('{configMap: shared, keys: [hostnam]}'), options)).rejects.toMatchObject({
      code: 'source-key-missing',
      message: 'ConfigMap ns/shared has no key hostnam; did you mean hostname?',
      place: { file: 'profiles/prod.yaml', line: 2 },
    })
  })

  it('that can’t be read is an error, optional or not, naming who asked', async () => {
    const refuse = async () => {
      throw new KdeployError({ code: 'forbidden', category: 'cluster', message: 'get is forbidden' })
    }
    const connect = async () => ({ defaultNamespace: 'ns', live: { get: refuse, list: refuse } })
    await expect(variablesOf(profile('{configMap: shared, optional: true}'), { connect })).rejects.toMatchObject({
      code: 'forbidden',
      category: 'cluster',
      message: "the configMap source can't be read: get is forbidden",
      place: { file: 'profiles/prod.yaml', line: 2 },
    })
  })

  it('is stood for by its example offline, and an error without one', async () => {
    const files = profile('{configMap: shared, as: live, example: {x: "1", a: "2"}}')
    expect(await variablesOf(files)).toEqual({ live: { x: '1', a: '2' } })
    const { variables: offline } = await resolveIn(projectWith(files))
    const options = connectTo({ 'ConfigMap ns/shared': { a: '2', x: '1' } })
    const { variables: online } = await resolveIn(projectWith(files), options)
    expect(offline['HASHES']).toEqual(online['HASHES'])
    await expect(variablesOf(profile('{configMap: a, example: {port: 5432}}'))).rejects.toThrow(
      '`example.port` of the source must be a string, found the number 5432',
    )
    await expect(variablesOf(profile('configMap: shared'))).rejects.toMatchObject({
      code: 'source-offline',
      place: { file: 'profiles/prod.yaml', line: 2 },
    })
  })
})

describe('a Secret source', () => {
  it('gives its data decoded, and marks it', async () => {
    const options = connectTo({ 'Secret ns/db': { password: base64('pässword {{ x }}') } })
    const { db } = (await variablesOf(profile('{secret: db, as: db}'), options)) as { db: { password: Marked } }
    expect(db.password.text).toBe('pässword {{ x }}')
    expect(db.password.spans).toMatchObject([
      { start: 0, end: 16, taints: [{ source: 'Secret ns/db', key: 'password' }] },
    ])
  })

  it('taints what profile files make of it', async () => {
    const files = {
      'profiles/prod.yaml': 'variables: {url: "x://{{ db.password }}@h"}\nvariablesFrom: [{secret: db, as: db}]\n',
    }
    const resolved = await resolveIn(projectWith(files), connectTo({ 'Secret ns/db': { password: base64('hunter2') } }))
    expect(resolved.variables['url']).toBeInstanceOf(Marked)
    const sensitive = explainVariables(resolved.tree).filter((row) => row.sensitive)
    expect(sensitive.map(({ name }) => name)).toEqual(['db.password', 'url'])
  })

  it('with a binary value is an error, unless `keys` leaves it out', async () => {
    const options = connectTo({ 'Secret ns/tls': { crt: base64('pem'), jks: base64(Buffer.from([0xff, 0xfe])) } })
    await expect(variablesOf(profile('secret: tls'), options)).rejects.toMatchObject({
      message: 'Secret ns/tls: the key jks is binary, not text',
    })
    expect(await variablesOf(profile('{secret: tls, keys: [crt]}'), options)).toMatchObject({ crt: { text: 'pem' } })
  })

  it('stays unmarked only where the source says that it isn’t sensitive', async () => {
    const options = connectTo({ 'Secret ns/a': { user: base64('u') } })
    expect(await variablesOf(profile('{secret: a, sensitive: false}'), options)).toEqual({ user: 'u' })
    const configMap = connectTo({ 'ConfigMap ns/a': { pin: '1' } })
    expect(await variablesOf(profile('{configMap: a, sensitive: true}'), configMap)).toMatchObject({
      pin: { text: '1' },
    })
  })
})

it('reports every source that can’t be read', async () => {
  const files = { 'profiles/prod.yaml': 'variablesFrom:\n- configMap: a\n- secret: b\n' }
  await expect(variablesOf(files, connectTo({}))).rejects.toMatchObject({
    message: "2 sources of variables can't be read",
    problems: [{ place: { line: 2 } }, { place: { line: 3 } }],
  })
})

import { describe, expect, it } from 'vitest'
import type { ResolveOptions } from '../../../src/workflow/resolving/resolve-profile.ts'
import { explain, variablesOf } from '../../support/projects/project-folder.ts'

const files = {
  'profiles/default.yaml': 'variablesFrom: [{file: db.yaml, sensitive: true}]\nvariables: {name: shop}\n',
  'db.yaml': 'db: {password: old, hosts: [a, b], empty: ""}\nname: x\n',
  'values.yaml': 'db: {password: new}\n',
  'new.txt': 'new',
}

/** The names of the variables that are sensitive, and those that aren't. */
async function sensitivity(more: Record<string, string> = {}, options: Partial<ResolveOptions> = {}) {
  const rows = (await explain({ ...files, ...more }, options)).filter(({ name }) => /^(db|extra|url)/.test(name))
  const named = (wanted: boolean) => rows.filter(({ sensitive }) => sensitive === wanted).map(({ name }) => name)
  return { sensitive: named(true), plain: named(false) }
}

describe('what stands over a sensitive value', () => {
  const ways: [string, Record<string, string>, Partial<ResolveOptions>][] = [
    ['--set', {}, { set: ['db.password=new'] }],
    ['--set-json', {}, { setJson: ['db={"password": "new"}'] }],
    ['--set-string', {}, { setString: ['db.password=new'] }],
    ['--set-file', {}, { setFile: ['db.password=new.txt'] }],
    ['--values', {}, { values: ['values.yaml'] }],
    ["a profile's variables", { 'profiles/prod_web.yaml': 'variables: {db: {password: new}}\n' }, {}],
    ['another source', { 'profiles/prod.yaml': 'variablesFrom: [{file: values.yaml}]\n' }, {}],
  ]
  it.each(ways)('is sensitive too: %s', async (_, more, options) => {
    const { db } = (await variablesOf({ ...files, ...more }, options)) as { db: { password: unknown } }

    expect(db.password).toMatchObject({ text: 'new', spans: [{ start: 0, end: 3 }] })
  })

  it('is sensitive as a whole where it is a template', async () => {
    const more = { 'profiles/prod_web.yaml': 'variables: {plain: q, db: {password: "{{ plain }}ew"}}\n' }
    const { db } = (await variablesOf({ ...files, ...more })) as { db: { password: unknown } }

    expect(db.password).toMatchObject({ text: 'qew', spans: [{ start: 0, end: 3 }] })
  })

  it('is sensitive through several layers, and where it is a list, a map, or stands over nothing', async () => {
    const more = { 'profiles/prod.yaml': 'variables: {db: {password: mid, hosts: [c]}}\n' }
    const options = { set: ['db.password.user=a', 'db.password.pin=4711', 'db.empty=x'] }

    expect(await sensitivity(more, options)).toEqual({
      sensitive: ['db.password.user', 'db.password.pin', 'db.hosts[0]', 'db.empty'],
      plain: [],
    })
  })

  it('leaves what a map gets besides, and what only mentions it, as it is', async () => {
    const more = { 'profiles/prod.yaml': 'variables: {db: {port: 5432, hosts: [c]}, extra: {a: 1}}\n' }

    expect(await sensitivity(more, { set: ['db.user=root', 'extra.b=2'] })).toEqual({
      sensitive: ['db.password', 'db.hosts[0]', 'db.empty'],
      plain: ['db.port', 'db.user', 'extra.a', 'extra.b'],
    })
  })
})

describe('--set-json', () => {
  const plain = { 'profiles/default.yaml': 'variables: {db: {port: 1, host: a}, hosts: [x], a: 0}\n' }

  it('gives a value of any kind; maps merge, lists replace, and --set wins over it', async () => {
    const setJson = ['db={"port": 2.0, "user": null}', 'hosts=["y", {"z": true}]', 'a="{{ b }}"']
    const given = await variablesOf({ ...plain, 'profiles/prod_web.yaml': 'variables: {db: {user: u}}\n' }, { setJson })
    expect(given).toMatchObject({ hosts: ['y', { z: true }], a: '{{ b }}', db: { host: 'a', user: null } })
    expect(String((given as { db: { port: unknown } }).db.port)).toBe('2.0')

    const over = await variablesOf(plain, { setJson: ['db={"port": 2}'], set: ['db.port=3'] })
    expect(over).toMatchObject({ db: { port: 3, host: 'a' } })
  })

  it('is where a value comes from', async () => {
    const [port] = (await explain(plain, { setJson: ['db={"port": 2}'] })).filter(({ name }) => name === 'db.port')
    expect(port).toMatchObject({ by: { label: '--set-json' }, value: 2 })
  })

  it.each([
    ['a name twice', 'a={"b": 1, "b": 2}', /twice|duplicate/i],
    ['text without quotes', 'a=prod', /--set-json "a" is not JSON: column 1: expected a value/],
  ])('refuses %s', async (_, argument, message) => {
    await expect(variablesOf(plain, { setJson: [argument] })).rejects.toThrow(message)
  })
})

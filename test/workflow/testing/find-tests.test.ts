import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { snapshotHeading } from '../../../src/expectations/snapshot.ts'
import { failed, tested } from './shop.ts'

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>()
  return { ...real, rmSync: vi.fn(real.rmSync) }
})

const exists = (kind: string) => `expect: [{kind: ${kind}}]`
const files = {
  'tests/web.yaml': `profile: prod_shop\ntests:\n- {name: Three replicas, ${exists('Deployment')}}\n- {name: a service, ${exists('Service')}}\n`,
  'tests/deep/more.yaml': `tests:\n- {name: for each, profiles: ['*'], ${exists('Service')}}\n`,
  'tests/notes.txt': 'read by nobody',
}

async function names(words: readonly string[]): Promise<string[]> {
  const { results } = await tested(files).run({ words })
  return results.map(({ name, profile }) => `${name} ${profile}`)
}

const all = ['for each prod_shop', 'for each stg_shop', 'Three replicas prod_shop', 'a service prod_shop']

describe('the tests that run', () => {
  test.each<[readonly string[], readonly string[]]>([
    [[], all],
    [['tests'], all],
    [['./tests/web.yaml'], ['Three replicas prod_shop', 'a service prod_shop']],
    [['tests/deep/'], ['for each prod_shop', 'for each stg_shop']],
    [['three'], ['Three replicas prod_shop']],
    [
      ['three', 'tests/deep'],
      ['for each prod_shop', 'for each stg_shop', 'Three replicas prod_shop'],
    ],
  ])('are for %j: %j', async (words, expected) => {
    expect(await names(words)).toEqual(expected)
  })

  test.each([
    ['tests/wbe.yaml', 'did you mean "tests/web.yaml"?'],
    ['a servise', 'did you mean "a service"?'],
    ['nothing at all', "no test's name contains it"],
  ])('are not found by %j', async (word, message) => {
    await expect(names([word])).rejects.toMatchObject({
      code: 'test-unknown',
      message: expect.stringContaining(message),
    })
  })

  test('are those of the profiles that are given, and no snapshot of another one counts as left over', async () => {
    const project = tested({ ...files, 'tests/snapshots/old.yaml': '' })
    const { results, unused } = await project.run({ profiles: ['stg_shop'] })

    expect(results.map(({ name, profile }) => `${name} ${profile}`)).toEqual(['for each stg_shop'])
    expect(unused).toEqual([])
    await expect(project.run({ profiles: ['stg_shpo'] })).rejects.toMatchObject({
      code: 'test-unknown',
      message: 'no test runs for stg_shpo; did you mean stg_shop?',
    })
  })

  test('are missed where there is no file of them', async () => {
    await expect(tested({}).run()).rejects.toMatchObject({
      code: 'test-unknown',
      message: 'tests has no test files (*.yaml)',
    })
  })

  test('are not looked for in files of another extension, which is told', async () => {
    await expect(tested({ 'tests/a.yml': '' }).run()).rejects.toMatchObject({ code: 'file-invalid' })
  })
})

describe('a file with something wrong', () => {
  const broken = { ...files, 'tests/bad.yaml': 'tests:\n- {name: a}\n' }

  test('fails as one test, and the others run', async () => {
    const report = await tested(broken).run()

    expect(failed(report)).toEqual(['undefined undefined: 2 problems in tests/bad.yaml: file-invalid'])
    expect(report.results).toHaveLength(all.length + 1)
  })

  test('fails nothing where it is not asked for', async () => {
    expect(failed(await tested(broken).run({ words: ['tests/web.yaml'] }))).toEqual([])
  })
})

test('a glob that matches no profile fails', async () => {
  const shop = tested({ 'tests/a.yaml': `tests:\n- {name: a, profiles: ['dev_*'], ${exists('Service')}}\n` })
  expect(failed(await shop.run())).toEqual([
    'undefined undefined: no profile is like dev_*, which the test "a" is to run for: profile-unknown',
  ])
})

describe('snapshots of no test', () => {
  const old = `${snapshotHeading('old', 'prod_shop')}\n---\na: 1\n`
  const kept = { ...files, 'tests/snapshots/web/old.yaml': old }

  test('are told, and removed by --update', async () => {
    const shop = tested(kept)

    expect(await shop.run()).toMatchObject({ unused: [{ file: 'tests/snapshots/web/old.yaml', isRemoved: false }] })
    expect(existsSync(join(shop.folder, 'tests/snapshots/web/old.yaml'))).toBe(true)
    expect(await shop.run({ update: true })).toMatchObject({ unused: [{ isRemoved: true }] })
    expect(existsSync(join(shop.folder, 'tests/snapshots/web/old.yaml'))).toBe(false)
    expect((await shop.run()).unused).toEqual([])
  })

  test.each([
    ['another extension', 'tests/snapshots/README.md', old],
    ['another beginning', 'tests/snapshots/web/values.yaml', `a: 1\n${old}`],
  ])('are no files of %s, which stay', async (_what, file, text) => {
    const shop = tested({ ...files, [file]: text })

    expect((await shop.run({ update: true })).unused).toEqual([])
    expect(readFileSync(join(shop.folder, file), 'utf8')).toBe(text)
  })

  test.each(['tests/snapshots/linked', 'tests/snapshots', 'tests/snapshots/one.yaml'])(
    'are not looked for behind the link %s',
    async (link) => {
      const isFile = link.endsWith('.yaml')
      const shop = tested({ ...files, 'docs/a.yaml': old })
      mkdirSync(dirname(join(shop.folder, link)), { recursive: true })
      symlinkSync(join(shop.folder, isFile ? 'docs/a.yaml' : 'docs'), join(shop.folder, link))

      expect((await shop.run({ update: true })).unused).toEqual([])
      expect(existsSync(join(shop.folder, link))).toBe(true)
      expect(readFileSync(join(shop.folder, 'docs/a.yaml'), 'utf8')).toBe(old)
    },
  )

  test('are reported with the reason where they cannot be removed, and so are all tests', async () => {
    const shop = tested(kept)
    vi.mocked(rmSync).mockImplementationOnce(() => {
      throw new Error('EACCES: permission denied')
    })

    expect(await shop.run({ update: true })).toMatchObject({
      results: all.map(() => ({ failures: [] })),
      unused: [{ isRemoved: false, problem: { code: 'file-unwritable' } }],
    })
  })

  test('stay where only some tests run, or a file of tests cannot be read', async () => {
    const shop = tested({ ...kept, 'tests/bad.yaml': 'tests: []\n' })

    expect((await shop.run({ update: true, words: ['three'] })).unused).toEqual([])
    expect((await shop.run({ update: true })).unused).toEqual([])
    expect(existsSync(join(shop.folder, 'tests/snapshots/web/old.yaml'))).toBe(true)
  })
})

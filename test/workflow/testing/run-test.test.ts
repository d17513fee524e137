import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { failed, tested, testsOf } from './shop.ts'

const whole = testsOf('- {name: the whole shop, snapshot: true}\n')
const snapshot = 'tests/snapshots/web/the-whole-shop.yaml'

describe('a snapshot', () => {
  test('that does not exist fails, and is written by --update alone', async () => {
    const shop = tested(whole)

    expect(failed(await shop.run())).toEqual([`the whole shop prod_shop: the snapshot ${snapshot} does not exist`])
    expect(existsSync(join(shop.folder, snapshot))).toBe(false)
    const updated = await shop.run({ update: true })
    expect(updated.results).toMatchObject([{ failures: [], snapshot: 'written' }])
    expect(readFileSync(join(shop.folder, snapshot), 'utf8')).toContain('kind: Service')
    expect((await shop.run()).results).toMatchObject([{ failures: [], snapshot: 'unchanged' }])
  })

  test('that differs fails with the difference, and stays as it is without --update', async () => {
    const shop = tested(whole)
    await shop.run({ update: true })
    const before = readFileSync(join(shop.folder, snapshot), 'utf8')
    writeFileSync(join(shop.folder, 'profiles/prod_shop.yaml'), 'variables: {replicas: 4}\n')

    const { results } = await shop.run()
    expect(results[0]?.failures).toMatchObject([
      {
        message: `differs from ${snapshot}`,
        place: { file: 'tests/web.yaml', line: 3 },
        differences: [{ hunks: [{ path: 'spec', place: { file: 'templates/web.yaml', line: 5 } }] }],
      },
    ])
    expect(readFileSync(join(shop.folder, snapshot), 'utf8')).toBe(before)
    expect((await shop.run({ update: true })).results).toMatchObject([{ failures: [], snapshot: 'updated' }])
    expect(readFileSync(join(shop.folder, snapshot), 'utf8')).toBe(before.replace('replicas: 3', 'replicas: 4'))
  })

  test('that says the same in another form is not written again', async () => {
    const shop = tested(whole)
    await shop.run({ update: true })
    const path = join(shop.folder, snapshot)
    const edited = `# a note of ours\n${readFileSync(path, 'utf8')}`
    writeFileSync(path, edited)

    expect((await shop.run({ update: true })).results).toMatchObject([{ snapshot: 'unchanged' }])
    expect(readFileSync(path, 'utf8')).toBe(edited)
  })

  test.each(['', '# nothing\n', '---\n'])('whose file is %j fails as an empty one', async (text) => {
    const shop = tested({ ...whole, [snapshot]: text })

    expect(failed(await shop.run())).toEqual([`the whole shop prod_shop: the snapshot ${snapshot} is empty`])
    expect(failed(await shop.run({ update: true }))).toEqual([])
  })

  test('that cannot be read fails, and --update writes it again', async () => {
    const shop = tested({ ...whole, [snapshot]: '<<<<<<< HEAD\na: 1\n=======\n' })

    expect(failed(await shop.run())).toEqual([
      `the whole shop prod_shop: the snapshot ${snapshot} can't be read: yaml-syntax`,
    ])
    expect(failed(await shop.run({ update: true }))).toEqual([])
    expect(failed(await shop.run())).toEqual([])
  })

  test('has a name that a file may have, however long those of the test and of its profile are', async () => {
    const profile = `prod_${'p'.repeat(58)}`
    const item = `- {name: ${'試'.repeat(90)}, profiles: [${profile}], snapshot: true}\n`
    const shop = tested({ [`profiles/${profile}.yaml`]: '', 'tests/web.yaml': `tests:\n${item}` })

    expect(failed(await shop.run({ update: true }))).toEqual([])
    expect(existsSync(join(shop.folder, `tests/snapshots/web/${'試'.repeat(40)}.${profile}.yaml`))).toBe(true)
    expect((await shop.run()).results).toMatchObject([{ failures: [], snapshot: 'unchanged' }])
  })

  test('of nothing fails, and is never written', async () => {
    const shop = tested(testsOf('- {name: none, snapshot: {kind: Ingress}}\n'))

    const { results } = await shop.run({ update: true })
    expect(results[0]?.failures).toMatchObject([
      { message: 'there is nothing to keep in the snapshot', hint: 'rendered kinds: Deployment, Service' },
    ])
    expect(existsSync(join(shop.folder, 'tests/snapshots'))).toBe(false)
  })

  test('is not written where the test fails otherwise', async () => {
    const shop = tested(testsOf('- name: a\n  snapshot: true\n  expect: [{kind: Ingress}]\n'))

    expect(failed(await shop.run({ update: true }))).toEqual([
      'a prod_shop: no Ingress is rendered',
      'a prod_shop: the snapshot tests/snapshots/web/a.yaml does not exist',
    ])
    expect(existsSync(join(shop.folder, 'tests/snapshots'))).toBe(false)
  })

  test('may hold a part of the manifests', async () => {
    const shop = tested(testsOf('- {name: some, snapshot: [{kind: Service}, {name: web, kind: Service}]}\n'))
    await shop.run({ update: true })

    const text = readFileSync(join(shop.folder, 'tests/snapshots/web/some.yaml'), 'utf8')
    expect(text.match(/^kind: .*/gm)).toEqual(['kind: Service'])
  })
})

describe('a profile that does not render', () => {
  const refused = (error: string) => testsOf(`- name: refused\n  without: [tag]\n  ${error}\n`)

  test('fails a test of its manifests, with the error', async () => {
    expect(failed(await tested(refused('snapshot: true')).run({ update: true }))).toEqual([
      'refused prod_shop: prod_shop does not render: template-undefined',
    ])
  })

  test('passes a test of that error', async () => {
    const shop = tested(refused('error: {code: template-undefined, message: tag, at: "templates/web.yaml:10"}'))
    expect(failed(await shop.run())).toEqual([])
  })

  test('fails a test of another error', async () => {
    expect(failed(await tested(refused('error: {code: yaml-syntax}')).run())).toEqual([
      'refused prod_shop: expected the error yaml-syntax, found template-undefined: template-undefined',
    ])
  })

  test('is missed by a test of an error where all is rendered', async () => {
    const shop = tested(testsOf('- {name: refused, error: {code: template-undefined}}\n'))
    expect(failed(await shop.run())).toEqual([
      'refused prod_shop: expected the error template-undefined, but 2 manifests are rendered',
    ])
  })
})

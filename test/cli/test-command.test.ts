import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { kdeploy, startKdeploy } from '../support/kdeploy.ts'
import { createProject, repository } from '../support/projects/project.ts'
import { canaryOf, piecesIn, randomFrom } from '../support/secrets/canary.ts'
import { shop, testsOf } from '../workflow/testing/shop.ts'

async function projectWith(files: Readonly<Record<string, string>>): Promise<string> {
  const project = await createProject({ files: { ...shop, ...files } })
  onTestFinished(() => project.remove())
  return project.folder
}

const replicas = (number: number) =>
  `- name: replicas\n  expect: [{kind: Deployment, fields: {spec.replicas: ${number}}}]\n`

describe('kdeploy test', () => {
  test('exits 0 where all pass, and says how many', async () => {
    const cwd = await projectWith(testsOf(replicas(3)))
    const { stdout, stderr, exitCode } = await kdeploy(['test'], { cwd })

    expect({ stdout: stdout.replace(/[\d.]+ s/, '0 s'), stderr, exitCode }).toEqual({
      stdout: '1 passed (0 s)\n',
      stderr: '',
      exitCode: 0,
    })
  })

  test('exits 2 where one fails, and shows it on stderr', async () => {
    const cwd = await projectWith(testsOf(replicas(4)))
    const { stdout, stderr, exitCode } = await kdeploy(['test', 'tests/web.yaml'], { cwd })

    expect(stdout).toMatch(/^0 passed, 1 failed \(.* s\)\n$/)
    expect(stderr).toContain('FAIL tests/web.yaml:3: replicas (prod_shop)\n')
    expect(stderr).toContain('  templates/web.yaml:5, replicas from profiles/prod_shop.yaml:1\n')
    expect(exitCode).toBe(2)
  })

  test('exits 2 where the project has no tests', async () => {
    const { stderr, exitCode } = await kdeploy(['test'], { cwd: await projectWith({}) })
    expect(stderr).toContain('error: tests has no test files (*.yaml)')
    expect(exitCode).toBe(2)
  })

  test('prints JSON alone, and JUnit with the failures on stderr', async () => {
    const cwd = await projectWith(testsOf(replicas(4)))
    const json = await kdeploy(['test', '-o', 'json'], { cwd })
    const junit = await kdeploy(['test', '-o', 'junit'], { cwd })

    expect(JSON.parse(json.stdout)).toMatchObject({ passed: 0, failed: 1 })
    expect(json.stderr).toBe('')
    expect(junit.stdout).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites .*<\/testsuites>\n$/s)
    expect(junit.stderr).toContain('FAIL tests/web.yaml:3: replicas')
    expect([json.exitCode, junit.exitCode]).toEqual([2, 2])
  })

  test('refuses --update in a CI job, and beside --watch', async () => {
    const cwd = await projectWith(testsOf('- {name: a, snapshot: true}\n'))
    const inCi = await kdeploy(['test', '--update'], { cwd, env: { CI: 'true' } })
    const watched = await kdeploy(['test', '--update', '--watch'], { cwd })

    expect([inCi.exitCode, watched.exitCode]).toEqual([2, 2])
    expect(inCi.stderr).toContain('--update does not write snapshots in a CI job')
    expect(readdirSync(join(cwd, 'tests'))).toEqual(['web.yaml'])
  })

  test('leaves the file of tests as it is', async () => {
    const text = `# our tests\n${testsOf('- name:   a # with a note\n  snapshot: true\n')['tests/web.yaml']}`
    const cwd = await projectWith({ 'tests/web.yaml': text })
    await kdeploy(['test', '--update'], { cwd })

    expect(readFileSync(join(cwd, 'tests/web.yaml'), 'utf8')).toBe(text)
  })

  test('lists its files to nobody who asks for a profile: completion offers files', async () => {
    const cwd = await projectWith({})
    const { stdout } = await kdeploy(['complete', 'fish', '--', 'test', '--'], { cwd })
    expect(stdout).toMatch(/^--update\t.*^--watch\t/ms)
  })
})

describe('a secret', () => {
  const canary = canaryOf(24, randomFrom(7))
  const files = {
    'profiles/prod_shop.yaml': `variablesFrom:\n- {secret: db, as: db, example: {password: ${canary}}}\n- {command: ["false"], sensitive: true, as: vault, example: {key: ${canary.toLowerCase()}}}\n`,
    'templates/secret.yaml':
      'apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: "{{ db.password }}"}\ndata: {again: {{ db.password | b64encode }}}\n',
    'templates/config.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, labels: {"k-{{ vault.key }}": a}}\ndata:\n  url: "postgres://{{ db.password }}@db"\n  upper: "{{ db.password | upper }}"\n  text: |\n    first\n    {{ db.password }}\n',
    ...testsOf(
      '- {name: all, snapshot: true}\n- name: values\n  expect:\n  - {kind: Secret, fields: {stringData.password: other}}\n  - {kind: ConfigMap, count: 0}\n  - {kind: ConfigMap, fields: {data: {length: 9}, data.url: a, data.text: {contains: b}, metadata.labels: {exists: false}}}\n',
    ),
  }

  /** Every form in which it may stand. */
  const forms = [canary, canary.toLowerCase(), canary.toUpperCase(), Buffer.from(canary).toString('base64')]

  test('stands in no snapshot and in no form of the output', async () => {
    const cwd = await projectWith(files)
    const runs = []
    for (const args of [['--update'], [], ['-o', 'json'], ['-o', 'junit']])
      runs.push(await kdeploy(['test', ...args], { cwd }))
    writeFileSync(join(cwd, 'templates/config.yaml'), files['templates/config.yaml'].replace('postgres', 'mysql'))
    for (const args of [[], ['-o', 'json'], ['-o', 'junit']]) runs.push(await kdeploy(['test', ...args], { cwd }))

    const snapshot = readFileSync(join(cwd, 'tests/snapshots/web/all.yaml'), 'utf8')
    const texts = [snapshot, ...runs.flatMap(({ stdout, stderr }) => [stdout, stderr])]
    expect(texts.flatMap((text) => forms.flatMap((form) => piecesIn(text, form)))).toEqual([])
    expect(snapshot).toContain('password: "(masked ')
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2, 2, 2, 2])
    expect(runs[4]?.stderr).toMatch(/-url: postgres:\/\/\(masked \d+\)@db\n\+url: mysql:/)
  })
})

describe('kdeploy test --watch', () => {
  test('runs the tests again after a change, and ends with 130 on Ctrl-C', async () => {
    const cwd = await projectWith(testsOf(replicas(3)))
    const { child, result, output } = startKdeploy(['test', '--watch'], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
    })
    onTestFinished(() => {
      child.kill('SIGKILL')
    })
    const seen = (text: string) => expect.poll(output, { timeout: 50_000, interval: 50 }).toContain(text)

    await seen('1 passed')
    await seen('waiting for a change')
    writeFileSync(join(cwd, 'profiles/prod_shop.yaml'), 'variables: {replicas: 40}\n')
    await seen('changed: profiles/prod_shop.yaml')
    await seen('spec.replicas is 40, expected 3')
    await seen('0 passed, 1 failed')
    writeFileSync(join(cwd, 'tests/web.yaml'), testsOf(replicas(40))['tests/web.yaml'])
    await seen('changed: tests/web.yaml')
    await expect.poll(() => output().match(/1 passed/g)?.length, { timeout: 50_000 }).toBe(2)
    child.kill('SIGINT')

    const { exitCode, stderr } = await result
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: expect.not.stringContaining('error:') })
  })
})

test("the tests of this repository's own example pass", async () => {
  const { stdout, stderr, exitCode } = await kdeploy(['test'], { cwd: repository })
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  expect(stdout).toMatch(/^\d+ passed \(/)
})

test('the JSON Schema of the package describes the test file of docs/rendering/tests.md, key by key', () => {
  const schema = JSON.parse(readFileSync(join(repository, 'dist/schema/test.schema.json'), 'utf8'))
  const text = readFileSync(join(repository, 'docs/rendering/tests.md'), 'utf8')
  const [, section = ''] = text.split('## What a test says')
  const documented = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key)

  expect(Object.keys(schema.properties.tests.items.properties).toSorted()).toEqual(documented.toSorted())
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false, required: ['tests'] })
})

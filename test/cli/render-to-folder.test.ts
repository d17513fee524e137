import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject } from '../support/projects/project.ts'
import { filesBelow } from '../support/projects/tree.ts'

async function shop(more: Readonly<Record<string, string>> = {}) {
  const project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {tag: "{{ tag }}"}\n',
      'profiles/default.yaml': 'namespace: shop\ntemplates: [config.yaml]\nvariables: {tag: "1"}\n',
      'profiles/prod_a.yaml': '',
      'profiles/prod_b.yaml': 'clusters: {eu: {}, us: {variables: {tag: us}}}\n',
      ...more,
    },
  })
  onTestFinished(() => project.remove())
  const render = (...args: readonly string[]) =>
    kdeploy(['render', '--output-dir', 'out', '--offline', ...args], { cwd: project.folder })
  const names = () => Object.keys(filesBelow(join(project.folder, 'out'))).filter((name) => !name.startsWith('.'))
  return { ...project, render, names, files: () => filesBelow(join(project.folder, 'out')) }
}

test('each release has a folder and each object a file, the same whenever it is rendered', async () => {
  const { render, names, files } = await shop()

  const { stderr, exitCode } = await render()
  const first = files()

  expect(stderr).toBe('3 releases in out: 3 files written, 0 unchanged, 0 removed\n')
  expect(exitCode).toBe(0)
  expect(names()).toEqual(['prod_a/configmap-a.yaml', 'prod_b/eu/configmap-a.yaml', 'prod_b/us/configmap-a.yaml'])
  expect(first['prod_b/us/configmap-a.yaml']).toMatch(
    /^# Source: templates\/config.yaml\napiVersion: v1\n[\s\S]*tag: us\n$/,
  )
  expect((await render()).stderr).toBe('3 releases in out: 0 files written, 3 unchanged, 0 removed\n')
  expect(files()).toEqual(first)
})

test('what is not rendered any more goes, of the chosen profiles alone', async () => {
  const { render, names, write } = await shop()
  await render()
  await write({
    'profiles/prod_a.yaml': 'clusters: {eu: {}}\n',
    'profiles/prod_b.yaml': 'clusters: {us: {}}\n',
  })

  await render('-p', 'prod_a')
  expect(names()).toEqual(['prod_a/eu/configmap-a.yaml', 'prod_b/eu/configmap-a.yaml', 'prod_b/us/configmap-a.yaml'])
  await render('--cluster', 'us')
  expect(names()).toEqual(['prod_a/eu/configmap-a.yaml', 'prod_b/us/configmap-a.yaml'])
})

test('secrets in clear are refused, or left out and listed; what else holds them is refused either way', async () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {key: very-secret}\n'
  const { folder, render, names, write } = await shop({ 'templates/secret.yaml': secret })
  await write({ 'profiles/prod_a.yaml': 'templates: [config.yaml, secret.yaml]\n' })

  const refused = await render()
  expect(refused.stderr).toMatch(/Secret shop\/s holds sensitive values[\s\S]*release: prod_a[\s\S]*--secrets omit/)
  expect(refused.exitCode).toBe(2)
  expect(() => names()).toThrow(/ENOENT/)

  const omitted = await render('--secrets', 'omit')
  expect(omitted.stderr).toContain('left out of prod_a, as it holds sensitive values: Secret shop/s\n')
  expect(omitted.exitCode).toBe(0)
  expect(names()).not.toContain('prod_a/secret-s.yaml')

  const printed = await kdeploy(['render', 'prod_a', '--offline', '--secrets', 'omit'], { cwd: folder })
  expect(printed.stderr).toBe('left out of prod_a, as it holds sensitive values: Secret shop/s\n')
  expect(printed.stdout).toMatch(/^---\n# Source: templates\/config.yaml\napiVersion: v1\nkind: ConfigMap\n/)
  expect(printed.stdout).not.toContain('Secret')

  await write({
    'profiles/prod_a.yaml':
      'variablesFrom: [{environment: [TOKEN], sensitive: true, example: {TOKEN: very-secret}}]\nvariables: {tag: "{{ TOKEN }}"}\n',
  })
  const exposed = await render('--secrets', 'omit')
  expect(exposed.stderr).toMatch(/ConfigMap shop\/a holds sensitive values/)
  expect(exposed.stderr).not.toContain('very-secret')
  expect(exposed.exitCode).toBe(2)
})

test('nothing is written where one profile cannot be rendered', async () => {
  const { render, names } = await shop({ 'profiles/prod_c.yaml': 'templates: [none.yaml]\n' })
  const { stderr, exitCode } = await render()
  expect(stderr).toMatch(/none.yaml matches no template[\s\S]*release: prod_c/)
  expect(exitCode).toBe(2)
  expect(() => names()).toThrow(/ENOENT/)
})

test('several releases are not printed as one stream', async () => {
  const { folder } = await shop()
  const { stderr, exitCode } = await kdeploy(['render', '-p', 'prod_*', '--offline'], { cwd: folder })
  expect(stderr).toMatch(/--output-dir DIR/)
  expect(exitCode).toBe(2)
})

test.each([['--raw'], ['--template=config.yaml'], ['--show-secrets'], ['--mask']])(
  '%s is of what is printed, and refused',
  async (option) => {
    const { render, names } = await shop()
    const { exitCode, stderr } = await render(option)
    expect(stderr).toMatch(/--output-dir <folder>' cannot be used with option/)
    expect(exitCode).toBe(2)
    expect(() => names()).toThrow(/ENOENT/)
  },
)

test("is refused into the project's own folders", async () => {
  const { folder, files } = await shop()

  for (const own of ['templates', 'profiles/rendered', '.']) {
    const { exitCode, stderr } = await kdeploy(['render', '--output-dir', own, '--offline'], { cwd: folder })
    expect(stderr).toContain("would be read as the project's")
    expect(exitCode).toBe(2)
  }
  expect(Object.keys(filesBelow(join(folder, 'templates')))).toEqual(['config.yaml'])
  expect(() => files()).toThrow()
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

const env = { PASSWORD: 'hunter2-hunter2', PIN: '47', SHORT: 'zq' }
let project: Project

beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_web.yaml':
        'namespace: a\nvariablesFrom:\n- {environment: [PASSWORD, PIN, SHORT], sensitive: true}\n',
      'templates/secret.yaml': `apiVersion: v1
kind: Secret
metadata: {name: s}
data: {password: "{{ PASSWORD | b64encode }}"}
stringData:
  literal: written-in-the-template
`,
      'templates/web.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  url: "db://root:{{ PASSWORD }}@host"
  pin: "{{ PIN }}"
  loud: |
    first line
    {{ PASSWORD | upper }}
  length: "{{ PASSWORD | length }}"
`,
    },
  })
})

afterAll(() => project.remove())

const render = (...args: string[]) => kdeploy(['render', '-p', 'prod_web', ...args], { cwd: project.folder, env })

const leaks = (text: string) =>
  ['hunter2', 'HUNTER2', Buffer.from(env.PASSWORD).toString('base64'), 'written-in', "'47'", '"47"'].filter((value) =>
    text.includes(value),
  )

describe('render with sensitive values', () => {
  for (const form of [[], ['--raw']]) {
    test(`refuses to write them into a pipe or a file unasked ${form}`, async () => {
      const { exitCode, stdout, stderr } = await render(...form)

      expect(stderr).toMatch(
        /error: \S*templates\/\S+: the output contains sensitive values[\s\S]*--show-secrets[\s\S]*--mask/,
      )
      expect({ exitCode, stdout, leaks: leaks(stderr) }).toEqual({ exitCode: 2, stdout: '', leaks: [] })
    })

    test(`--mask writes tokens, the same for the same value ${form}`, async () => {
      const { exitCode, stdout } = await render('--mask', ...form)

      expect(leaks(stdout)).toEqual([])
      expect(stdout).toMatch(/url: "?db:\/\/root:\(masked \d\)@host/)
      expect(stdout).toContain('length: "15"')
      expect(exitCode).toBe(0)
    })
  }

  test('gives one value one token, in base64 in a Secret and as text elsewhere', async () => {
    const { stdout } = await render('--mask')

    const [, inSecret] = /password: "?(\(masked \d\))/.exec(stdout) ?? []
    expect(stdout).toContain(`db://root:${inSecret}@host`)
  })

  test('--show-secrets writes them as they are', async () => {
    const { stdout } = await render('--show-secrets')

    expect(stdout).toContain('url: db://root:hunter2-hunter2@host')
    expect(stdout).toContain('literal: written-in-the-template')
  })

  test('--show-secrets and --mask contradict each other', async () => {
    const { exitCode, stdout, stderr } = await render('--show-secrets', '--mask')

    expect(stderr).toMatch(/--show-secrets.*--mask/)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  })

  test('needs no flag where no template uses any', async () => {
    await project.write({ 'templates/plain.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain}\n' })

    expect((await render('--template', 'plain.yaml')).exitCode).toBe(0)
  })

  test('shows none in an error about the rendered text', async () => {
    await project.write({
      'templates/broken.yaml': 'a: "{{ PASSWORD }}\nb: [{{ PIN }}\n',
      'templates/text.yaml': '{{ PASSWORD }}\n',
      'templates/fails.yaml': '{{ PASSWORD.nope() }} {{ PASSWORD | int("x" ~ PASSWORD) | round }}\n',
    })
    for (const template of ['broken.yaml', 'text.yaml', 'fails.yaml']) {
      const { stderr, stdout, exitCode } = await render('--template', template)

      expect({ exitCode, leaks: leaks(stdout + stderr) }).toEqual({ exitCode: 2, leaks: [] })
    }
  })

  const manifest = (fields: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n${fields}\n`
  const quoting: Record<string, string> = {
    'an unknown attribute': '{{ {}[SHORT] }}',
    'what a filter made of it': '{{ {}[SHORT|upper ~ "-"] }}',
    'a broken text for from_yaml': '{{ ("a: [" ~ SHORT)|from_yaml }}',
    'a duplicate key': manifest('data: { {{ SHORT }}: a, {{ SHORT }}: b }'),
    'a duplicate key that only ends with it': manifest('data: {x{{ SHORT }}: a, x{{ SHORT }}: b}'),
    'an unknown anchor': manifest('data: *{{ SHORT }}'),
    'a key whose value is no string': manifest('data: { {{ SHORT }}: 1 }'),
    'keys of a map that is none': manifest('data: {a: { {{ SHORT }}: 1 }}'),
  }
  for (const [what, template] of Object.entries(quoting)) {
    test(`hides a value of two characters in an error that quotes it: ${what}`, async () => {
      await project.write({ 'templates/quotes.yaml': template })

      const { stderr, exitCode } = await render('--template', 'quotes.yaml', '--mask')

      expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.not.stringMatching(/zq/i) })
    })
  }

  test.each([
    'apiVersion: v1\nkind: K{{ SHORT }}\nmetadata: {name: a}',
    manifest('').replace('name: a', 'name: a-{{ SHORT }}'),
  ])('refuses it in what names an object', async (template) => {
    await project.write({ 'templates/names.yaml': template })

    const { stderr, exitCode } = await render('--template', 'names.yaml', '--mask')

    expect(stderr).toContain('would contain a sensitive value')
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.not.stringMatching(/zq/i) })
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/project.ts'

const env = { PASSWORD: 'hunter2-hunter2', PIN: '47' }
let project: Project

beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_web.yaml': 'namespace: a\nvariablesFrom:\n- {environment: [PASSWORD, PIN], sensitive: true}\n',
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

      expect(stderr).toMatch(/sensitive values[\s\S]*--show-secrets[\s\S]*--mask/)
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
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

let project: Project

beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/default.yaml': 'namespace: shop\nvariables: {tag: one, hosts: [a]}\n',
      'profiles/prod_a.yaml': 'variables: {level: 1}\n',
      'profiles/prod_b.yaml': 'variables: {level: 2}\n',
      'templates/web.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {tag: {{ tag | tojson }}, hosts: {{ hosts | join(",") | tojson }}}\n',
    },
  })
})

afterAll(() => project.remove())

function run(input: string, ...args: string[]) {
  return kdeploy(args, { cwd: project.folder, input })
}

describe('- as a file', () => {
  test('is stdin to --values and to --set-file', async () => {
    const values = await run('tag: two\n', 'render', 'prod_a', '--values', '-')
    expect(values.stdout).toContain('tag: two\n')

    const file = await run('text of it', 'render', 'prod_a', '--set-file', 'tag=-')
    expect(file.stdout).toContain('tag: text of it\n')
  })

  test('is what was piped, also where two profiles are compared', async () => {
    const { stdout, stderr } = await run('tag: two\n', 'explain', 'prod_a', '--against', 'prod_b', '--values', '-')
    expect(stderr).toBe('')
    expect(stdout).not.toContain('tag')
    expect(stdout).toContain('level')
  })

  test('is stdin to --plan of an apply', async () => {
    const { stderr, exitCode } = await run('{}', 'apply', 'prod_a', '--plan', '-')
    expect(stderr).toContain("the plan - can't be used: it is not a plan")
    expect(exitCode).toBe(2)
  })

  test('is for one option alone', async () => {
    for (const other of [
      ['--set-file', 'tag=-'],
      ['--set-file', 'level=-'],
    ]) {
      const { stderr, exitCode } = await run('tag: two\n', 'render', 'prod_a', '--values', '-', ...other)
      expect(stderr).toContain(`error: --set-file ${other[1]} can't read stdin, which --values - reads\n`)
      expect(exitCode).toBe(2)
    }
  })

  test('is nothing that a plan can be written to', async () => {
    const { stderr, exitCode } = await run('', 'diff', 'prod_a', '--plan', '-')
    expect(stderr).toContain('Name a file: stdout has the diff.')
    expect(exitCode).toBe(2)
  })
})

describe('--set-json', () => {
  test('sets lists and maps, also from the environment', async () => {
    const given = await run('', 'render', 'prod_a', '--set-json', 'hosts=["b", "c"]')
    expect(given.stdout).toContain('hosts: b,c\n')

    const env = { KDEPLOY_SET_JSON: 'hosts=["d"]\ntag="x=y"' }
    const variable = await kdeploy(['render', 'prod_a'], { cwd: project.folder, env })
    expect(variable.stdout).toMatch(/tag: x=y\n {2}hosts: d\n|hosts: d\n {2}tag: x=y\n/)
  })

  test('is held to names that are known', async () => {
    const { stderr, exitCode } = await run('', 'render', 'prod_a', '--set-json', 'hots=["b"]')
    expect(stderr).toMatch(/hots.*did you mean hosts\?/)
    expect(exitCode).toBe(2)
  })

  test('says where its text is not JSON, and how to write it', async () => {
    const { stderr, exitCode } = await run('', 'render', 'prod_a', '--set-json', 'hosts=[hunter2]')
    expect(stderr).toMatch(
      /^error: --set-json "hosts" is not JSON: column 2: expected a value or \]\nhint: quote it for the shell/,
    )
    expect(stderr).not.toContain('hunter2')
    expect(exitCode).toBe(2)
  })

  test('needs a name and a value with = between them', async () => {
    const { stderr } = await run('', 'render', 'prod_a', '--set-json', 'hosts', '["b"]')
    expect(stderr).toContain('write --set-json hosts=VALUE')
  })
})

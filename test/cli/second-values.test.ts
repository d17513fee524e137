import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

let project: Project

beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: twice\n',
      'profiles/prod_a.yaml': 'namespace: a\nvariables: {word: none, list: []}\n',
      'profiles/prod_b.yaml': 'namespace: b\nvariables: {word: none, list: []}\n',
      'templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ word }}}\n',
    },
  })
})

afterAll(() => project.remove())

const run = (...args: string[]) => kdeploy(args, { cwd: project.folder })

describe('an option that takes one value', () => {
  test.each([
    ['-p, --profile <profile>', ['restart', '-p', 'prod_a', '-p', 'prod_b'], 'prod_a and prod_b'],
    ['-p, --profile <profile>', ['explain', '--profile=prod_a', '-pprod_b'], 'prod_a and prod_b'],
    ['-n, --namespace <namespace>', ['diff', '-p', 'prod_a', '-n', 'a', '--namespace', 'b'], 'a and b'],
    ['--context <name>', ['status', '-p', 'prod_a', '--context', 'eu', '--context', 'us'], 'eu and us'],
    ['--kubeconfig <file>', ['history', '-p', 'prod_a', '--kubeconfig', 'a', '--kubeconfig', 'b'], 'a and b'],
    ['--timeout <duration>', ['apply', '-p', 'prod_a', '--timeout', '1m', '--timeout', '2m'], '1m and 2m'],
    ['--to-revision <number>', ['undo', '-p', 'prod_a', '--to-revision', '1', '--to-revision', '2'], '1 and 2'],
    ['-o, --output <format>', ['explain', '-p', 'prod_a', '-o', 'json', '-o', 'text'], 'json and text'],
    ['--project <folder>', ['validate', '--project', '.', '--project', '..'], '. and ..'],
  ])('is refused a second one: %s', async (flags, args, values) => {
    const { stderr, stdout, exitCode } = await run(...args)

    expect(stderr).toContain(`error: option '${flags}' takes one value, and two are given: ${values}\n`)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
  })

  test('may be given the same one twice, or another one than its environment variable', async () => {
    const same = await run('render', '-p', 'prod_a', '-p', 'prod_a')
    const over = await kdeploy(['render', '-p', 'prod_b'], { cwd: project.folder, env: { PROFILE: 'prod_a' } })

    expect(same).toMatchObject({ stdout: expect.stringContaining('namespace: a'), exitCode: 0 })
    expect(over).toMatchObject({ stdout: expect.stringContaining('namespace: b'), exitCode: 0 })
  })
})

test('a repeatable option takes all of its values', async () => {
  const set = await run('render', '-p', 'prod_a', '--set', 'word=one', '--set', 'word=two')
  const validated = await run('validate', '-p', 'prod_a', '-p', 'prod_b')
  const adopted = await run('diff', '-p', 'prod_a', '--adopt', 'cm/a', '--adopt', 'cm/b', '--kubeconfig', '/nowhere')

  expect(set.stdout).toContain('name: two')
  expect(validated.exitCode).toBe(0)
  expect(adopted.stderr).not.toContain('takes one value')
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

let project: Project

beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_web.yaml': 'namespace: shop\nvariables: {tag: "1"}\n',
      'profiles/stg_web.yaml': 'namespace: shop\nvariables: {tag: "2"}\n',
      'templates/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ PROFILE|replace("_", "-") }}"}\n',
    },
  })
})
afterAll(() => project.remove())

const run = (args: readonly string[], env: Record<string, string> = {}) => kdeploy(args, { cwd: project.folder, env })

describe('a profile as an argument', () => {
  test.each([
    [['render', 'prod_web'], /name: prod-web/],
    [['render', '--raw', 'prod_web'], /prod-web/],
    [['render', 'prod_web', '-p', 'prod_web'], /name: prod-web/],
    [['explain', 'prod_web', 'tag'], /^tag +1 /m],
    [['explain', 'prod_web'], /^tag +1 /m],
    [['explain', '-p', 'prod_web', 'tag'], /^tag +1 /m],
    [['validate', '-p', 'prod_web'], /^1 of 1 profile is/],
    [['validate', '-p', 'prod_web', '-p', 'stg_web', 'stg_web'], /^2 of 2 profiles/],
  ])('is what --profile is: %j', async (args, expected) => {
    const { stdout, stderr, exitCode } = await run(args)
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(stdout).toMatch(expected)
  })

  test('comes before the variable PROFILE, which explain takes for its only argument to be a key', async () => {
    expect((await run(['render', 'stg_web'], { PROFILE: 'prod_web' })).stdout).toMatch(/name: stg-web/)
    expect((await run(['explain', 'tag'], { PROFILE: 'prod_web' })).stdout).toMatch(/^tag +1 /m)
  })

  test.each(['diff', 'apply', 'delete', 'history', 'status', 'undo'])('is taken by %s', async (command) => {
    const { stderr, exitCode } = await run([command, 'prod_wbe'])
    expect(stderr).toContain('there is no profile "prod_wbe"; did you mean prod_web?')
    expect(exitCode).toBe(2)
  })

  test.each([
    [['status', '--all', 'prod_web'], {}, "error: option '--all' cannot be used with a profile"],
    [['status', 'prod_web', '-A'], {}, "error: option '-A, --all-namespaces' cannot be used with a profile"],
    [['status', '--all', '-p', 'prod_web'], {}, "error: option '--all' cannot be used with option '-p, --profile"],
    [['status', 'prod_wbe'], { KDEPLOY_ALL: '1' }, 'there is no profile "prod_wbe"'],
    [['validate', 'prod_wbe'], { KDEPLOY_ALL: '1' }, 'there is no profile "prod_wbe"'],
  ])('is not passed over for all of them: %j with %j', async (args, env, expected) => {
    const { stdout, stderr, exitCode } = await run(args, env)
    expect(stdout + stderr).toContain(expected)
    expect(exitCode).toBe(2)
  })

  test('may be one of several where a command works on several, each once', async () => {
    const several = await run(['apply', 'prod_web', 'prod_wbe', '-p', 'prod_web'])
    expect(several.stderr).toContain('there is no profile "prod_wbe"; did you mean prod_web?')
    expect(several.exitCode).toBe(2)
    const same = await run(['apply', 'stg_wbe', '-p', 'stg_wbe'], { PROFILE: 'prod_web' })
    expect(same.stderr).toContain('there is no profile "stg_wbe"; did you mean stg_web?')
    expect((await run(['restart', 'prod_web', '-p', 'stg_web'])).stderr).toContain('two profiles are given')
  })

  test('is refused beside another one by a command of one release, and not taken for an object', async () => {
    const { stderr, exitCode } = await run(['restart', 'prod_web', 'stg_web'])

    expect(stderr).toBe(
      'error: restart works on one release, and several are chosen\nhint: restart one after the other, what others need first\n',
    )
    expect(exitCode).toBe(2)
  })

  test.each([
    [['apply', '-p', ''], {}],
    [['apply', '--cluster', 'eu', '--cluster', 'us'], { PROFILE: '' }],
  ])('is missing where it is empty: %j', async (args, env) => {
    const { stderr, exitCode } = await run(args, env)
    expect(stderr).toContain('no profile given')
    expect(exitCode).toBe(2)
  })

  test('stands before the workload of an undo', async () => {
    const { stderr } = await run(['undo', 'prod_wbe', 'deployment/web'])
    expect(stderr).toContain('there is no profile "prod_wbe"')
    expect((await run(['undo', 'web'])).stderr).toContain('write KIND/NAME, e.g. deployment/web')
  })
})

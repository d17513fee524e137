import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

let project: Project

beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/default.yaml': `namespace: shop-{{ env_type }}
variables:
  tag: "1"
  image: "registry/app:{{ tag }}"
  db: {host: localhost, port: 5432}
variablesFrom:
- environment: [API_TOKEN]
  sensitive: true
  optional: true
  example: {API_TOKEN: example-token}
`,
      'profiles/prod_web.yaml': 'kubeContext: prod-eu\nvariables:\n  db: {host: db.prod}\n',
      'profiles/stg_web.yaml': 'variables:\n  broken: "{{ nothing }}"\n',
      'templates/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {image: "{{ image }}"}\n',
    },
  })
})

afterAll(() => project.remove())

const run = (...args: string[]) => kdeploy(args, { cwd: project.folder, env: { API_TOKEN: 'very-secret-token' } })

describe('explain', () => {
  test.each([
    ['db.hots', 'db.host'],
    ['hots', 'db.host'],
    ['bd', 'db'],
    ['imgae', 'image'],
  ])('names the variable that was probably meant by %s', async (key, meant) => {
    const { exitCode, stderr } = await run('explain', '-p', 'prod_web', key)
    expect(stderr).toBe(`error: prod_web has no variable ${key}; did you mean ${meant}?\n`)
    expect(exitCode).toBe(2)
  })

  test('shows each value with the line that gave it, and what it overrode', async () => {
    const { stdout, exitCode } = await run('explain', '-p', 'prod_web', '--set', 'tag=2')

    expect(stdout).toMatch(/^image +registry\/app:2 +profiles\/default\.yaml:4/m)
    expect(stdout).toMatch(/^tag +2 +--set\n +overrides +1 +profiles\/default\.yaml:3/m)
    expect(stdout).toMatch(
      /^db\.host +db\.prod +profiles\/prod_web\.yaml:3.*\n +overrides +localhost +profiles\/default\.yaml:5/m,
    )
    expect(exitCode).toBe(0)
  })

  test('masks sensitive values, in text and in JSON', async () => {
    const text = await run('explain', '-p', 'prod_web')
    const json = await run('explain', '-p', 'prod_web', '-o', 'json')

    expect(text.stdout + json.stdout).not.toContain('very-secret-token')
    expect(JSON.parse(json.stdout)).toContainEqual(
      expect.objectContaining({ name: 'API_TOKEN', value: '(masked 1)', sensitive: true }),
    )
  })

  test('shows a key though another variable is broken, unless it needs that one', async () => {
    await project.write({
      'profiles/stg_key.yaml':
        'variables: {bad: "{{ nothing }}", needs: {x: "{{ bad }}"}, list: ["{{ tag }}", "{{ bad }}"]}\n',
    })
    const good = await run('explain', '-p', 'stg_key', 'image')
    const item = await run('explain', '-p', 'stg_key', 'list[0]')
    const against = await run('explain', '-p', 'stg_key', '--against', 'prod_web', 'db')
    const bad = await Promise.all(['bad', 'needs', 'list'].map((key) => run('explain', '-p', 'stg_key', key)))

    expect(good).toMatchObject({ stdout: expect.stringContaining('registry/app:1'), stderr: '', exitCode: 0 })
    expect(item).toMatchObject({ stdout: expect.stringMatching(/^list\[0\] +1 /m), stderr: '', exitCode: 0 })
    expect(against.exitCode).toBe(0)
    for (const { stderr, exitCode } of bad) {
      expect(stderr).toContain('the variable bad: ')
      expect(exitCode).toBe(2)
    }
  })

  test('shows only the key that is asked for, and names the nearest of an unknown one', async () => {
    const known = await run('explain', '-p', 'prod_web', 'db')
    const unknown = await run('explain', '-p', 'prod_web', 'imgae')

    expect(known.stdout).toMatch(/db\.host[\s\S]*db\.port/)
    expect(known.stdout).not.toContain('image')
    expect(unknown.stderr).toContain('prod_web has no variable imgae; did you mean image?')
    expect(unknown.exitCode).toBe(2)
  })

  test('--against shows only where two profiles differ', async () => {
    await project.write({ 'profiles/dev_web.yaml': '' })
    const { stdout, exitCode } = await run('explain', '-p', 'prod_web', '--against', 'dev_web')

    expect(stdout).toBe(
      'db.host\n  prod_web  db.prod    profiles/prod_web.yaml:3:8\n  dev_web   localhost  profiles/default.yaml:5:8\n',
    )
    expect(exitCode).toBe(0)
    const unknown = await run('explain', '-p', 'prod_web', 'imgae', '--against', 'dev_web')
    expect(unknown.stderr).toContain('neither prod_web nor dev_web has a variable imgae; did you mean image?')
    expect(unknown.exitCode).toBe(2)
  })
})

describe('profiles', () => {
  test('lists every profile with namespace, kube context and templates', async () => {
    const { stdout } = await run('profiles', '-o', 'json')

    expect(JSON.parse(stdout)).toContainEqual({
      profile: 'prod_web',
      envType: 'prod',
      profileName: 'web',
      namespace: 'shop-prod',
      kubeContext: 'prod-eu',
      templates: ['web.yaml'],
      needs: [],
    })
    expect((await run('profiles')).stdout).toMatch(/^prod_web +prod +shop-prod +prod-eu +web\.yaml$/m)
  })

  test('lists the others where one is broken, and exits 2', async () => {
    await project.write({ 'profiles/dev_bad.yaml': 'namespaces: x\n' })
    const { stdout, stderr, exitCode } = await run('profiles')
    await project.write({ 'profiles/dev_bad.yaml': '' })

    expect(stdout).toMatch(/^prod_web +prod/m)
    expect(stderr).toMatch(/dev_bad\.yaml:1:1: unknown key `namespaces`/)
    expect(exitCode).toBe(2)
  })
})

describe('validate', () => {
  test('checks all profiles without a cluster, and shows every problem', async () => {
    const { stdout, stderr, exitCode } = await run('validate')

    expect(stdout).toMatch(/^\d of \d profiles are valid/)
    expect(stderr).toMatch(/stg_web:[\s\S]*profiles\/stg_web\.yaml:2[\s\S]*'nothing' is undefined/)
    expect(exitCode).toBe(2)
  })

  test('shows a problem of a shared file once, with the profiles that have it', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `dev_${String.fromCharCode(97 + index)}`)
    const own = Object.fromEntries(names.map((name) => [`profiles/${name}.yaml`, '']))
    const shared = {
      'profiles/default.yaml': 'variables: {bad: "{{ no }}"}\n',
      'profiles/dev.yaml': 'variables: {worse: "{{ nope }}"}\n',
    }
    const many = await createProject({
      files: { 'kdeploy.yaml': 'name: x\n', 'templates/a.yaml': '', ...own, 'profiles/prod_a.yaml': '', ...shared },
    })
    const { stdout, stderr, exitCode } = await kdeploy(['validate'], { cwd: many.folder })
    const two = await kdeploy(['validate', 'dev_a', 'prod_a'], { cwd: many.folder })
    await many.remove()

    expect(stderr.match(/'no' is undefined/g)).toHaveLength(1)
    expect(stderr.match(/'nope' is undefined/g)).toHaveLength(1)
    expect(stderr).toMatch(/^all 13 profiles:\n {2}error: profiles\/default\.yaml:1:\d+: the variable bad/m)
    expect(stderr).toMatch(
      /^dev_a, dev_b, dev_c, dev_d, dev_e, dev_f, dev_g, dev_h and 4 more:\n {2}error: profiles\/dev\.yaml:1/m,
    )
    expect(two.stderr).toMatch(/^all 2 profiles:[\s\S]*^dev_a:\n/m)
    expect(stdout).toMatch(/^0 of 13 profiles are valid/)
    expect(exitCode).toBe(2)
  })

  test('exits 0 where everything is fine', async () => {
    expect(await run('validate', 'prod_web')).toEqual({
      stdout: '1 of 1 profile is valid (1 manifest); not checked against a cluster\n',
      stderr: '',
      exitCode: 0,
    })
  })
})

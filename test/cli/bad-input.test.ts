import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`

let project: Project

beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: bad\n',
      'profiles/prod_cthulu.yaml': 'namespace: a\n',
      'profiles/prod_dagon.yaml': 'namespace: a\nvariables: {doc: "{{ nothing }}"}\n',
      'profiles/stg_cthulu.yaml': 'namespace: a\n',
      'templates/good.yaml': configMap('good'),
    },
  })
})

afterAll(() => project.remove())

/** Runs kdeploy in a project of its own that has these files too. */
async function withFiles(files: Record<string, string | Uint8Array>, ...args: string[]) {
  const own = await createProject({
    files: { 'kdeploy.yaml': 'name: bad\n', 'profiles/prod_a.yaml': 'namespace: a\n', ...files },
  })
  try {
    return await kdeploy(args.length > 0 ? args : ['render', '-p', 'prod_a'], { cwd: own.folder })
  } finally {
    await own.remove()
  }
}

describe('a profile', () => {
  for (const [profile, message] of [
    ['prod', /"prod" has no _ between env type and profile name/],
    ['_cthulu', /has no env type/],
    ['prod_', /has no profile name/],
    ['../prod_x', /has the character "\/"/],
  ] as const) {
    test(`"${profile}" is refused with what is wrong about it`, async () => {
      const { exitCode, stderr, stdout } = await kdeploy(['render', '-p', profile], { cwd: project.folder })

      expect(stderr).toMatch(message)
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    })
  }

  test('that is unknown names the nearest and lists those that exist', async () => {
    const { exitCode, stderr } = await kdeploy(['render', '-p', 'prod_cthulhu'], { cwd: project.folder })

    expect(stderr).toContain('prod_cthulhu')
    expect(stderr).toMatch(/did you mean "?prod_cthulu"?/i)
    for (const known of ['prod_cthulu', 'prod_dagon', 'stg_cthulu']) expect(stderr).toContain(known)
    expect(exitCode).toBe(2)
  })

  test('that is not given is asked for', async () => {
    const { exitCode, stderr } = await kdeploy(['render'], { cwd: project.folder })

    expect(stderr).toBe(`error: no profile given
  profiles that exist:
    prod_cthulu
    prod_dagon
    stg_cthulu
hint: use --profile NAME, e.g. --profile prod_cthulu, or set the environment variable PROFILE
`)
    expect(exitCode).toBe(2)
  })

  test('that is not given is of no matter where there is no project, or the project has none', async () => {
    const nowhere = await kdeploy(['render'], { cwd: '/' })
    expect(nowhere.stderr).toMatch(/^error: no deployment project here/)
    expect(nowhere.exitCode).toBe(2)

    const bare = await createProject({ files: { 'templates/a.yaml': '' } })
    const { exitCode, stderr } = await kdeploy(['render'], { cwd: bare.folder })
    await bare.remove()
    expect(stderr).toMatch(/^error: no profiles exist: profiles has no ENVTYPE_NAME\.yaml\nhint: create profiles\//)
    expect(exitCode).toBe(2)
  })

  test('whose file was removed is told how its release is reached', async () => {
    const { stderr } = await kdeploy(['delete', 'prod_gone'], { cwd: project.folder })
    expect(stderr).toMatch(
      /or to work on what it deployed before its file was removed, create profiles\/prod_gone\.yaml/,
    )
  })

  test('of no project says how a project is found', async () => {
    const { exitCode, stderr } = await kdeploy(['render', '-p', 'prod_a'], { cwd: '/' })

    expect(stderr).toMatch(/kdeploy\.yaml|templates/)
    expect(exitCode).toBe(2)
  })
})

describe('a template', () => {
  test('that does not parse is shown with file, line, column and a caret', async () => {
    const { exitCode, stderr } = await withFiles({
      'templates/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ name | }}\n',
    })

    expect(stderr).toMatch(/templates\/web\.yaml:4:\d+/)
    expect(stderr).toContain('  name: {{ name | }}')
    expect(stderr).toMatch(/\^/)
    expect(exitCode).toBe(2)
  })

  test('that uses an undefined variable names it, its place and the nearest one', async () => {
    const { exitCode, stderr } = await withFiles({
      'profiles/prod_a.yaml': 'namespace: a\nvariables: {replicas: 3}\n',
      'templates/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  labels: {n: "{{ replica }}"}\n',
    })

    expect(stderr).toMatch(/templates\/web\.yaml:5:\d+/)
    expect(stderr).toContain("'replica' is undefined")
    expect(stderr).toContain('replicas')
    expect(exitCode).toBe(2)
  })

  test('that includes one that is not there names both', async () => {
    const { exitCode, stderr } = await withFiles({ 'templates/web.yaml': "\n{% include '_nope.yaml' %}\n" })

    expect(stderr).toMatch(/templates\/web\.yaml:2/)
    expect(stderr).toContain('_nope.yaml')
    expect(exitCode).toBe(2)
  })
})

describe('a template that is no text', () => {
  for (const args of [[], ['--raw']]) {
    test(`because it writes half of a character is refused with the place: render ${args}`, async () => {
      const files = { 'templates/a.yaml': `${configMap('a')}data:\n  x: {{ "a\\ud800b" }}\n` }
      const { exitCode, stdout, stderr } = await withFiles(files, 'render', '-p', 'prod_a', ...args)

      expect(stderr).toMatch(/templates\/a\.yaml:5:9: the template writes half of a surrogate pair/)
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    })
  }

  test('because its file is not UTF-8 is refused with the line, also where it is included', async () => {
    const latin = { 'templates/a.yaml': Buffer.from(`${configMap('a')}data: {x: caf\xe9}\n`, 'latin1') }
    const own = await withFiles(latin)
    expect(own.stderr).toMatch(/templates\/a\.yaml can't be read: it is not UTF-8 \(byte 65 of line 4\)/)

    const files = { 'templates/a.yaml': '{% include "_b.yaml" %}', 'templates/_b.yaml': Buffer.from([0x0a, 0xff]) }
    const included = await withFiles(files)
    expect(included.stderr).toMatch(/templates\/_b\.yaml can't be read: it is not UTF-8 \(byte 2 of line 2\)/)
    expect([own.exitCode, included.exitCode]).toEqual([2, 2])
  })
})

describe('a rendered document', () => {
  for (const [what, text, message] of [
    ['is text', 'just some words\n', /a string/],
    ['is a list', '- a\n- b\n', /a list/],
    ['has no kind', 'apiVersion: v1\nmetadata: {name: a}\n', /kind/],
    ['has no apiVersion', 'kind: ConfigMap\nmetadata: {name: a}\n', /apiVersion/],
    ['has no name', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n', /name/],
    ['has only generateName', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}\n', /generateName/],
    ['is no YAML', 'apiVersion: v1\nkind: [ConfigMap\n', /templates\/web\.yaml:\d+/],
    ['has a key twice', 'apiVersion: v1\nkind: ConfigMap\nkind: Secret\nmetadata: {name: a}\n', /kind/],
  ] as const) {
    test(`that ${what} is no Kubernetes object`, async () => {
      const { exitCode, stderr, stdout } = await withFiles({ 'templates/web.yaml': text })

      expect(stderr).toMatch(message)
      expect(stderr).toContain('templates/web.yaml')
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    })
  }

  test('that another template renders too is refused with both places', async () => {
    const { exitCode, stderr } = await withFiles({
      'templates/a.yaml': configMap('same'),
      'templates/b.yaml': configMap('same'),
    })

    expect(stderr).toContain('templates/a.yaml')
    expect(stderr).toContain('templates/b.yaml')
    expect(exitCode).toBe(2)
  })
})

describe('a cluster', () => {
  for (const command of ['diff', 'apply', 'undo']) {
    test(`that cannot be reached makes ${command} exit 3, with its address and kubeconfig`, async () => {
      const kubeconfig = JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'dead',
        clusters: [{ name: 'dead', cluster: { server: 'https://127.0.0.1:1' } }],
        users: [{ name: 'me', user: { token: 'x' } }],
        contexts: [{ name: 'dead', context: { cluster: 'dead', user: 'me' } }],
      })
      const own = await createProject({
        files: {
          'kdeploy.yaml': 'name: a\n',
          'profiles/prod_a.yaml': 'namespace: a\n',
          'templates/a.yaml': configMap('a'),
          kubeconfig,
        },
      })

      const { exitCode, stderr } = await kdeploy([command, '-p', 'prod_a', '--kubeconfig', 'kubeconfig'], {
        cwd: own.folder,
      })
      await own.remove()

      expect(stderr).toContain('https://127.0.0.1:1')
      expect(stderr).toContain('kubeconfig')
      expect(stderr).toMatch(/refused/)
      expect(exitCode).toBe(3)
    })
  }
})

describe('a command line', () => {
  for (const [args, message] of [
    [['frobnicate'], /unknown command/],
    [['aply'], /unknown command 'aply'\n.*Did you mean apply\?/],
    [['help', 'aply'], /unknown command 'aply'\n.*Did you mean apply\?/],
    [['render', '--nope'], /unknown option/],
    [['render', '--seet', 'a=b'], /unknown option '--seet'\n.*Did you mean --set\?/],
    [
      ['render', 'prod_cthulu', 'prod_dagon'],
      /several releases can't be told apart in one stream: prod_cthulu, prod_dagon$/m,
    ],
    [['explain', 'prod_cthulu', 'a', 'b'], /unexpected argument b: explain takes a profile and a key$/m],
    [['apply', 'prod_cthulu', '--set', 'tag', '1.1.0'], /'--set' takes .*: write --set tag=VALUE$/m],
    [['apply', '-p', 'prod_cthulu', '--set-string', 'tag', '1.1.0'], /: write --set-string tag=VALUE$/m],
    [['explain', 'image_tag'], /: it is the first argument, .* write kdeploy explain PROFILE image_tag$/m],
    [['explain', 'prod_cthul'], /there is no profile "prod_cthul"; did you mean prod_cthulu\?/],
    [
      ['rename', 'prod_cthulu', '-p', 'prod_dagon', '--to-name', 'a'],
      /two profiles are given: prod_dagon and prod_cthulu/,
    ],
    [['render', 'prod_cthulu', '-t', 'nope.yaml'], /^error: --template: nope\.yaml matches no template in templates/],
    [['apply', '--timeout', 'soon'], /number with a unit/],
    [['undo', '--to-revision', 'x'], /number of a revision/],
  ] as const) {
    test(`"${args.join(' ')}" exits 2 and says why`, async () => {
      const { exitCode, stderr } = await kdeploy(args, { cwd: project.folder })

      expect(stderr).toMatch(message)
      expect(exitCode).toBe(2)
    })
  }

  test('--help and --version exit 0, on stdout', async () => {
    const help = await kdeploy(['--help'])
    const version = await kdeploy(['--version'])

    expect(help.stdout).toMatch(/Usage: kdeploy[\s\S]*render[\s\S]*diff[\s\S]*apply[\s\S]*undo/)
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect([help.exitCode, version.exitCode]).toEqual([0, 0])
  })

  test('no command at all shows what there is, and exits 2', async () => {
    const { exitCode, stderr } = await kdeploy([])

    expect(stderr).toMatch(/Usage: kdeploy/)
    expect(exitCode).toBe(2)
  })
})

describe('--also-delete', () => {
  test.for(['apply', 'diff', 'undo'])('with --no-prune means nothing, and is refused by %s', async (command) => {
    const args = [command, '-p', 'prod_cthulu', '--no-prune', '--also-delete', 'pvc/data']
    const { exitCode, stderr } = await kdeploy(args, { cwd: project.folder })

    expect(stderr).toContain("option '--also-delete <kind/name>' cannot be used with option '--no-prune'")
    expect(exitCode).toBe(2)
  })
})

describe('a report of validate', () => {
  test.each(['json', 'sarif', 'junit'])('as %s says why there is no other', async (format) => {
    const files = { 'kdeploy.yaml': 'name: bad\nvalidate: {rules: {image-tag: eror}}\n', 'templates/a.yaml': '' }
    const { exitCode, stdout, stderr } = await withFiles(files, 'validate', '-o', format)
    const message = 'must be one of'
    expect({ exitCode, stdout, stderr }).toMatchObject({
      exitCode: 2,
      stdout: expect.stringContaining(message),
      stderr: expect.stringContaining(message),
    })
  })
})

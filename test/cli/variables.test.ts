import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

let project: Project

beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'templates/out.yaml': 'v: {{ v | tojson }}\n',
      'known.yaml': 'hostname: h\n',
      'environment.env': 'V=1\n',
    },
  })
})

afterAll(() => project.remove())

/** Renders a profile with these lines. */
async function render(lines: string, args: readonly string[] = [], input = '') {
  await project.write({ 'profiles/prod_shop.yaml': `namespace: shop\n${lines}\n` })
  const run = ['render', '--raw', '-p', 'prod_shop', ...args]
  return kdeploy(run, { cwd: project.folder, env: { TAG: '7{{' }, input })
}

const node = JSON.stringify(process.execPath)

describe('a variable', () => {
  for (const [what, lines, args, shown] of [
    ['that YAML reads as a float stays one', 'variables: {v: 1.0}', [], '1.0'],
    ['that is an integer of 64 bits is exact', 'variables: {v: 9223372036854775807}', [], '9223372036854775807'],
    ['that YAML reads as a large float stays one', 'variables: {v: 1e18}', [], '1e+18'],
    [
      'of --set that is an integer of 64 bits is exact',
      '',
      ['--set', 'v=-9223372036854775808'],
      '-9223372036854775808',
    ],
    ['is evaluated after merging', 'variables: {v: "app:{{ tag }}", tag: a}', ['--set', 'tag=b'], '"app:b"'],
    ['of --set is typed', 'variables: {v: 1}', ['--set', 'v=true'], 'true'],
    ['of --set stays text where a number would print otherwise', '', ['--set', 'v=1.10'], '"1.10"'],
    ['of --set-string is text', 'variables: {v: 1}', ['--set-string', 'v=2'], '"2"'],
    ['of --set-file is the content, literally', '', ['--set-file', 'v=templates/out.yaml'], '"v: {{ v | tojson }}\\n"'],
    [
      'of the environment is literal',
      'variablesFrom: [{environment: [TAG]}]\nvariables: {v: "{{ TAG }}"}',
      [],
      '"7{{"',
    ],
    ['of a command is literal', `variablesFrom: [{command: [${node}, -p, "'a{'+'{b'"], as: v}]`, [], '"a{{b"'],
  ] as const) {
    test(what, async () => {
      expect(await render(lines, args)).toEqual({ stdout: `v: ${shown}`, stderr: '', exitCode: 0 })
    })
  }

  test('can come from stdin, over the files', async () => {
    expect(await render('variables: {v: 1, w: x}', ['--values', '-'], 'v: "{{ w }}!"\n')).toMatchObject({
      stdout: 'v: "x!"',
    })
  })
})

describe('exits 2, saying what is wrong and where, for', () => {
  for (const [what, lines, message] of [
    [
      'a cycle',
      'variables:\n  v: "{{ w }}"\n  w: "{{ v }}"',
      /prod_shop\.yaml:3:3: the variable v refers to itself\n {2}v \(\S+:3:3\)\n {2}→ needs w \(\S+:4:3\)\n {2}→ needs v/,
    ],
    [
      'an undefined name behind another variable',
      'variables:\n  v: "{{ w }}"\n  w: "{{ nope }}"',
      /prod_shop\.yaml:4:3: the variable w: 'nope' is undefined[\s\S]*v \(\S+:3:3\)\n {2}→ needs w \(\S+:4:3\)/,
    ],
    ['a wrong type', 'variables: [1]', /prod_shop\.yaml:2:1: `variables` .* must be a map, found a list of 1 item/],
    [
      'an unknown key',
      'variablesForm: []',
      /prod_shop\.yaml:2:1: unknown key `variablesForm`.*did you mean `variablesFrom`/,
    ],
    ['an unknown source', 'variablesFrom:\n- flie: x', /prod_shop\.yaml:3:3: .*flie.*did you mean `file`/],
    ['a missing file', 'variablesFrom:\n- file: nope.yaml', /prod_shop\.yaml:3:3: the file nope\.yaml does not exist/],
    [
      'a missing key',
      'variablesFrom:\n- {file: known.yaml, keys: [hostnam]}',
      /prod_shop\.yaml:3:\d+: known\.yaml has no key hostnam; did you mean hostname\?/,
    ],
    ['a missing variable of the environment', 'variablesFrom:\n- environment: [NOPE]', /:3:3: .*NOPE must be set/],
    [
      'no sops',
      'variablesFrom:\n- sops: known.yaml',
      /:3:3: sops known\.yaml (needs the program sops, which is not installed|failed)/,
    ],
    [
      'a command that is not there',
      'variablesFrom:\n- command: [no-such-program]',
      /:3:3: .*needs the program no-such-program, which is not installed/,
    ],
    [
      'a command that fails, with what it printed',
      `variablesFrom:\n- command: [${node}, -e, "console.error('no token'); process.exit(9)"]`,
      /:3:3: command .* failed with exit code 9\n {2}no token/,
    ],
    [
      'a command that hangs',
      `variablesFrom:\n- {command: [${node}, -e, "setInterval(() => 0, 99)"], timeout: 200ms}`,
      /:3:3: command .* took longer than 0\.2 s and was stopped/,
    ],
    [
      'a command that prints megabytes',
      `variablesFrom:\n- {command: [${node}, -e, "console.log('x'.repeat(9e6))"], as: v}`,
      /:3:3: command .* printed more than 1 MiB and was stopped/,
    ],
  ] as const) {
    test(what, async () => {
      const started = performance.now()
      const { stdout, stderr, exitCode } = await render(lines)

      expect(stderr).toMatch(message)
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
      expect(performance.now() - started).toBeLessThan(10_000)
    })
  }
})

test('a render that needs the namespace of a kube context says so where there is no cluster', async () => {
  await project.write({ 'profiles/prod_bare.yaml': 'variables: {v: 1}\n' })

  const { stderr, exitCode } = await kdeploy(['render', '--raw', '-p', 'prod_bare'], { cwd: project.folder })

  expect(stderr).toMatch(/no kube context[\s\S]*neither --namespace nor the profile's `namespace` is set/)
  expect(exitCode).toBe(3)
})

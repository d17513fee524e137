import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { kdeploy } from '../../support/kdeploy.ts'
import { createProject, type Project } from '../../support/projects/project.ts'

const token = 'eyJhbGciOi-correct-horse'
const yaml = `apiVersion: v1\nkind: Config\nclusters: []\nusers:\n- name: ci\n  user: {token: ${token}}\n`
const json = `{"apiVersion": "v1", "kind": "Config", "users": [{"name": "ci", "user": {"token": "${token}"}}]}`
const base64 = Buffer.from(yaml.repeat(2)).toString('base64')
const pem = `-----BEGIN PRIVATE KEY----- ${token}`
const secrets = [token, base64.slice(0, 20), base64.slice(60, 90)]

let project: Project
beforeEach(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_shop.yaml': 'namespace: shop\n',
      'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    },
  })
})
afterEach(() => project.remove())

/** Runs kdeploy as a job of GitHub does. Returns what it printed, and all that it left in files. */
async function run(args: readonly string[], environment: Record<string, string> = {}) {
  const env = {
    ...{ GITHUB_ACTIONS: 'true', CI: 'true', GITHUB_WORKSPACE: project.folder, ...environment },
    GITHUB_STEP_SUMMARY: join(project.folder, 'summary.md'),
  }
  const { stdout, stderr, exitCode } = await kdeploy(args, { cwd: project.folder, env })
  const files = (await readdir(project.folder)).filter((name) => /^(?:summary|report)\./.test(name))
  const texts = await Promise.all(files.map((name) => readFile(join(project.folder, name), 'utf8')))
  const all = [stdout, stderr, ...files, ...texts].join('\n')
  return { stderr, exitCode, files, shown: secrets.filter((secret) => all.includes(secret)) }
}

describe("a kubeconfig's text", () => {
  const apply = ['apply', '-v', '-p', 'prod_shop', '-o', 'json', '--report', 'junit=report.xml']

  test.each([
    ['YAML', yaml],
    ['YAML without its line ends', yaml.replaceAll('\n', ' ')],
    ['JSON', json],
    ['base64', base64],
  ])('in KUBECONFIG, as %s, is told as such and shown nowhere', async (_, text) => {
    const { stderr, exitCode, files, shown } = await run(apply, { KUBECONFIG: text })

    expect(stderr).toContain("error: KUBECONFIG holds a kubeconfig's text, not the path of a file\nhint: keep the text")
    expect(stderr).toMatch(/^::error .*KUBECONFIG holds a kubeconfig's text/m)
    expect(files.toSorted()).toEqual(['report.xml', 'summary.md'])
    expect(shown).toEqual([])
    expect(exitCode).toBe(2)
  })

  test.each([
    [[...apply, '--kubeconfig', yaml], {}, '--kubeconfig'],
    [[...apply, '--kubeconfig', json], {}, '--kubeconfig'],
    [apply, { KDEPLOY_KUBECONFIG: yaml }, 'KDEPLOY_KUBECONFIG'],
  ] as const)('is refused as an option, too: %#', async (args, env, by) => {
    const { stderr, exitCode, shown } = await run(args, env)

    expect(stderr).toContain(`error: ${by} holds the text of a file, not its path\n`)
    expect(shown).toEqual([])
    expect(exitCode).toBe(2)
  })
})

describe('a text where the path of a file is wanted', () => {
  test.each([
    [['render', 'prod_shop', '--values', yaml], {}, '--values'],
    [['render', 'prod_shop', '--values', `password: ${token}`], {}, '--values'],
    [['render', 'prod_shop'], { KDEPLOY_VALUES: yaml }, 'KDEPLOY_VALUES'],
    [['render', 'prod_shop', '--set-file', `key=${pem}`], {}, '--set-file'],
    [['render', 'prod_shop'], { KDEPLOY_SET_FILE: `key=${pem}` }, 'KDEPLOY_SET_FILE'],
    [['apply', 'prod_shop', '--plan', json], {}, '--plan'],
    [['apply', 'prod_shop'], { KDEPLOY_PLAN: base64 }, 'KDEPLOY_PLAN'],
    [['apply', 'prod_shop', '--report', `junit=${yaml}`], {}, '--report'],
    [['validate', '--crds', yaml], {}, '--crds'],
    [['profiles'], { KDEPLOY_PROJECT: yaml }, 'KDEPLOY_PROJECT'],
    [['test', json], {}, 'the argument file|name'],
    [['init', yaml], {}, 'the argument folder'],
  ] as const)('is refused and shown nowhere: %#', async (args, env, by) => {
    const { stderr, exitCode, shown } = await run(args, env)

    expect(stderr).toContain(`error: ${by} holds the text of a file, not its path\n`)
    expect(shown).toEqual([])
    expect(exitCode).toBe(2)
  })

  test.each([['a b:c.yaml'], [`${'deep/'.repeat(60)}values.yaml`], ['{{ x }}.yaml'], ['C:\\values.yaml']])(
    'is not what a path looks like: %s',
    async (path) => {
      const { stderr } = await run(['render', 'prod_shop', '--values', path])

      expect(stderr).toContain(`--values: the file ${path} does not exist`)
    },
  )
})

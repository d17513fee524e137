import { readFileSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { load, loadAll } from 'js-yaml'
import { describe, expect, onTestFinished, test } from 'vitest'
import { program } from '../support/kdeploy.ts'
import { runProgram } from '../support/program.ts'
import { createProject, repository } from '../support/projects/project.ts'

const text = readFileSync(join(repository, 'ci/argocd/plugin.yaml'), 'utf8')

interface Plugin {
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly version: string
    readonly discover: { readonly fileName: string }
    readonly generate: { readonly command: readonly string[]; readonly args: readonly string[] }
  }
}

const { metadata, spec } = load(text) as Plugin

/** Runs what Argo CD's sidecar runs in an Application's folder: `env` is the Application's, which arrives with a prefix. */
async function generate(env: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = {}) {
  const project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/default.yaml': 'namespace: shop\nvariables: {tag: "1", more: "1"}\n',
      'profiles/prod_a.yaml': 'kubeContext: prod\nguard: {kubeContext: prod, namespace: shop}\n',
      'profiles/prod_b.yaml': 'clusters: {eu: , us: {variables: {tag: "2 for us"}}}\n',
      'templates/config.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {tag: {{ tag | tojson }}, more: "{{ more }}"}\n',
      'bin/kdeploy': `#!/bin/sh\nexec ${program.shell} "$@"\n`,
      ...files,
    },
  })
  onTestFinished(() => project.remove())
  await chmod(join(project.folder, 'bin/kdeploy'), 0o755)
  const [command = '', ...words] = [...spec.generate.command, ...spec.generate.args]
  const prefixed = Object.entries(env).map(([name, value]) => [`ARGOCD_ENV_${name}`, value])
  return runProgram(command, words, {
    cwd: project.folder,
    env: {
      PATH: `${project.folder}/bin:${process.env['PATH']}`,
      HOME: '/nonexistent',
      ...Object.fromEntries(prefixed),
    },
  })
}

const tagsIn = (stdout: string) => [...stdout.matchAll(/tag: (.*)/g)].map(([, tag]) => tag)

const secret = {
  'templates/secret.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {key: very-secret}\n',
}

describe("Argo CD's plugin", () => {
  test('prints the manifests of the profile, and of the cluster, that an Application names', async () => {
    const one = await generate({ PROFILE: 'prod_a' })
    const onUs = await generate({ PROFILE: 'prod_b', CLUSTER: 'us' })

    expect(one).toMatchObject({ stderr: '', exitCode: 0 })
    expect(loadAll(one.stdout)).toMatchObject([{ kind: 'ConfigMap', metadata: { name: 'a', namespace: 'shop' } }])
    expect(onUs).toMatchObject({ stderr: '', exitCode: 0 })
    expect([one, onUs].flatMap(({ stdout }) => tagsIn(stdout))).toEqual(['"1"', '2 for us'])
  })

  test('takes variables, one a line, and no word of an Application as one of the shell', async () => {
    const { stdout, stderr, exitCode } = await generate({ PROFILE: 'prod_a', SET: 'tag=$(id) "; exit 9\nmore=2' })

    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(loadAll(stdout)).toMatchObject([{ data: { tag: '$(id) "; exit 9', more: '2' } }])
    expect((await generate({ PROFILE: '$(touch x); exit 0' })).exitCode).toBe(2)
  })

  test.each([
    ['no profile', {}, {}, /set PROFILE in spec.source.plugin.env/],
    ['a profile that is not there', { PROFILE: 'prod_c' }, {}, /prod_c/],
    ['several clusters and none chosen', { PROFILE: 'prod_b' }, {}, /choose one with --cluster/],
    [
      'a program that a profile runs',
      { PROFILE: 'prod_a' },
      { 'profiles/prod_a.yaml': 'variablesFrom: [{command: [touch, ran], example: {tag: "3"}}]\n' },
      /--no-commands/,
    ],
    [
      'a live source, in whose place its example must not be deployed',
      { PROFILE: 'prod_a' },
      { 'profiles/prod_a.yaml': 'variablesFrom: [{configMap: settings, example: {tag: "3"}}]\n' },
      /the configMap source can't be read/,
    ],
    ['a secret in clear', { PROFILE: 'prod_a' }, secret, /sensitive values/],
  ])('fails, and prints nothing, for %s', async (_, env, files, message) => {
    const { stdout, stderr, exitCode } = await generate(env, files)

    expect(stdout).toBe('')
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain('very-secret')
    expect(exitCode).not.toBe(0)
  })

  test('leaves Secrets with sensitive values out where an Application says so, and names them', async () => {
    const { stdout, stderr, exitCode } = await generate({ PROFILE: 'prod_b', CLUSTER: 'eu', SECRETS: 'omit' }, secret)

    expect(loadAll(stdout)).toMatchObject([{ kind: 'ConfigMap' }])
    expect(stderr).toBe('left out of prod_b@eu, as it holds sensitive values: Secret shop/s\n')
    expect(exitCode).toBe(0)
  })

  test('is what docs/migrating/gitops.md has to copy, with the name by which an Application asks for it', () => {
    const page = readFileSync(join(repository, 'docs/migrating/gitops.md'), 'utf8')

    expect(page).toContain(`\`\`\`yaml\n${text}\`\`\``)
    expect(page).toContain(`name: ${metadata.name}-${spec.version}`)
    expect(spec.discover.fileName).toBe('kdeploy.yaml')
  })
})

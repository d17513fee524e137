import { readFileSync } from 'node:fs'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { beforeEach, describe, expect, test } from 'vitest'
import { type GitRepository, gitEnvironment, gitRepository } from '../support/git/git-repository.ts'
import { program } from '../support/kdeploy.ts'
import { runProgram } from '../support/program.ts'
import { repository as source } from '../support/projects/project.ts'

const page = readFileSync(join(source, 'docs/ci/changed.md'), 'utf8')
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => load(text))

interface Step {
  readonly id?: string
  readonly run?: string
}
const github = blocks.find((block) => Object.hasOwn(block as object, 'jobs')) as {
  readonly jobs: {
    readonly changed: { readonly steps: readonly Step[] }
    readonly diff: { readonly steps: readonly Step[] }
  }
}
const gitlab = blocks.find((block) => Object.hasOwn(block as object, 'diffs')) as {
  readonly changed: { readonly script: readonly string[] }
}

type Release = { readonly profile: string; readonly cluster?: string }

const files = {
  'kdeploy.yaml': 'name: shop\n',
  'templates/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {tag: "{{ tag }}"}\n',
  'profiles/default.yaml': 'namespace: shop\nvariables: {tag: "1"}\n',
  'profiles/prod_a.yaml': '',
  'profiles/prod_b.yaml': 'clusters: {eu: , us: }\n',
  'profiles/prod_gone.yaml': '',
}

/** A merge request's checkout: a branch that left main, which went on; npx runs kdeploy, and notes and fails a diff. */
describe('what the page has to copy, in a checkout of a merge request', () => {
  let repository: GitRepository
  beforeEach(async () => {
    repository = gitRepository(files)
    repository.git('switch', '-q', '-c', 'topic')
    repository.git('update-ref', 'refs/remotes/origin/main', 'main')
    await mkdir(join(repository.folder, '.git/bin'))
    const npx = join(repository.folder, '.git/bin/npx')
    const noted = '[ "$1" != diff ] || { printf "%s\\n" "$*" >> .git/diffs; exit "$DIFF_ENDS_WITH"; }'
    await writeFile(npx, `#!/bin/bash\nshift\n${noted}\nexec ${program.shell} "$@"\n`)
    await chmod(npx, 0o755)
  })

  const change = () =>
    repository.commit({
      'profiles/prod_a.yaml': 'variables: {tag: "2"}\n',
      'profiles/prod_b.yaml': 'clusters: {eu: , us: {variables: {tag: "3"}}}\n',
      'profiles/prod_gone.yaml': undefined,
      'profiles/stg_new.yaml': '',
    })
  const releases: readonly Release[] = [
    { profile: 'prod_a' },
    { profile: 'prod_b', cluster: 'us' },
    { profile: 'stg_new' },
  ]

  /** As a runner does: in bash, which ends at the first failure. */
  const inBash = (script: string, env: Readonly<Record<string, string>> = {}) =>
    runProgram('bash', ['-eo', 'pipefail', '-c', script], {
      cwd: repository.folder,
      env: { ...gitEnvironment, PATH: `${repository.folder}/.git/bin:${process.env['PATH']}`, ...env },
    })

  const diffs = async () => (await readFile(join(repository.folder, '.git/diffs'), 'utf8')).trim().split('\n')

  async function githubOutputs(): Promise<Record<string, string>> {
    const step = github.jobs.changed.steps.find(({ id }) => id === 'changed')
    const output = join(repository.folder, '.git/output')
    const { exitCode } = await inBash(step?.run ?? 'false', { GITHUB_OUTPUT: output })
    expect(exitCode).toBe(0)
    const lines = (await readFile(output, 'utf8')).trim().split('\n')
    return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s)))
  }

  test("GitHub's matrix has what changed, and its job compares each", async () => {
    change()

    const { matrix = '', any } = await githubOutputs()
    const { include } = JSON.parse(matrix) as { readonly include: readonly Release[] }

    expect(any).toBe('true')
    expect(include).toMatchObject(releases)
    for (const release of include) expect((await inBash(githubDiff(release), { DIFF_ENDS_WITH: '1' })).exitCode).toBe(0)
    expect(await diffs()).toEqual(['diff -p prod_a', 'diff -p prod_b --cluster us', 'diff -p stg_new'])
    expect((await inBash(githubDiff({ profile: 'prod_a' }), { DIFF_ENDS_WITH: '3' })).exitCode).not.toBe(0)
  })

  test("GitLab's child pipeline has a job with what changed, which compares each", async () => {
    change()
    expect((await inBash(gitlab.changed.script.join('\n'), { CI_DEFAULT_BRANCH: 'main' })).exitCode).toBe(0)
    const { diff } = load(await readFile(join(repository.folder, 'child.yml'), 'utf8')) as {
      readonly diff: {
        readonly script: readonly string[]
        readonly parallel: { readonly matrix: readonly Record<string, string>[] }
      }
    }
    const script = diff.script.join('\n')

    expect(diff.parallel.matrix).toEqual(
      releases.map(({ profile, cluster = '' }) => ({ RELEASE_PROFILE: profile, RELEASE_CLUSTER: cluster })),
    )
    for (const variables of diff.parallel.matrix)
      expect((await inBash(script, { ...variables, DIFF_ENDS_WITH: '1' })).exitCode).toBe(0)
    expect(await diffs()).toEqual(['diff -p prod_a', 'diff -p prod_b --cluster us', 'diff -p stg_new'])
    expect((await inBash(script, { RELEASE_PROFILE: 'prod_a', DIFF_ENDS_WITH: '3' })).exitCode).not.toBe(0)
  })

  test('where nothing changed there is no job on GitHub, and one that says so on GitLab', async () => {
    repository.commit({ 'README.md': 'no template reads this\n' })

    expect(await githubOutputs()).toEqual({ matrix: '{"include":[]}', any: 'false' })
    await inBash(gitlab.changed.script.join('\n'), { CI_DEFAULT_BRANCH: 'main' })
    expect(load(await readFile(join(repository.folder, 'child.yml'), 'utf8'))).toEqual({
      nothing: { script: ['echo nothing changed'] },
    })
  })
})

/** The job's step, with its two expressions as GitHub evaluates them. */
function githubDiff({ profile, cluster }: Release): string {
  const run = github.jobs.diff.steps.map((step) => step.run).find((text) => text?.includes('kdeploy diff'))
  return (run ?? 'false')
    .replace(/\$\{\{ matrix\.profile \}\}/, profile)
    .replace(/\$\{\{ matrix\.cluster && format\('(--cluster) \{0\}', matrix\.cluster\) \}\}/, (_, option) =>
      cluster === undefined ? '' : `${option} ${cluster}`,
    )
}

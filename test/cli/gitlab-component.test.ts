import { readFileSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { load, loadAll } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findGitlabCiLocal } from '../support/pipelines/runners.ts'
import { runProgram } from '../support/program.ts'
import { repository } from '../support/projects/project.ts'

let runner: Awaited<ReturnType<typeof findGitlabCiLocal>>
beforeAll(async () => {
  runner = await findGitlabCiLocal()
}, 300_000)

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

/** What gitlab-ci-local says of a pipeline that has the component at a path. */
async function runLocal(
  skip: (reason: string) => never,
  asked: '--list-csv' | '--preview',
  path: string,
  pipeline: string,
  variables: Readonly<Record<string, string>> = {},
) {
  if (runner === undefined) return skip('no Node 22 and rsync for gitlab-ci-local')
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'kdeploy-component-')))
  folders.push(folder)
  await mkdir(join(folder, dirname(path)), { recursive: true })
  await cp(join(repository, 'ci/gitlab/kdeploy.yml'), join(folder, path))
  await writeFile(join(folder, '.gitlab-ci.yml'), `stages: [test, plan, deploy]\n${pipeline}`)
  const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_GLOBAL: '/dev/null' }
  const git = (...args: string[]) =>
    runProgram('git', ['-c', 'user.name=ann', '-c', 'user.email=ann@example.com', ...args], { cwd: folder, env })
  await git('init', '--quiet', '--initial-branch=main')
  await git('remote', 'add', 'origin', 'https://gitlab.example.com/shop/app.git')
  await git('add', '--all')
  await git('commit', '--quiet', '--message', 'Deploy the shop')
  await git('update-ref', 'refs/remotes/origin/main', 'HEAD')
  await git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main')
  const given = Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`])
  const ignored = ['--ignore-predefined-vars', Object.keys(variables).join(',') || 'none']
  const args = [runner.script, asked, '--no-color', '--no-json-schema-validation', ...ignored, ...given]
  return runProgram(runner.node, args, { cwd: folder, env })
}

/** The jobs of such a pipeline, each as `name|when`, or why GitLab refuses it. */
async function jobsOf(
  skip: (reason: string) => never,
  path: string,
  pipeline: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const { stdout, stderr, exitCode } = await runLocal(skip, '--list-csv', path, pipeline, variables)
  if (exitCode !== 0) return [stderr.trim() || stdout.trim()]
  return stdout
    .split('\n')
    .slice(1)
    .filter((line) => line.includes(';'))
    .map((line) => {
      const [name, , when] = line.split(';')
      return [name, when].join('|')
    })
}

interface Job {
  readonly environment?: { readonly name: string }
  readonly artifacts?: { readonly paths?: readonly string[] }
  readonly rules?: readonly { readonly variables?: Readonly<Record<string, string>> }[]
  readonly script?: readonly string[]
}

const include = (inputs: string) => `include: [{local: /ci/kdeploy.yml, inputs: {${inputs}}}]\n`
const shop = 'profile: prod_shop, environment: production'

describe('the GitLab component', () => {
  test('has a job for each step to production, which somebody starts', async ({ skip }) => {
    expect(await jobsOf(skip, 'ci/kdeploy.yml', include(shop))).toEqual([
      'kdeploy validate|on_success',
      'kdeploy diff prod_shop|on_success',
      'kdeploy apply prod_shop|manual',
      'kdeploy undo prod_shop|manual',
    ])
  })

  test('leaves out what its inputs switch off, and deploys at once where they say so', async ({ skip }) => {
    const inputs = `${shop}, validate: false, plan: false, apply: on_success, apply_stage: test`

    expect(await jobsOf(skip, 'ci/kdeploy.yml', include(inputs))).toEqual([
      'kdeploy apply prod_shop|on_success',
      'kdeploy undo prod_shop|manual',
    ])
  })

  test('deploys nothing for a merge request, and gives a fork no credential', async ({ skip }) => {
    const variables = { CI_PIPELINE_SOURCE: 'merge_request_event', CI_COMMIT_BRANCH: '', CI_PROJECT_ID: '42' }
    const jobs = (source: string, inputs = `${shop}, merge_requests: true`) =>
      jobsOf(skip, 'ci/kdeploy.yml', include(inputs), { ...variables, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: source })

    expect(await jobs('42')).toEqual(['kdeploy validate|on_success', 'kdeploy diff prod_shop|on_success'])
    expect(await jobs('43')).toEqual(['kdeploy validate|on_success'])
    expect(await jobs('42', shop)).toEqual(['kdeploy validate|on_success'])
  })

  test('has the jobs of two projects side by side, though they have one profile', async ({ skip }) => {
    const project = (name: string) =>
      `  - {local: /ci/kdeploy.yml, inputs: {${shop}, project: ${name}, job_suffix: -${name}}}\n`

    const jobs = await jobsOf(skip, 'ci/kdeploy.yml', `include:\n${project('cart')}${project('stock')}`)

    const names = (name: string) =>
      ['validate', 'diff prod_shop', 'apply prod_shop', 'undo prod_shop'].map((job) => `kdeploy ${job}-${name}`)
    expect(jobs.map((job) => job.split('|')[0]).sort()).toEqual([...names('cart'), ...names('stock')].sort())
  })

  test('deploys nothing on a schedule, and under the condition that deploy_if says', async ({ skip }) => {
    const on = (variables: Readonly<Record<string, string>>, inputs = shop) =>
      jobsOf(skip, 'ci/kdeploy.yml', include(inputs), variables)
    const onTags = `${shop}, deploy_if: $CI_COMMIT_TAG || $CI_PIPELINE_SOURCE == 'trigger', plan: false, validate: false`

    expect(await on({ CI_PIPELINE_SOURCE: 'schedule' })).toEqual(['kdeploy validate|on_success'])
    expect(await on({ CI_PIPELINE_SOURCE: 'push' }, onTags)).toEqual([])
    expect(await on({ CI_PIPELINE_SOURCE: 'trigger' }, onTags)).toHaveLength(2)
  })

  test('has the environment of a plan for its diff, and for each profile a plan of its own', async ({ skip }) => {
    const { stdout } = await runLocal(skip, '--preview', 'ci/kdeploy.yml', include(shop))
    const jobs = load(stdout) as Readonly<Record<string, Job>>

    const environments = ['diff', 'apply', 'undo'].map((job) => jobs[`kdeploy ${job} prod_shop`]?.environment?.name)
    expect(environments).toEqual(['production-plan', 'production', 'production'])
    const plan = 'kdeploy-plan-prod_shop.json'
    expect(jobs['kdeploy diff prod_shop']?.artifacts?.paths).toEqual([plan])
    expect(jobs['kdeploy apply prod_shop']?.rules?.[0]?.variables).toEqual({ KDEPLOY_PLAN: plan })
  })

  test.each([
    ['there are differences', 'echo {} >"$KDEPLOY_PLAN"; exit 1', 0],
    ['nothing differs', 'echo {} >"$KDEPLOY_PLAN"', 0],
    ['kdeploy fails', 'exit 3', 3],
    ['kdeploy never ran, and an earlier plan is there', 'exit 1', 1],
  ])('ends its diff as it should where %s', async (_when, program, exitCode) => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'kdeploy-component-')))
    folders.push(folder)
    await writeFile(join(folder, 'kdeploy'), `#!/bin/sh\n${program}\n`)
    await chmod(join(folder, 'kdeploy'), 0o755)
    await writeFile(join(folder, 'plan.json'), '{"of": "an earlier run"}')
    const [, jobs] = loadAll(readFileSync(join(repository, 'ci/gitlab/kdeploy.yml'), 'utf8')) as Record<string, Job>[]
    const [script] = Object.entries(jobs ?? {}).flatMap(([name, job]) =>
      name.startsWith('kdeploy diff') ? [job.script] : [],
    )

    // The image's shell.
    const result = await runProgram('sh', ['-e', '-c', (script ?? []).join('\n')], {
      cwd: folder,
      env: { PATH: [folder, process.env['PATH']].join(delimiter), KDEPLOY_PLAN: 'plan.json' },
    })

    expect(result.exitCode).toBe(exitCode)
  })

  test('refuses a value that an input does not have, and a missing one', async ({ skip }) => {
    expect(String(await jobsOf(skip, 'ci/kdeploy.yml', include(`${shop}, apply: later`)))).toContain('later')
    expect(String(await jobsOf(skip, 'ci/kdeploy.yml', include('profile: prod_shop')))).toContain('environment')
  })

  test('can be included as a component, from templates/ of a project', async ({ skip }) => {
    const pipeline = `include: [{component: $CI_SERVER_FQDN/shop/app/kdeploy@$CI_COMMIT_SHA, inputs: {${shop}}}]\n`

    expect(await jobsOf(skip, 'templates/kdeploy/template.yml', pipeline)).toHaveLength(4)
  })
})

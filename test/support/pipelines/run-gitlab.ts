import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { runProgram } from '../program.ts'
import { repository } from '../projects/project.ts'
import type { PipelineRun } from './run-act.ts'
import type { ShopRepository } from './shop-repository.ts'

export interface GitlabOptions {
  /** These jobs alone, with the artifacts of an earlier run; default: the pipeline, without manual jobs. */
  readonly jobs?: readonly string[]
  readonly variables?: Readonly<Record<string, string>>
}

/** Where the example's pipeline has its component from. */
const component = 'raw.githubusercontent.com/kdeploy/kdeploy/v0.1.0/ci/gitlab'

/** Runs the example's pipeline by gitlab-ci-local, on this machine; it also checks the file by GitLab's own schema. */
export async function runGitlab(
  runner: { readonly node: string; readonly script: string },
  shop: ShopRepository,
  { jobs = [], variables = {} }: GitlabOptions,
): Promise<PipelineRun> {
  const state = join(shop.folder, '.gitlab-ci-local')
  // As if it had been downloaded already.
  await mkdir(join(state, 'includes', component), { recursive: true })
  await cp(join(repository, 'ci/gitlab/kdeploy.yml'), join(state, 'includes', component, 'kdeploy.yml'))
  await rm(join(state, 'output'), { recursive: true, force: true })
  const given = {
    GITLAB_CI: 'true',
    CI_REGISTRY: 'registry.example.com',
    CI_REGISTRY_IMAGE: 'registry.example.com/shop/app',
    ...variables,
  }
  const args = [
    ...['--force-shell-executor', '--shell-isolation', '--no-artifacts-to-source', '--no-color'],
    ...['--ignore-predefined-vars', Object.keys(given).join(',')],
    ...Object.entries(given).flatMap(([name, value]) => ['--variable', `${name}=${value}`]),
    ...jobs,
  ]
  const { stdout, stderr, exitCode } = await runProgram(runner.node, [runner.script, ...args], {
    cwd: shop.folder,
    env: shop.environment,
  })
  const results = [...stdout.matchAll(/^ (PASS|FAIL|WARN) +(.*?) *$/gm)].map(([, result = '', job = '']) => ({
    job,
    result,
  }))
  const files = await readdir(join(state, 'output')).catch(() => [])
  if (results.length === 0) throw new Error(`gitlab-ci-local ran no job:\n${stdout}${stderr}`)
  const logs = await Promise.all(
    results.map(async ({ job, result }) => {
      const file = files.find((name) => name === `${fileName(job)}.log`)
      return { job, result, log: file === undefined ? '' : await readFile(join(state, 'output', file), 'utf8') }
    }),
  )
  const expanded = load(await readFile(join(state, 'expanded-gitlab-ci.yml'), 'utf8')) as Expanded
  const names = Object.keys(expanded)
  const stageOf = (job: string) => (expanded['stages'] as readonly string[]).indexOf(expanded[job]?.stage ?? '')
  // In the pipeline's order: that of jobs that run at once differs.
  const order = (a: string, b: string) => stageOf(a) - stageOf(b) || names.indexOf(a) - names.indexOf(b)
  return { exitCode, jobs: logs.sort((a, b) => order(a.job, b.job)) }
}

/** The pipeline with all includes: its stages, and its jobs by name. */
type Expanded = Readonly<Record<string, { readonly stage?: string }>> & { readonly stages?: unknown }

/** As gitlab-ci-local names a job's files. */
function fileName(job: string): string {
  return job.replaceAll(/[^\w-]+/g, (text) => Buffer.from(text).toString('base64url'))
}

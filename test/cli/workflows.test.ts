import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { beforeAll, describe, expect, test } from 'vitest'
import { goBuildTimeout } from '../support/go-program.ts'
import { findActionlint } from '../support/pipelines/runners.ts'
import { runProgram } from '../support/program.ts'
import { repository } from '../support/projects/project.ts'

const folders = ['.github/workflows', 'ci/examples/shop/.github/workflows']
const workflows = folders.flatMap((folder) => readdirSync(join(repository, folder)).map((name) => join(folder, name)))

let actionlint: string | undefined
beforeAll(async () => {
  actionlint = await findActionlint()
}, goBuildTimeout)

test('there is a workflow for changes of kdeploy, and the example has one for each event', () => {
  expect(workflows).toEqual(
    expect.arrayContaining([
      '.github/workflows/ci.yml',
      'ci/examples/shop/.github/workflows/pipeline.yml',
      'ci/examples/shop/.github/workflows/pull-request.yml',
      'ci/examples/shop/.github/workflows/undo.yml',
    ]),
  )
})

test.each(workflows)('actionlint finds nothing in %s', async (workflow) => {
  if (actionlint === undefined) return

  // It finds the action at the root by itself only for `uses: ./`.
  const { stdout, stderr } = await runProgram(actionlint, ['-no-color', workflow], {
    cwd: repository,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
  })

  expect(stdout + stderr).toBe('')
})

test('actionlint finds nothing in the small workflow of docs/ci/github.md', async () => {
  if (actionlint === undefined) return
  const page = readFileSync(join(repository, 'docs/ci/github.md'), 'utf8')
  const [, workflow] = /^```yaml\n# \.github\/workflows\/deploy\.yml\n([\s\S]*?)^```$/m.exec(page) ?? []

  const { stdout, stderr } = await runProgram(actionlint, ['-no-color', '-'], {
    cwd: repository,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
    input: workflow ?? '',
  })

  expect(workflow).toContain('command: apply')
  expect(stdout + stderr).toBe('')
})

interface Workflow {
  readonly on: {
    readonly workflow_dispatch?: { readonly inputs: { readonly profile: { readonly options: string[] } } }
  }
  readonly concurrency?: { readonly group: string }
  readonly jobs: Readonly<Record<string, Job>>
}

interface Job {
  readonly environment?: string
  readonly concurrency?: { readonly group: string }
  readonly steps: readonly { readonly uses?: string; readonly with?: Readonly<Record<string, unknown>> }[]
}

const read = (path: string) => readFileSync(join(repository, path), 'utf8')
const example = (name: string) => load(read(`ci/examples/shop/.github/workflows/${name}.yml`)) as Workflow

describe('of the example', () => {
  const usesIn = (text: string) =>
    [...text.matchAll(/uses: (\S+?)@(.*)/g)].map(([, name = '', ref = '']) => [name, ref])
  const names = ['pipeline', 'pull-request', 'undo']

  test('every action is pinned to a commit, to that of the release where that has it, too', () => {
    const released = new Map(usesIn(read('.github/workflows/release.yml')) as [string, string][])
    const used = names.flatMap((name) => usesIn(read(`ci/examples/shop/.github/workflows/${name}.yml`)))
    const foreign = used.filter(([name]) => name !== 'kdeploy/kdeploy')

    expect(foreign.length).toBeGreaterThan(10)
    for (const [name = '', ref = ''] of foreign) {
      expect([name, ref]).toEqual([
        name,
        released.get(name) ?? expect.stringMatching(/^[0-9a-f]{40} # v\d+\.\d+\.\d+$/),
      ])
    }
  })

  test('no checkout leaves the token in the job', () => {
    const steps = names.flatMap((name) => Object.values(example(name).jobs)).flatMap((job) => job.steps)
    const checkouts = steps.filter(({ uses = '' }) => uses.startsWith('actions/checkout@'))

    expect(checkouts.length).toBeGreaterThan(10)
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([])
  })

  test('an undo has the environment, and so the credential, of the job that deploys the profile', () => {
    const { on, jobs } = example('undo')
    const [, mapping = ''] =
      /^\$\{\{ fromJSON\('(.*)'\)\[inputs\.profile\] \}\}$/.exec(jobs['undo']?.environment ?? '') ?? []
    const deploying = Object.values(example('pipeline').jobs).flatMap(({ environment, steps }) =>
      steps.filter((step) => step.with?.['command'] === 'apply').map((step) => [step.with?.['profile'], environment]),
    )

    expect(JSON.parse(mapping)).toEqual(Object.fromEntries(deploying))
    expect(on.workflow_dispatch?.inputs.profile.options.toSorted()).toEqual(
      deploying.map(([profile]) => profile).sort(),
    )
  })

  test('an undo waits for no group that a pipeline holds', () => {
    const groups = [example('pipeline'), ...Object.values(example('pipeline').jobs)].map(
      (one) => one.concurrency?.group,
    )

    expect(groups.filter((group) => group !== undefined)).toEqual([
      'deploy-edge',
      'deploy-staging',
      'deploy-production',
    ])
    expect(example('undo').concurrency?.group).toMatch(/^undo-.*inputs\.profile/)
  })
})

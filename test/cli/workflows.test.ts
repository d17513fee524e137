import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
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

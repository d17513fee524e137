import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { load, loadAll } from 'js-yaml'
import { afterEach, expect, test } from 'vitest'
import { runProgram } from '../support/program.ts'
import { repository } from '../support/projects/project.ts'

interface Step {
  readonly run?: string
}

const read = (path: string) => readFileSync(join(repository, path), 'utf8')
const { version } = JSON.parse(read('package.json')) as { readonly version: string }
const release = load(read('.github/workflows/release.yml')) as {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>
}

const folders: string[] = []
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))))

/** Runs the scripts of a job of release.yml as GitHub does, with a docker that only says what it was asked. */
async function dockerCallsOf(job: string, given: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'kdeploy-release-')))
  folders.push(folder)
  const [docker, calls, file] = ['docker', 'calls', 'env'].map((name) => join(folder, name)) as [string, string, string]
  await writeFile(docker, `#!/bin/sh\necho "docker $*" >>'${calls}'\n`)
  await chmod(docker, 0o755)
  await writeFile(file, '')
  for (const { run = '' } of release.jobs[job]?.steps ?? []) {
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '')
    const env = {
      PATH: [folder, process.env['PATH']].join(delimiter),
      GITHUB_ENV: file,
      GITHUB_OUTPUT: join(folder, 'output'),
      GITHUB_ACTOR: 'ann',
      ...Object.fromEntries(lines.map((line) => line.split('=', 2) as [string, string])),
      ...given,
    }
    const { exitCode, stderr } = await runProgram('bash', ['--noprofile', '--norc', '-e', '-c', run], { env })
    if (exitCode !== 0) throw new Error(`\`${run}\` exited ${exitCode}: ${stderr}`)
  }
  return (await readFile(calls, 'utf8')).trim().split('\n')
}

test('a release pushes the image that the GitLab component takes by default', async () => {
  const [head] = loadAll(read('ci/gitlab/kdeploy.yml')) as {
    readonly spec: { readonly inputs: { readonly image: { readonly default: string } } }
  }[]
  const image = head?.spec.inputs.image.default
  const tag = { GITHUB_REPOSITORY: 'KDeploy/kdeploy', GITHUB_REF_NAME: `v${version}` }

  const pushed = await dockerCallsOf('image', { ...tag, ARCH: 'amd64' })
  const joined = await dockerCallsOf('image-index', tag)

  expect(image).toBe(`ghcr.io/kdeploy/kdeploy:${version}`)
  expect(pushed).toContain(`docker push ${image}-amd64`)
  expect(joined).toContain(`docker buildx imagetools create --tag ${image} ${image}-amd64 ${image}-arm64`)
})

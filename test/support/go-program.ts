import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { withLock } from './control-plane/lock.ts'
import { inCi } from './in-ci.ts'

const run = promisify(execFile)

/** How long a cold build may take, in milliseconds; two minutes on two cores at most. */
export const goBuildTimeout = 15 * 60_000

/** The folder that holds what tests build or download once. */
export const cacheFolder = join(
  process.env['XDG_CACHE_HOME'] || join(process.env['HOME'] || homedir(), '.cache'),
  'kdeploy',
)

/**
 * A program of a Go module at a version: from the user's cache, under `name`, or built once there. undefined where there is neither it
 * nor Go; in CI that is an error.
 */
export async function findGoProgram(name: string, module: string, version: string): Promise<string | undefined> {
  const folder = join(cacheFolder, name, `${version}-${process.platform}-${process.arch}`)
  const program = join(folder, name)
  if (existsSync(program)) return program
  try {
    await run('go', ['version'])
  } catch (error) {
    if (inCi(process.env)) throw new Error(`In CI the tests need Go, which builds ${name}`, { cause: error })
    return undefined
  }
  await mkdir(dirname(folder), { recursive: true })
  return withLock(
    `${folder}.lock`,
    () => {},
    async () => {
      if (!existsSync(program)) await build(`${module}@${version}`, folder)
      return program
    },
  )
}

/** Becomes visible in one rename, so that a build that was interrupted leaves nothing that looks finished. */
async function build(module: string, folder: string): Promise<void> {
  const unfinished = `${folder}.building-${process.pid}`
  try {
    await run('nice', ['go', 'install', '-trimpath', '-buildvcs=false', '-ldflags', '-s -w', module], {
      env: { ...process.env, CGO_ENABLED: '0', GOBIN: unfinished },
      maxBuffer: 16 * 1024 * 1024,
      timeout: goBuildTimeout,
    })
    await rename(unfinished, folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inCi } from '../in-ci.ts'

const run = promisify(execFile)
const moduleFolder = fileURLToPath(new URL('../../sources/sops', import.meta.url))

/** A folder with the programs `sops` and `age-keygen`. */
export type SopsFolder = string

/**
 * The real `sops` and `age-keygen`: of the PATH, of the user's cache, or built from their Go modules (about two
 * minutes, once). undefined where there is no Go either; in CI that is an error.
 */
export async function findSops(): Promise<SopsFolder | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) if (holdsBoth(folder)) return folder
  const folder = await cacheFolder()
  if (holdsBoth(folder)) return folder
  try {
    await run('go', ['version'])
  } catch (error) {
    if (inCi(process.env))
      throw new Error('In CI the SOPS tests need sops and age-keygen on the PATH, or Go', { cause: error })
    return undefined
  }
  const unfinished = `${folder}.building-${process.pid}`
  await mkdir(dirname(folder), { recursive: true })
  try {
    await run('go', ['build', '-trimpath', '-buildvcs=false', '-ldflags', '-s -w', '-o', `${unfinished}/`, 'tool'], {
      cwd: moduleFolder,
      env: { ...process.env, CGO_ENABLED: '0' },
      maxBuffer: 16 * 1024 * 1024,
    })
    if (!holdsBoth(folder)) await rename(unfinished, folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  return folder
}

function holdsBoth(folder: string): boolean {
  return existsSync(join(folder, 'sops')) && existsSync(join(folder, 'age-keygen'))
}

async function cacheFolder(): Promise<string> {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`)
  for (const name of ['go.mod', 'go.sum']) hash.update(await readFile(join(moduleFolder, name)))
  const cache = process.env['XDG_CACHE_HOME'] || join(process.env['HOME'] || homedir(), '.cache')
  return join(cache, 'kdeploy', 'sops', hash.digest('hex').slice(0, 16))
}

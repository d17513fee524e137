import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { withLock } from '../control-plane/lock.ts'
import { inCi } from '../in-ci.ts'
import { runProgram } from '../program.ts'

const run = promisify(execFile)

/** The versions that tests run against, by major version. */
export const helmVersions = { 3: 'v3.22.0', 4: 'v4.3.2' } as const
export type HelmMajor = keyof typeof helmVersions

/** How long a cold build of one may take, in milliseconds; two minutes on two cores. */
export const helmBuildTimeout = 15 * 60_000

/** Runs Helm in a namespace and returns its stdout. Throws where it fails, with what it said. */
export type Helm = (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<string>

/**
 * Helm of a major version: from the user's cache, or built once from its Go module there. undefined where there is neither it nor Go;
 * in CI that is an error.
 */
export async function findHelm(major: HelmMajor): Promise<string | undefined> {
  const version = helmVersions[major]
  const cache = process.env['XDG_CACHE_HOME'] || join(process.env['HOME'] || homedir(), '.cache')
  const folder = join(cache, 'kdeploy', 'helm', `${version}-${process.platform}-${process.arch}`)
  const program = join(folder, 'helm')
  if (existsSync(program)) return program
  try {
    await run('go', ['version'])
  } catch (error) {
    if (inCi(process.env))
      throw new Error('In CI the tests of Helm releases need Go, which builds Helm', { cause: error })
    return undefined
  }
  await mkdir(dirname(folder), { recursive: true })
  return withLock(
    `${folder}.lock`,
    () => {},
    async () => {
      if (!existsSync(program)) await build(major, folder)
      return program
    },
  )
}

/** Becomes visible in one rename, so that a build that was interrupted leaves nothing that looks finished. */
async function build(major: HelmMajor, folder: string): Promise<void> {
  const unfinished = `${folder}.building-${process.pid}`
  try {
    const module = `helm.sh/helm/v${major}/cmd/helm@${helmVersions[major]}`
    await run('nice', ['go', 'install', '-trimpath', '-buildvcs=false', '-ldflags', '-s -w', module], {
      env: { ...process.env, CGO_ENABLED: '0', GOBIN: unfinished },
      maxBuffer: 16 * 1024 * 1024,
      timeout: helmBuildTimeout,
    })
    await rename(unfinished, folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

/** Helm with a cluster's kubeconfig and nothing of the user's; `home` is a folder of the test. */
export function helmOf(program: string, kubeconfig: string, namespace: string, home: string): Helm {
  return async (args, env = {}) => {
    const folders = { HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home }
    const result = await runProgram(program, ['--namespace', namespace, ...args], {
      env: { PATH: process.env['PATH'], HOME: home, KUBECONFIG: kubeconfig, ...folders, ...env },
    })
    if (result.exitCode !== 0) throw new Error(`helm ${args.join(' ')} exited ${result.exitCode}: ${result.stderr}`)
    return result.stdout
  }
}

import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { isAlive, withLock } from './lock.ts'

/** The Go module that builds the control plane. */
export const moduleFolder = fileURLToPath(new URL('../../control-plane', import.meta.url))

export interface Binaries {
  /** etcd, kube-apiserver, kube-controller-manager and kube-scheduler; its first argument says which. */
  readonly controlPlane: string
  readonly kwok: string
  /** Ends kwok and removes the temporary folder when the process that started them is gone. */
  readonly keeper: string
  readonly kubectl: string
}

export type Progress = (line: string) => void

const sources = ['go.mod', 'go.sum', 'main.go', 'keeper/main.go']
const packages = ['.', './keeper', 'sigs.k8s.io/kwok/cmd/kwok', 'k8s.io/kubernetes/cmd/kubectl']

/** Neither a finished build nor Go is there, so no control plane can be started. */
export class ControlPlaneUnavailable extends Error {
  override readonly name = 'ControlPlaneUnavailable'
  constructor() {
    super(
      'there is no cluster: install Go 1.26 or later (https://go.dev/dl), from which a control plane is built, or set KDEPLOY_TEST_KUBECONFIG to the kubeconfig of a cluster for tests',
    )
  }
}

/** The built binaries, from the user's cache or by a build. Throws ControlPlaneUnavailable where neither is possible. */
export async function findBinaries(
  progress: Progress,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Binaries> {
  const cached = await cachedBinaries(environment)
  if (cached !== undefined) return cached
  if (!(await hasGo(environment))) throw new ControlPlaneUnavailable()
  return buildBinaries(progress, environment)
}

/** The binaries of this module's version from the user's cache, or undefined where nobody has built them yet. */
export async function cachedBinaries(environment: NodeJS.ProcessEnv = process.env): Promise<Binaries | undefined> {
  const folder = await cacheFolder(environment)
  return existsSync(folder) ? binariesIn(folder) : undefined
}

/** Whether `go` is on the PATH. */
async function hasGo(environment: NodeJS.ProcessEnv): Promise<boolean> {
  return promisify(execFile)('go', ['version'], { env: environment }).then(
    () => true,
    () => false,
  )
}

/**
 * Builds the binaries with `go` into the user's cache and returns them. A build becomes visible in one rename, so one that
 * was interrupted leaves nothing that looks finished; a second process waits for the first one's result.
 */
export async function buildBinaries(
  progress: Progress,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Binaries> {
  const folder = await cacheFolder(environment)
  await mkdir(dirname(folder), { recursive: true })
  return withLock(`${folder}.lock`, progress, async () => {
    if (existsSync(folder)) return binariesIn(folder)
    await removeAbandonedBuilds(folder)
    const unfinished = `${folder}.building-${process.pid}`
    try {
      await goBuild(unfinished, progress, environment)
      await rename(unfinished, folder)
    } finally {
      await rm(unfinished, { recursive: true, force: true })
    }
    return binariesIn(folder)
  })
}

/** Removes what builds left that were killed. */
async function removeAbandonedBuilds(folder: string): Promise<void> {
  const parent = dirname(folder)
  for (const name of await readdir(parent)) {
    const pid = Number(/\.building-(\d+)$/.exec(name)?.[1])
    if (pid > 0 && !isAlive(pid)) await rm(join(parent, name), { recursive: true, force: true })
  }
}

function binariesIn(folder: string): Binaries {
  return {
    controlPlane: join(folder, 'control-plane'),
    kwok: join(folder, 'kwok'),
    keeper: join(folder, 'keeper'),
    kubectl: join(folder, 'kubectl'),
  }
}

async function cacheFolder(environment: NodeJS.ProcessEnv): Promise<string> {
  const hash = createHash('sha256').update(
    `${process.platform} ${process.arch} ${(await buildArguments('')).join(' ')}\n`,
  )
  for (const name of sources) hash.update(await readFile(join(moduleFolder, name)))
  const cache = environment['XDG_CACHE_HOME'] || join(environment['HOME'] || homedir(), '.cache')
  return join(cache, 'kdeploy', 'control-plane', hash.digest('hex').slice(0, 16))
}

async function buildArguments(target: string): Promise<string[]> {
  const module = await readFile(join(moduleFolder, 'go.mod'), 'utf8')
  const [, version, major, minor] = /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/.exec(module) ?? []
  const variables = { gitVersion: version, gitMajor: major, gitMinor: minor }
  const assignments = Object.entries(variables).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  )
  const linkerFlags = ['-s', '-w', ...assignments].join(' ')
  return ['build', '-v', '-trimpath', '-buildvcs=false', '-ldflags', linkerFlags, '-o', `${target}/`, ...packages]
}

async function goBuild(target: string, progress: Progress, environment: NodeJS.ProcessEnv): Promise<void> {
  progress(
    'building Kubernetes, etcd, kwok and kubectl with Go; the first build takes 5 to 10 minutes, later ones seconds',
  )
  await mkdir(target, { recursive: true })
  const child = spawn('go', await buildArguments(target), {
    cwd: moduleFolder,
    env: { ...environment, CGO_ENABLED: '0' },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  const counts = { downloaded: 0, compiled: 0 }
  const errors: string[] = []
  let rest = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line.startsWith('go: downloading ')) counts.downloaded += 1
      else if (/^[\w.-]+(\/[\w.-]+)*$/.test(line)) counts.compiled += 1
      else errors.push(line)
    }
  })
  const started = Date.now()
  const report = () =>
    `${elapsed(Date.now() - started)}: ${counts.downloaded} modules downloaded, ${counts.compiled} packages compiled`
  const timer = setInterval(() => progress(report()), 10_000)
  try {
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('close', resolve),
    )
    if (code !== 0) throw new Error(['go build failed:', ...errors.slice(-20), rest].join('\n'))
  } finally {
    clearInterval(timer)
  }
  progress(`built, ${report()}`)
}

function elapsed(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

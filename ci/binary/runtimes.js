// Bun's runtime, of which a standalone binary is made: from npm's packages, each pinned by its hash.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export const version = '1.4.5'

/** By the name that kdeploy's binary gets: Bun's package, and the integrity that npm's registry gives its tarball. */
export const runtimes = {
  'linux-x64': {
    package: '@oven/bun-linux-x64',
    integrity: 'sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==',
  },
  'linux-arm64': {
    package: '@oven/bun-linux-aarch64',
    integrity: 'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
  },
  'darwin-x64': {
    package: '@oven/bun-darwin-x64',
    integrity: 'sha512-qkLPMGHZM9NI6CeHTWwVezzmlo6cC4Ta7yUAjYIWXS366qQcOlcp75t2uZyiuVRBMPS0h9qE0tCcvCHGaFqjJg==',
  },
  'darwin-arm64': {
    package: '@oven/bun-darwin-aarch64',
    integrity: 'sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==',
  },
  'windows-x64': {
    package: '@oven/bun-windows-x64',
    integrity: 'sha512-FNvply651vcE/GHgNWz6mZvhmkwBuu8Hw54oNzA+CQog+HW+542rXQmZqNHRkFxazD9L3xi+iTtvO3engAgJfw==',
  },
}

/** The name of the platform that this is. */
export const thisPlatform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/** The path of Bun for a platform, from the cache folder or from npm's registry. Throws where what comes from there isn't what was pinned. */
export function installRuntime(platform) {
  const { package: name, integrity } = runtimes[platform]
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'kdeploy', 'bun', version)
  const folder = join(cache, platform)
  const program = join(folder, 'package', 'bin', platform.startsWith('windows') ? 'bun.exe' : 'bun')
  if (existsSync(program)) return program
  mkdirSync(cache, { recursive: true })
  const made = mkdtempSync(join(cache, 'new-'))
  try {
    const tarball = run('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', made]).trim()
    const hash = `sha512-${createHash('sha512')
      .update(readFileSync(join(made, tarball)))
      .digest('base64')}`
    if (hash !== integrity) throw new Error(`${name}@${version} is not what was pinned: ${hash}`)
    run('tar', ['-xzf', tarball], made)
    rmSync(join(made, tarball))
    // Another run may have been faster.
    if (!existsSync(folder)) renameSync(made, folder)
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
  return program
}

/** A program's stdout. On Windows npm is a script, which only a shell starts. */
export function run(program, args, cwd = process.cwd(), env = process.env) {
  const shell = process.platform === 'win32' && program === 'npm'
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env, shell, encoding: 'utf8' })
  if (error !== undefined || status !== 0)
    throw new Error(`${program} ${args.join(' ')} failed: ${error?.message ?? stderr}`)
  return stdout
}

// Installs the dependencies where they are missing or older than the lock file. Plain JavaScript: it runs before anything is there.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** `npm ci`, unless it was done for exactly this lock file. */
export function installDependencies() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const mark = join(root, 'node_modules', '.installed-lock')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(mark, lock)
}

/** Runs a program with our output; ends this process with its exit code if it fails. */
export function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

/** The path of a program that a dependency brings. */
export function binary(name) {
  return join(root, 'node_modules', '.bin', name)
}

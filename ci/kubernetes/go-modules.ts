import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Folders of Go modules, downloaded by Go itself into a cache of their own, which `close` removes. */
export class GoModules {
  readonly #cache = mkdtempSync(join(tmpdir(), 'kubernetes-modules-'))

  /** The folder of a module's version, `v1.36.0`. */
  folderOf(module: string, version: string): string {
    const env = { ...process.env, GOMODCACHE: this.#cache, GOFLAGS: '-modcacherw -mod=mod', GOWORK: 'off' }
    const text = execFileSync('go', ['mod', 'download', '-json', `${module}@${version}`], {
      cwd: this.#cache,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return (JSON.parse(text) as { Dir: string }).Dir
  }

  /** Removes one module that isn't needed any more: the largest has 200 MB. */
  remove(folder: string): void {
    rmSync(folder, { recursive: true, force: true })
  }

  close(): void {
    rmSync(this.#cache, { recursive: true, force: true })
  }
}

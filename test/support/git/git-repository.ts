import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A real git repository in a temporary folder, gone when the test is done. */
export interface GitRepository {
  readonly folder: string
  git(...args: readonly string[]): string
  /** Writes files by their paths, `undefined` removes one; folders are made. */
  write(files: Readonly<Record<string, string | Uint8Array | undefined>>): void
  /** Commits all that is there, and returns the commit. */
  commit(files?: Readonly<Record<string, string | Uint8Array | undefined>>): string
}

/** Nobody's own settings count. */
export const gitEnvironment = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
}

export function gitRepository(files: Readonly<Record<string, string | Uint8Array>> = {}): GitRepository {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kdeploy-git-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const repository = repositoryIn(folder)
  repository.git('init', '-q', '-b', 'main', '.')
  repository.commit(files)
  return repository
}

/** One that is there already. */
export function repositoryIn(folder: string): GitRepository {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: folder, env: gitEnvironment, encoding: 'utf8', stdio: 'pipe' }).trim()
  const write: GitRepository['write'] = (files) => {
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, path)
      if (text === undefined) rmSync(file)
      else {
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, text)
      }
    }
  }
  return {
    folder,
    git,
    write,
    commit(changed = {}) {
      write(changed)
      git('add', '-A')
      git('commit', '-q', '--allow-empty', '-m', 'a commit')
      return git('rev-parse', 'HEAD')
    },
  }
}

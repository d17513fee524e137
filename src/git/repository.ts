import { realpathSync } from 'node:fs'
import { KdeployError } from '../errors.ts'
import { type Git, gitFailed } from './run-git.ts'

/** The git repository that a folder is in. */
export interface Repository {
  /** Its work tree: absolute, without a link. */
  readonly root: string
  /** The folder from there, with `/`, without a last one; `''`: the root itself. */
  readonly prefix: string
  /** Its history is cut off somewhere. */
  readonly isShallow: boolean
}

/** @throws KdeployError `git-unusable` where the folder is in none */
export async function findRepository(git: Git, folder: string): Promise<Repository> {
  const args = ['rev-parse', '--show-toplevel', '--show-prefix', '--is-shallow-repository']
  const { succeeded, stdout, stderr } = await git.run(args)
  if (!succeeded) {
    if (!/not a git repository|must be run in a work tree/.test(stderr)) throw gitFailed(args, stderr)
    throw new KdeployError({
      code: 'git-unusable',
      category: 'input',
      message: `${folder} is not in the work tree of a git repository`,
      hint: 'what changed since a commit can only be told of a project that is kept in git; a CI job needs the repository, not an export of it',
    })
  }
  const [root = '', prefix = '', shallow] = stdout.toString('utf8').split('\n')
  return { root: realpathSync.native(root), prefix: prefix.replace(/\/$/, ''), isShallow: shallow === 'true' }
}

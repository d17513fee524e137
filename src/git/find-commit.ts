import { KdeployError } from '../errors.ts'
import type { Repository } from './repository.ts'
import type { Git } from './run-git.ts'

/**
 * The commit that a revision names; `REV...` is the newest one that both HEAD and REV come from. @throws KdeployError
 * `commit-unknown`
 */
export async function findCommit(git: Git, revision: string, repository: Repository): Promise<string> {
  const [, left = revision, right] = /^(.*?)\.\.\.(.*)$/s.exec(revision) ?? []
  const ends = right === undefined ? [left] : [left === '' ? 'HEAD' : left, right === '' ? 'HEAD' : right]
  const [first = '', second] = await Promise.all(ends.map((end) => commitOf(git, end, repository)))
  if (second === undefined) return first
  const { succeeded, stdout } = await git.run(['merge-base', first, second])
  if (succeeded) return stdout.toString('utf8').trim()
  throw new KdeployError({
    code: 'commit-unknown',
    category: 'input',
    message: `${JSON.stringify(revision)} names no commit: no commit is known that both sides come from`,
    hint: repository.isShallow ? shallowHint : 'name a commit',
  })
}

const shallowHint =
  'the clone is shallow: fetch more of the history (GitHub: actions/checkout with fetch-depth: 0; GitLab: the variable GIT_DEPTH: "0"; elsewhere git fetch --unshallow)'

async function commitOf(git: Git, revision: string, { isShallow }: Repository): Promise<string> {
  const found = await tryCommit(git, revision)
  if (found !== undefined) return found
  const remote = await tryCommit(git, `origin/${revision}`)
  throw new KdeployError({
    code: 'commit-unknown',
    category: 'input',
    message: `git knows no commit ${JSON.stringify(revision)}${remote === undefined ? '' : `; did you mean origin/${revision}?`}`,
    hint: hintFor(revision, isShallow),
  })
}

function hintFor(revision: string, isShallow: boolean): string {
  if (/^0+$/.test(revision))
    return 'a CI system says so where a branch is new: compare with the branch that it comes from, as in origin/main...'
  return isShallow
    ? shallowHint
    : 'name a commit, a branch or a tag that this clone has; git fetch gets those of others'
}

/** undefined where there is none. A text that is an option, a range or nothing at all names none. */
async function tryCommit(git: Git, revision: string): Promise<string | undefined> {
  if (revision === '' || revision.startsWith('-') || revision.startsWith('^')) return undefined
  const { succeeded, stdout } = await git.run(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`])
  const id = stdout.toString('utf8').trim()
  return succeeded && /^[0-9a-f]+$/.test(id) ? id : undefined
}

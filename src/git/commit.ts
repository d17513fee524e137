import { randomBytes } from 'node:crypto'
import { realpathSync } from 'node:fs'
import type { FileTree } from '../project/files/file-tree.ts'
import { CommitTree, type CommittedFile } from './commit-tree.ts'
import { findCommit } from './find-commit.ts'
import { findRepository, type Repository } from './repository.ts'
import { type Git, type GitPlace, gitFailed, openGit } from './run-git.ts'

/** A commit of the repository that a project is in, read without touching the work tree, the index or anything of git's own. */
export interface Commit {
  /** As a person named it. */
  readonly revision: string
  /** In hexadecimal. */
  readonly id: string
  /** Its files, by the paths that they have in the work tree. What git ignores and submodules are as they are now. */
  readonly files: FileTree
  /** Files of the project's folder that no commit has as they are, from the root of the repository: they count as they are now. */
  readonly uncommitted: readonly string[]
  /** Reads what these files hold, all at once; what is asked for besides is read one by one. Absolute paths. */
  load(paths: readonly string[]): Promise<void>
}

/**
 * Opens a commit of the repository that a folder is in. `revision` is whatever git takes, or `REV...`: where HEAD's branch left REV.
 * @throws KdeployError `git-unusable` without git or a repository, `commit-unknown`
 */
export async function openCommit(revision: string, place: GitPlace): Promise<Commit> {
  const git = await openGit(place)
  const repository = await findRepository(git, place.folder)
  const id = await findCommit(git, revision, repository)
  const [listed, status] = await Promise.all([listFiles(git, id), statusOf(git, repository)])
  const filtered = await openGit({ ...place, environment: { ...place.environment, GIT_ATTR_SOURCE: id } })
  const tree = new CommitTree({
    root: repository.root,
    folder: place.folder,
    realFolder: realpathSync.native(place.folder),
    files: listed.files,
    uncommitted: new Set([...listed.submodules, ...status.ignored]),
    read: (file) => readNow(filtered, file),
  })
  tree.fill(await readAll(git, tree.linksBelow(repository.prefix), []))
  return {
    revision,
    id,
    files: tree,
    uncommitted: status.changed,
    async load(paths) {
      const files = new Map(paths.flatMap((path) => tree.fileAt(path) ?? []).map((file) => [file.path, file]))
      tree.fill(await readAll(filtered, [...files.values()], ['--filters']))
    },
  }
}

interface Listed {
  readonly files: readonly CommittedFile[]
  readonly submodules: readonly string[]
}

/** All files of a commit. */
async function listFiles(git: Git, id: string): Promise<Listed> {
  const args = ['ls-tree', '-r', '-z', '--full-tree', id]
  const { succeeded, stdout, stderr } = await git.run(args)
  if (!succeeded) throw gitFailed(args, stderr)
  const files: CommittedFile[] = []
  const submodules: string[] = []
  for (const line of stdout.toString('utf8').split('\0')) {
    const tab = line.indexOf('\t')
    if (tab < 0) continue
    const [mode = '', type, object = ''] = line.slice(0, tab).split(' ')
    const path = line.slice(tab + 1)
    if (type === 'commit') submodules.push(path)
    else files.push({ path, object, isLink: mode === '120000' })
  }
  return { files, submodules }
}

/** What git says of the project's folder: what differs from the last commit, and what it ignores. */
async function statusOf(git: Git, { prefix }: Repository) {
  const args = ['status', '--porcelain=v1', '-z', '--no-renames', '--ignored', '--ignore-submodules=all', '--', '.']
  const { succeeded, stdout, stderr } = await git.run(args)
  if (!succeeded) throw gitFailed(args, stderr)
  const lines = stdout
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '')
  const paths = lines.map((line) => ({ state: line.slice(0, 2), path: line.slice(3).replace(/\/$/, '') }))
  return {
    changed: paths.filter(({ state }) => state !== '!!').map(({ path }) => path),
    // An ignored folder that the project is in says so of itself.
    ignored: paths.filter(({ state, path }) => state === '!!' && path !== prefix).map(({ path }) => path),
  }
}

/** What files held, by their paths: with git's conversions as a checkout would have made them. */
async function readAll(
  git: Git,
  files: readonly CommittedFile[],
  options: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  // A name with a line break would be two lines; it is read alone, when it is needed.
  const asked = files.filter(({ path }) => !path.includes('\n'))
  if (asked.length === 0) return new Map()
  // With conversions git tells no size, so that only a mark that nobody can write tells where one ends.
  const mark = randomBytes(16).toString('hex')
  const args = ['cat-file', `--batch=${mark}`, ...options]
  const input = asked.map(({ object, path }) => (options.length === 0 ? `${object}\n` : `${object} ${path}\n`)).join('')
  const { succeeded, stdout, stderr } = await git.run(args, input)
  if (!succeeded) throw gitFailed(args, stderr)
  const parts = partsOf(stdout, `${mark}\n`)
  if (parts.length !== asked.length) throw gitFailed(args, stderr === '' ? 'a file is missing' : stderr)
  return new Map(asked.map(({ path }, index) => [path, parts[index] ?? Buffer.alloc(0)]))
}

/** What stands behind each mark, without the line break that git adds. */
function partsOf(output: Buffer, mark: string): Buffer[] {
  const parts: Buffer[] = []
  for (let start = output.indexOf(mark); start >= 0; ) {
    const from = start + mark.length
    const next = output.indexOf(mark, from)
    parts.push(output.subarray(from, (next < 0 ? output.length : next) - 1))
    start = next
  }
  return parts
}

function readNow(git: Git, { path, object, isLink }: CommittedFile): Buffer {
  const args = isLink ? ['cat-file', 'blob', object] : ['cat-file', '--filters', `--path=${path}`, object]
  const { succeeded, stdout, stderr } = git.runNow(args)
  if (succeeded) return stdout
  throw gitFailed(args, stderr)
}

import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCommit } from '../../src/git/commit.ts'
import { listFiles } from '../../src/project/files/list-files.ts'
import { type GitRepository, gitEnvironment, gitRepository, repositoryIn } from '../support/git/git-repository.ts'
import { problemOf } from '../support/problem-of.ts'

const interrupted = new AbortController().signal

function open(folder: string, revision: string, traced: string[] = []) {
  return openCommit(revision, {
    folder,
    environment: gitEnvironment,
    interrupted,
    trace: (line) => traced.push(line),
  })
}

/** What a commit has of a file, by its path from the root; undefined where it has none. */
async function textAt(
  { folder }: GitRepository,
  revision: string,
  path: string,
  project = '',
): Promise<string | undefined> {
  const { files } = await open(join(folder, project), revision)
  const file = join(folder, path)
  const real = files.realPath(file, path, { file: path })
  return real === undefined ? undefined : files.bytes(real, path)?.toString('utf8')
}

test('the files of a commit are read whatever is on disk now', async () => {
  const repository = gitRepository({ 'templates/a.yaml': 'one\n', 'gone.txt': 'was here\n' })
  repository.commit({ 'templates/a.yaml': 'two\n', 'gone.txt': undefined })
  repository.write({ 'templates/a.yaml': 'three\n', 'new.txt': 'new\n' })

  expect(await textAt(repository, 'HEAD~1', 'templates/a.yaml')).toBe('one\n')
  expect(await textAt(repository, 'HEAD', 'templates/a.yaml')).toBe('two\n')
  expect(await textAt(repository, 'HEAD~1', 'gone.txt')).toBe('was here\n')
  expect(await textAt(repository, 'HEAD', 'gone.txt')).toBeUndefined()
  expect(await textAt(repository, 'HEAD', 'new.txt')).toBeUndefined()
  expect(await textAt(repository, 'HEAD', 'templates/a.yaml/below')).toBeUndefined()
})

test('nothing of the work tree, the index or git itself is changed, and no hook runs', async () => {
  const repository = gitRepository({ 'a.txt': 'one\n' })
  repository.commit({ 'a.txt': 'two\n' })
  repository.write({ 'a.txt': 'three\n' })
  for (const name of ['post-checkout', 'post-index-change', 'reference-transaction']) {
    writeFileSync(join(repository.folder, '.git/hooks', name), `#!/bin/sh\ntouch '${repository.folder}/ran'\n`)
    chmodSync(join(repository.folder, '.git/hooks', name), 0o755)
  }
  const state = () => listing(repository.folder)
  const before = state()

  const commit = await open(repository.folder, 'HEAD~1')
  await commit.load([join(repository.folder, 'a.txt')])

  expect(state()).toEqual(before)
})

/** Every file with its time and size, those of .git too. */
function listing(folder: string): string {
  return repositoryIn(folder).git('-c', 'alias.l=!find . -printf "%p %T@ %s\\n" | sort', 'l')
}

test('files that are loaded cost one command for all', async () => {
  const repository = gitRepository(
    Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`${n} of 20.txt`, `${n}\n`])),
  )
  const traced: string[] = []
  const commit = await open(repository.folder, 'HEAD', traced)
  const paths = Array.from({ length: 20 }, (_, n) => join(repository.folder, `${n} of 20.txt`))
  await commit.load(paths)
  const commands = traced.length

  expect(paths.map((path) => commit.files.bytes(path, path)?.toString())).toEqual(paths.map((_, n) => `${n}\n`))
  expect(traced).toHaveLength(commands)
})

test('links are followed to where they led then', async () => {
  const repository = gitRepository({ 'shared/a.yaml': 'a\n', 'shared/deep/b.yaml': 'b\n', 'project/x.txt': '' })
  const { folder } = repository
  symlinkSync('../shared', join(folder, 'project/templates'))
  symlinkSync('templates/deep/b.yaml', join(folder, 'project/b.yaml'))
  symlinkSync('nowhere', join(folder, 'project/dangling'))
  symlinkSync('round', join(folder, 'project/round'))
  symlinkSync('/etc/hostname', join(folder, 'project/outside'))
  repository.commit()
  repository.commit({ 'shared/deep/b.yaml': 'new\n', 'project/templates': undefined })
  const { files } = await open(join(folder, 'project'), 'HEAD~1')
  const at = (path: string) => join(folder, path)
  const real = (path: string) => files.realPath(at(path), path, { file: path })

  expect(await textAt(repository, 'HEAD~1', 'project/b.yaml', 'project')).toBe('b\n')
  expect(real('project/templates')).toBe(at('shared'))
  expect(files.isFolder(at('project/templates'))).toBe(true)
  expect(listFiles(at('shared'), 'templates', (path) => path, files)).toEqual(['a.yaml', 'deep/b.yaml'])
  expect(real('project/outside')).toBe('/etc/hostname')
  expect(problemOf(() => real('project/dangling')).message).toMatch(/link to nowhere, which does not exist/)
  expect(problemOf(() => real('project/round')).message).toMatch(/ELOOP/)
})

test("what git ignores is the work tree's own, as no commit has it", async () => {
  const repository = gitRepository({ '.gitignore': 'build/\n*.local\n', 'templates/a.yaml': '' })
  repository.write({ 'build/version.yaml': 'tag: 7\n', 'mine.local': 'x\n', 'new.yaml': '' })

  expect(await textAt(repository, 'HEAD', 'build/version.yaml')).toBe('tag: 7\n')
  const { files, uncommitted } = await open(repository.folder, 'HEAD')
  expect(
    files
      .entries(repository.folder, '.')
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(['.gitignore', 'build', 'mine.local', 'templates'])
  expect(uncommitted).toEqual(['new.yaml'])
})

test('a file is as a checkout makes it, whatever export-ignore says of an archive', async () => {
  const repository = gitRepository({
    '.gitattributes': '*.conf eol=crlf\nsecret.yaml export-ignore\n',
    'a.conf': 'x\r\ny\r\n',
    'secret.yaml': 'here\n',
  })
  repository.commit({ 'a.conf': undefined, 'secret.yaml': undefined })

  expect(await textAt(repository, 'HEAD~1', 'a.conf')).toBe('x\r\ny\r\n')
  expect(await textAt(repository, 'HEAD~1', 'secret.yaml')).toBe('here\n')
  const { files, load } = await open(repository.folder, 'HEAD~1')
  await load([join(repository.folder, 'a.conf')])
  expect(files.bytes(join(repository.folder, 'a.conf'), 'a.conf')?.toString()).toBe('x\r\ny\r\n')
})

test('a submodule is read as it is now', async () => {
  const inner = gitRepository({ 'a.yaml': 'inner\n' })
  const outer = gitRepository({ 'b.yaml': '' })
  outer.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner.folder, 'lib')
  outer.commit()

  expect(await textAt(outer, 'HEAD', 'lib/a.yaml')).toBe('inner\n')
})

test('three dots mean the commit where a branch was left', async () => {
  const repository = gitRepository({ 'a.txt': 'base\n' })
  repository.git('checkout', '-q', '-b', 'feature')
  repository.commit({ 'a.txt': 'feature\n' })
  repository.git('checkout', '-q', 'main')
  repository.commit({ 'a.txt': 'main\n' })
  repository.git('checkout', '-q', '--detach', 'feature')

  for (const revision of ['main...', 'main...HEAD', 'main...feature', '...main'])
    expect(await textAt(repository, revision, 'a.txt')).toBe('base\n')
  expect(await textAt(repository, 'main', 'a.txt')).toBe('main\n')
})

test('a commit that is not there is told with what to do', async () => {
  const repository = gitRepository({ 'a.txt': 'one\n' })
  repository.commit({ 'a.txt': 'two\n' })
  repository.git('update-ref', 'refs/remotes/origin/release', 'HEAD')
  const wrong = async (revision: string, folder = repository.folder) => {
    const error = await open(folder, revision).catch((thrown: unknown) => thrown)
    return problemOf(() => {
      throw error
    })
  }

  expect((await wrong('release')).message).toBe('git knows no commit "release"; did you mean origin/release?')
  expect((await wrong('--all')).code).toBe('commit-unknown')
  expect((await wrong('')).code).toBe('commit-unknown')
  expect((await wrong('HEAD:a.txt')).code).toBe('commit-unknown')
  expect((await wrong('0000000000000000000000000000000000000000')).hint).toMatch(/origin\/main\.\.\./)
  const shallow = join(repository.folder, 'shallow')
  mkdirSync(shallow)
  repositoryIn(shallow).git('clone', '-q', '--depth', '1', `file://${repository.folder}`, '.')
  expect((await wrong('HEAD~1', shallow)).hint).toMatch(/fetch-depth: 0.*GIT_DEPTH: "0"/)
})

test('a folder that is in no work tree, and a machine without git, are told', async () => {
  const { folder } = gitRepository()
  const codeOf = async (where: string, path: string | undefined) => {
    const opening = openCommit('HEAD', { folder: where, environment: { ...gitEnvironment, PATH: path }, interrupted })
    const error = await opening.catch((thrown: unknown) => thrown)
    return problemOf(() => {
      throw error
    }).message
  }

  expect(await codeOf('/', process.env['PATH'])).toBe('/ is not in the work tree of a git repository')
  expect(await codeOf(join(folder, '.git'), process.env['PATH'])).toMatch(/is not in the work tree/)
  expect(await codeOf(folder, '/nonexistent')).toBe('git is not installed or not on the PATH')
})

test('after a signal nothing is waited for', async () => {
  const { folder } = gitRepository()
  const signal = AbortSignal.abort('SIGTERM')
  await expect(openCommit('HEAD', { folder, environment: gitEnvironment, interrupted: signal })).rejects.toBe('SIGTERM')
})

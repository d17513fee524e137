import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type GitRepository, gitEnvironment, gitRepository } from '../support/git/git-repository.ts'
import { kdeploy } from '../support/kdeploy.ts'
import { documentContradictions } from '../support/output/documented.ts'

const template = `apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ profile_name }}"}
data:
  tag: "{{ tag }}"
`

function shop(more: Readonly<Record<string, string>> = {}): GitRepository {
  return gitRepository({
    'kdeploy.yaml': 'name: shop\n',
    'templates/web.yaml': template,
    'profiles/default.yaml': 'namespace: shop\nvariables: {tag: "1"}\n',
    'profiles/prod_a.yaml': '',
    'profiles/prod_b.yaml': '',
    'profiles/stg_a.yaml': 'variables: {tag: "0"}\n',
    ...more,
  })
}

const changed = ({ folder }: GitRepository, ...args: readonly string[]) =>
  kdeploy(['changed', ...args], { cwd: folder, env: gitEnvironment })

test('each field is shown with its line, the variable and the layer behind it, and a summary on stderr', async () => {
  const repository = shop({ 'profiles/prod_gone.yaml': '' })
  const before = repository.git('rev-parse', '--short=9', 'HEAD')
  repository.commit({
    'profiles/default.yaml': 'namespace: shop\nvariables: {tag: "2"}\n',
    'profiles/prod_gone.yaml': undefined,
  })
  repository.write({ 'profiles/prod_new.yaml': '' })

  const { stdout, stderr, exitCode } = await changed(repository, '--since', 'HEAD~1')

  expect(stdout).toBe(`prod_a
  ConfigMap shop/a (templates/web.yaml:1): 1 field
    data.tag: 1 → 2 (templates/web.yaml:5, tag from profiles/default.yaml:2)
prod_b
  ConfigMap shop/b (templates/web.yaml:1): 1 field
    data.tag: 1 → 2 (templates/web.yaml:5, tag from profiles/default.yaml:2)
prod_new: new
prod_gone: removed; what it deployed stays until kdeploy delete
`)
  expect(stderr).toBe(`3 of 4 releases changed, 1 removed since ${before} (HEAD~1)
not committed, and compared as on disk: profiles/prod_new.yaml
`)
  expect(exitCode).toBe(0)
})

test('names are those that there are, a line each, for shells', async () => {
  const repository = shop({ 'profiles/prod_gone.yaml': '' })
  repository.commit({ 'profiles/prod_a.yaml': 'variables: {tag: "2"}\n', 'profiles/prod_gone.yaml': undefined })

  expect((await changed(repository, '--since', 'HEAD~1', '-o', 'name')).stdout).toBe('prod_a\n')
  expect((await changed(repository, 'stg_*', '--since', 'HEAD~1', '-o', 'name')).stdout).toBe('')
})

test('the JSON form is as documented, and has a matrix', async () => {
  const clusters = 'clusters: {eu: {}, us: {}}\n'
  const repository = shop({ 'profiles/prod_b.yaml': clusters, 'profiles/stg_c.yaml': 'templates: [none.yaml]\n' })
  repository.commit({
    'profiles/prod_a.yaml': 'variables: {tag: "2"}\nnamespace: other\nkubeContext: there\n',
    'profiles/prod_b.yaml': 'clusters: {eu: {}, us: {variables: {tag: "3"}}}\n',
    'profiles/stg_a.yaml': undefined,
    'profiles/stg_b.yaml': 'templates: [none.yaml]\n',
    'profiles/stg_c.yaml': '',
    'profiles/stg_d.yaml': 'variables: {tag: "0"}\n',
  })

  const { stdout, exitCode } = await changed(repository, '--since', 'HEAD~1', '-o', 'json')
  const document = JSON.parse(stdout)

  expect(documentContradictions(document, 'changed -o json')).toEqual([])
  expect(document.matrix).toEqual({
    include: [
      { release: 'prod_a', profile: 'prod_a' },
      { release: 'prod_b@us', profile: 'prod_b', cluster: 'us' },
      { release: 'stg_c', profile: 'stg_c' },
      { release: 'stg_d', profile: 'stg_d' },
    ],
  })
  expect(document.changed.map(({ state }: { state: string }) => state)).toEqual([
    'changed',
    'changed',
    'unknown',
    'new',
    'removed',
  ])
  expect(document.problems).toMatchObject([{ release: 'stg_b', error: { code: 'template-unknown' } }])
  expect(exitCode).toBe(2)
})

test('what cannot be rendered now is an error, after all that changed was listed', async () => {
  const repository = shop()
  repository.commit({
    'profiles/prod.yaml': 'templates: [none.yaml]\n',
    'profiles/stg_a.yaml': 'variables: {tag: "9"}\n',
  })

  const { stdout, stderr, exitCode } = await changed(repository, '--since', 'HEAD~1', '-o', 'name')

  expect(stdout).toBe('stg_a\n')
  expect(stderr).toMatch(/matches no template in templates[\s\S]*release: prod_a, prod_b/)
  expect(exitCode).toBe(2)
})

test('--exit-code is that of git diff', async () => {
  const repository = shop()
  repository.commit({ 'profiles/prod_a.yaml': 'variables: {tag: "2"}\n' })

  expect((await changed(repository, '--since', 'HEAD~1', '--exit-code')).exitCode).toBe(1)
  expect((await changed(repository, '--since', 'HEAD', '--exit-code')).exitCode).toBe(0)
})

test('sources that lie outside the project are told in one line, and none of them is asked', async () => {
  const live = 'variablesFrom: [{configMap: live, example: {x: z}}, {command: [touch, ran], as: c, example: {x: z}}]\n'
  const repository = shop({ 'profiles/prod_a.yaml': live })

  const { stderr } = await changed(repository, '--since', 'HEAD')

  expect(stderr).toMatch(
    /^what these read elsewhere \(configMap, command\) is not compared, and may have changed, too: prod_a$/m,
  )
  expect(repository.git('status', '--porcelain')).toBe('')
})

test('a detached HEAD, a project in a folder and another working folder', async () => {
  const repository = gitRepository({})
  repository.commit({
    'deploy/kdeploy.yaml': 'name: shop\n',
    'deploy/templates/web.yaml': template,
    'deploy/profiles/prod_a.yaml': 'namespace: shop\nvariables: {tag: "1"}\n',
  })
  repository.commit({ 'deploy/profiles/prod_a.yaml': 'namespace: shop\nvariables: {tag: "2"}\n' })
  repository.git('checkout', '-q', '--detach')
  const run = (folder: string, ...args: string[]) =>
    kdeploy(['changed', '--since', 'HEAD~1', ...args], { cwd: join(repository.folder, folder), env: gitEnvironment })

  expect((await run('deploy/profiles')).stdout).toMatch(/tag from prod_a\.yaml:2/)
  expect((await run('.', '--project', 'deploy')).stdout).toMatch(/tag from deploy\/profiles\/prod_a\.yaml:2/)
  const before = await run('deploy', '--since', 'HEAD~2')
  expect(before.stderr).toMatch(/takes one value/)
})

test('git that is missing, and a commit that is not there, are errors with what to do', async () => {
  const repository = shop()
  const { stderr, exitCode } = await changed(repository, '--since', 'v1')
  expect(stderr).toBe(
    'error: git knows no commit "v1"\nhint: name a commit, a branch or a tag that this clone has; git fetch gets those of others\n',
  )
  expect(exitCode).toBe(2)
  const without = await kdeploy(['changed', '--since', 'HEAD'], {
    cwd: repository.folder,
    env: { PATH: '/nonexistent' },
  })
  expect(without.stderr).toMatch(/^error: git is not installed or not on the PATH/)
  expect(without.exitCode).toBe(2)
})

import { chmodSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type ChangedInput, changedReleases } from '../../../src/sets/changing/changed.ts'
import type { ChangedReleases } from '../../../src/sets/changing/changes.ts'
import { inputWithoutOptions } from '../../../src/workflow/run/input.ts'
import { type GitRepository, gitRepository } from '../../support/git/git-repository.ts'
import { worldIn } from '../../support/world.ts'

const configMap = (data: string) => `apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ profile_name }}"}
data:
  ${data}
`

/** Five profiles, of which two render what includes a partial. */
const shop = {
  'kdeploy.yaml': 'name: shop\n',
  'profiles/default.yaml': 'namespace: shop-{{ env_type }}\nvariables: {tag: "1", image: "registry/{{ tag }}"}\n',
  'profiles/prod.yaml': '',
  'profiles/prod_a.yaml': 'templates: [plain.yaml]\n',
  'profiles/prod_b.yaml': 'templates: [plain.yaml]\n',
  'profiles/stg_a.yaml': 'templates: [plain.yaml]\n',
  'profiles/prod_x.yaml': 'templates: [with-partial.yaml]\n',
  'profiles/stg_x.yaml': 'templates: [with-partial.yaml]\n',
  'templates/plain.yaml': configMap('image: "{{ image }}"'),
  'templates/with-partial.yaml': configMap('{% include "_part.txt" %}'),
  'templates/_part.txt': 'part: one',
}

type Options = Partial<Pick<ChangedInput, 'profiles' | 'clusters'>> & { folder?: string; set?: readonly string[] }

async function changed(
  { folder: root }: Pick<GitRepository, 'folder'>,
  since: string,
  { folder = root, set = [], profiles = [], clusters }: Options = {},
  traced: string[] = [],
): Promise<ChangedReleases> {
  const world = { ...worldIn(folder), environment: {}, trace: (line: string) => traced.push(line) }
  const { profile: _, ...given } = { ...inputWithoutOptions('', folder), set }
  return changedReleases({ since, profiles, clusters, given }, world)
}

const told = ({ changes }: ChangedReleases) => changes.map(({ release, state }) => `${release.label} ${state}`)

/** `FIELD: why` of each field that changed. */
function fieldsOf({ changes }: ChangedReleases): string[] {
  return changes.flatMap((change) =>
    change.state !== 'changed'
      ? []
      : change.difference.objects.flatMap(({ fields }) =>
          fields.map(({ path, place, variables }) =>
            [path, place?.file, place?.line, ...variables.map(({ name, by }) => `${name} from ${by}`)].join(' '),
          ),
        ),
  )
}

test('a partial that two of five profiles render changes those two', async () => {
  const repository = gitRepository(shop)
  repository.commit({ 'templates/_part.txt': 'part: two' })

  const result = await changed(repository, 'HEAD~1')

  expect(told(result)).toEqual(['prod_x changed', 'stg_x changed'])
  expect(fieldsOf(result)).toEqual(Array(2).fill('data.part templates/_part.txt 1'))
  expect(result.releases).toBe(5)
})

test('a variable is told with the layer that gives it', async () => {
  const repository = gitRepository(shop)
  repository.commit({ 'profiles/prod.yaml': 'variables: {tag: "2"}\n' })

  const result = await changed(repository, 'HEAD~1')

  expect(told(result)).toEqual(['prod_a changed', 'prod_b changed'])
  expect(fieldsOf(result)[0]).toBe('data.image templates/plain.yaml 5 image from profiles/default.yaml')
})

test('a profile that changed is rendered at the commit, and no other one', async () => {
  const repository = gitRepository(shop)
  repository.commit({ 'profiles/prod_b.yaml': 'templates: [plain.yaml]\nvariables: {tag: "9"}\n' })
  const traced: string[] = []

  expect(told(await changed(repository, 'HEAD~1', {}, traced))).toEqual(['prod_b changed'])
  const layers = traced.filter((line) => line.startsWith('layers:'))
  expect(layers.filter((line) => line.includes('prod_b'))).toHaveLength(2)
  expect(layers.filter((line) => line.includes('prod_a'))).toHaveLength(1)
})

test('what is not committed counts as it is on disk, and is told', async () => {
  const repository = gitRepository(shop)
  repository.write({ 'templates/_part.txt': 'part: dirty', 'profiles/prod_new.yaml': 'templates: [plain.yaml]\n' })

  const result = await changed(repository, 'HEAD')

  expect(told(result)).toEqual(['prod_new new', 'prod_x changed', 'stg_x changed'])
  expect(result.uncommitted.toSorted()).toEqual(['profiles/prod_new.yaml', 'templates/_part.txt'])
})

test('a comment, a reordered map, the mode of a file and a moved line change nothing', async () => {
  const repository = gitRepository(shop)
  chmodSync(join(repository.folder, 'templates/plain.yaml'), 0o755)
  repository.commit({
    'templates/plain.yaml': `# about it\n${configMap('image: "{{ image }}"')}`,
    'profiles/default.yaml':
      '# moved\nvariables: {image: "registry/{{ tag }}", tag: "1"}\nnamespace: shop-{{ env_type }}\n',
  })

  expect(told(await changed(repository, 'HEAD~1'))).toEqual([])
})

test('a profile that is renamed is removed and new', async () => {
  const repository = gitRepository(shop)
  repository.git('mv', 'profiles/prod_b.yaml', 'profiles/prod_c.yaml')
  repository.commit()

  expect(told(await changed(repository, 'HEAD~1'))).toEqual(['prod_c new', 'prod_b removed'])
})

test('kdeploy.yaml counts where it changes what is rendered', async () => {
  const repository = gitRepository(shop)
  repository.commit({ 'kdeploy.yaml': 'name: shop\nvalidate: {kubeVersion: "1.34"}\n' })
  repository.commit({ 'kdeploy.yaml': 'name: shop\nprofile: {variables: {other: 1}}\n' })
  repository.commit({ 'kdeploy.yaml': 'name: shop\nprofile: {kubeContext: prod-eu}\n' })

  expect(told(await changed(repository, 'HEAD~1'))).not.toEqual([])
  repository.git('checkout', '-q', 'HEAD~1')
  expect(told(await changed(repository, 'HEAD~2'))).toEqual([])
})

test('where something goes counts: its namespace and its kube context', async () => {
  const repository = gitRepository(shop)
  repository.commit({ 'profiles/prod_a.yaml': 'templates: [plain.yaml]\nkubeContext: other\n' })
  repository.commit({ 'profiles/prod_b.yaml': 'templates: [plain.yaml]\nnamespace: other\n' })

  const { changes } = await changed(repository, 'HEAD~2')

  expect(changes).toMatchObject([
    { release: { label: 'prod_a' }, difference: { objects: [], kubeContext: { from: undefined, to: 'other' } } },
    { release: { label: 'prod_b' }, difference: { namespace: { from: 'shop-prod', to: 'other' } } },
  ])
})

test('a profile in a folder of its own, with what it shares by links and by paths', async () => {
  const inside = Object.fromEntries(Object.entries(shop).map(([path, text]) => [`deploy/${path}`, text]))
  const repository = gitRepository({
    ...inside,
    'shared/values.yaml': 'shared: 1\n',
    'shared/linked.yaml': configMap('linked: "1"'),
    'app/main.go': 'package main\n',
  })
  symlinkSync('../../shared/linked.yaml', join(repository.folder, 'deploy/templates/linked.yaml'))
  repository.commit({
    'deploy/profiles/prod_a.yaml': 'templates: [linked.yaml]\n',
    'deploy/profiles/prod_b.yaml': 'templates: [value.yaml]\nvariablesFrom: [{file: ../shared/values.yaml}]\n',
    'deploy/templates/value.yaml': configMap('shared: "{{ shared }}"'),
  })
  const project = { folder: join(repository.folder, 'deploy') }
  repository.commit({ 'shared/linked.yaml': configMap('linked: "2"') })
  expect(told(await changed(repository, 'HEAD~1', project))).toEqual(['prod_a changed'])
  repository.commit({ 'shared/values.yaml': 'shared: 2\n' })
  expect(told(await changed(repository, 'HEAD~1', project))).toEqual(['prod_b changed'])
  repository.commit({ 'app/main.go': 'package other\n' })
  expect(told(await changed(repository, 'HEAD~1', project))).toEqual([])
})

test('a file that a template only lists counts when it goes', async () => {
  const repository = gitRepository({
    ...shop,
    'templates/plain.yaml': configMap('files: "{{ files("config/*") | join(" ") }}"'),
    'config/a.txt': 'a',
    'config/b.txt': 'b',
  })
  repository.commit({ 'config/b.txt': undefined })

  expect(told(await changed(repository, 'HEAD~1', { profiles: ['prod_a'] }))).toEqual(['prod_a changed'])
})

test('a file that git ignores is the same in both', async () => {
  const repository = gitRepository({
    ...shop,
    '.gitignore': 'version.yaml\n',
    'profiles/prod_a.yaml': 'templates: [plain.yaml]\nvariablesFrom: [{file: version.yaml}]\n',
  })
  repository.write({ 'version.yaml': 'tag: built\n' })
  repository.commit({ 'templates/_part.txt': 'part: two' })

  expect(told(await changed(repository, 'HEAD~1', { profiles: ['*_a'] }))).toEqual([])
})

test('options over the profiles hold for both', async () => {
  const repository = gitRepository(shop)
  repository.commit({ 'profiles/prod.yaml': 'variables: {tag: "2"}\n' })

  expect(told(await changed(repository, 'HEAD~1', { set: ['tag=7'] }))).toEqual([])
})

test('profiles and clusters are chosen by names and globs', async () => {
  const clusters = 'templates: [plain.yaml]\nclusters:\n  eu: {variables: {tag: eu}}\n  us: {}\n'
  const repository = gitRepository({ ...shop, 'profiles/prod_a.yaml': clusters })
  repository.commit({ 'profiles/prod_a.yaml': `${clusters.replace('tag: eu', 'tag: eu2')}  asia: {}\n` })

  expect(told(await changed(repository, 'HEAD~1'))).toEqual(['prod_a@eu changed', 'prod_a@asia new'])
  expect(told(await changed(repository, 'HEAD~1', { clusters: ['a*'] }))).toEqual(['prod_a@asia new'])
  expect(told(await changed(repository, 'HEAD~1', { profiles: ['stg_*'] }))).toEqual([])
  await expect(changed(repository, 'HEAD~1', { profiles: ['prod_none'] })).rejects.toMatchObject({
    code: 'profile-unknown',
  })
})

test('a project that was not there is new as a whole', async () => {
  const repository = gitRepository({ 'README.md': '' })
  repository.commit(shop)

  const result = await changed(repository, 'HEAD~1')

  expect(result.existed).toBe(false)
  expect(result.changes.map(({ state }) => state)).toEqual(Array(5).fill('new'))
})

test('what could not be rendered then is told, and what cannot be rendered now is a problem', async () => {
  const repository = gitRepository({ ...shop, 'profiles/prod_a.yaml': 'templates: [none.yaml]\n' })
  repository.commit({ 'profiles/prod_a.yaml': shop['profiles/prod_a.yaml'] })
  repository.commit({ 'profiles/prod_b.yaml': 'templates: [none.yaml]\n', 'profiles/stg_a.yaml': 'unknownKey: 1\n' })

  const result = await changed(repository, 'HEAD~2')

  expect(result.changes).toMatchObject([
    { release: { label: 'prod_a' }, state: 'unknown', why: { code: 'template-unknown' } },
  ])
  expect(result.problems.map(({ release, error }) => `${release.label} ${error.code}`).toSorted()).toEqual([
    'prod_b template-unknown',
    'stg_a file-invalid',
  ])
  repository.commit({ 'kdeploy.yaml': 'nonsense: 1\n', 'profiles/prod_b.yaml': '', 'profiles/stg_a.yaml': '' })
  repository.commit({ 'kdeploy.yaml': 'name: shop\n' })
  expect(new Set((await changed(repository, 'HEAD~1')).changes.map(({ state }) => state))).toEqual(new Set(['unknown']))
})

test('sources outside the project are told, and files that only SOPS can read count as they are', async () => {
  const sources = `templates: [plain.yaml]
variablesFrom:
- {configMap: live, as: live, example: {a: x}}
- {sops: secret.yaml, as: secret, example: {a: 1}}
`
  const repository = gitRepository({ ...shop, 'profiles/prod_a.yaml': sources, 'secret.yaml': 'a: ENC[1]\n' })
  repository.commit({ 'templates/_part.txt': 'part: two' })

  const result = await changed(repository, 'HEAD~1', { profiles: ['prod_*'] })
  expect(result.problems).toEqual([])
  expect(result.outside).toMatchObject([{ release: { label: 'prod_a' }, types: ['configMap', 'sops'] }])

  repository.commit({ 'secret.yaml': 'a: ENC[2]\n' })
  expect((await changed(repository, 'HEAD~1')).changes).toMatchObject([
    { release: { label: 'prod_a' }, state: 'changed', difference: { objects: [], encrypted: ['secret.yaml'] } },
  ])
})

test('sensitive values are masked, those that were there then, too', async () => {
  const secret = (value: string) => `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {key: ${value}}\n`
  const repository = gitRepository({ ...shop, 'templates/plain.yaml': secret('old-password') })
  repository.commit({ 'templates/plain.yaml': secret('new-password') })

  const text = JSON.stringify((await changed(repository, 'HEAD~1')).changes)

  expect(text).toContain('stringData.key')
  expect(text).not.toMatch(/old-password|new-password/)
})

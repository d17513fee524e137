import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { test } from '../../support/cluster/cluster.ts'
import { documentContradictions } from '../../support/output/documented.ts'
import { createShop } from '../../support/projects/shop.ts'

const registry = 'registry.example.com'
const pinned = `${registry}/proxy:1@sha256:${'a'.repeat(64)}`
const files = {
  'templates/more.yaml': `apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          initContainers: [{name: init, image: ${registry}/shop:{{ tag }}}]
          containers: [{name: main, image: "${pinned}"}]
---
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations: {kdeploy.dev/hook: before-apply, test.kdeploy.dev/stage: ""}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: migrate, image: ${registry}/migrate:{{ tag }}}]
`,
}
const nowhere = { cwd: '/' }

describe('images', () => {
  test('are those of every kept revision in a namespace, or those that a profile renders', async ({ cluster }) => {
    const { namespace } = cluster
    const other = await cluster.createNamespace()
    const shop = await createShop(cluster, { tag: '1', files })
    await shop.kdeploy('apply', '--no-hooks')
    await shop.change({ tag: '2', files })
    await shop.kdeploy('apply', '--no-hooks')
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: till}\nspec: {containers: [{name: a, image: "${registry}/till:7"}]}\n`
    const till = await cluster.createProject({
      files: {
        'kdeploy.yaml': 'name: till\n',
        'profiles/prod_till.yaml': `namespace: ${other}\n`,
        'templates/a.yaml': pod,
      },
    })
    await cluster.kdeploy(['apply', '-p', 'prod_till', '--no-wait'], { cwd: till.folder })

    const lines = await cluster.kdeploy(['images', '-n', namespace, '-o', 'lines'], {
      ...nowhere,
      env: { PROFILE: 'prod_shop' },
    })
    expect(lines.stdout.split('\n')).toEqual([
      ...[`${registry}/migrate:1`, `${registry}/migrate:2`, pinned, `${registry}/shop:1`, `${registry}/shop:2`, ''],
    ])
    expect(lines.exitCode).toBe(0)
    const text = await cluster.kdeploy(['images', '-n', other], nowhere)
    expect(text.stdout).toMatch(new RegExp(`^IMAGE .*\n${registry}/till:7 .* till/prod_till/${other} 1\n$`))
    const missing = await cluster.kdeploy(['images', '-n', 'no-such-namespace', '-o', 'lines'], nowhere)
    expect(missing.stderr).toContain('namespace no-such-namespace does not exist')
    expect(missing.exitCode).toBe(2)
    const rendered = await cluster.kdeploy(['images', '-p', 'prod_shop', '--offline', '-o', 'lines'], {
      cwd: shop.folder,
    })
    expect(rendered.stdout).toBe(`${registry}/migrate:2\n${pinned}\n${registry}/shop:2\n`)
    const everywhere = await cluster.kdeploy(['images', '--all-namespaces', '-o', 'json'], nowhere)
    expect(documentContradictions(JSON.parse(everywhere.stdout), 'images -o json')).toEqual([])
    const { images } = JSON.parse(everywhere.stdout)
    const needs = (image: string) => images.find((one: { image: string }) => one.image === image)
    const object = { group: 'batch', version: 'v1', kind: 'CronJob', namespace, name: 'nightly' }
    const release = `shop/prod_shop/${namespace}`
    expect(needs(pinned).digests).toEqual([`sha256:${'a'.repeat(64)}`])
    expect(needs(pinned).neededBy).toContainEqual({ release, revisions: [1, 2], object, container: 'main' })
    expect(needs(`${registry}/shop:1`).neededBy).toContainEqual({ release, revisions: [1], object, container: 'init' })
    expect(needs(`${registry}/till:7`).neededBy).toHaveLength(1)

    const proxy = await startApiProxy(cluster, ({ url }) => {
      const isForbidden = url.startsWith('/api/v1/secrets') || url.includes(`/namespaces/${other}/secrets`)
      return isForbidden ? { code: 403, reason: 'Forbidden', message: 'secrets is forbidden' } : undefined
    })
    const part = await cluster.kdeploy(['images', '-A', '-o', 'lines', '--kubeconfig', proxy.kubeconfig], nowhere)
    await proxy.close()
    expect(part.stdout).toContain(`${registry}/shop:1\n`)
    expect(part.stdout).not.toContain(`${registry}/till:7\n`)
    expect(part.stdout).toMatch(/\n# incomplete: see the errors\n$/)
    expect(part.stderr).toContain(`the Secrets of namespace ${other} may not be listed`)
    expect(part.exitCode).toBe(3)
    const [name] = (await cluster.kubectl(['get', 'secrets', '-l', 'kdeploy.dev/revision=1', '-o', 'name'])).split('\n')
    await cluster.kubectl(['delete', name ?? ''])
    const broken = {
      metadata: { name: name?.replace('secret/', ''), annotations: { 'kdeploy.dev/identity': release } },
    }
    const labels = { 'kdeploy.dev/release': name?.replace(/secret\/|-r1$/g, ''), 'kdeploy.dev/revision': '1' }
    const secret = { apiVersion: 'v1', kind: 'Secret', type: 'kdeploy.dev/revision', ...broken }
    await cluster.create([{ ...secret, metadata: { ...secret.metadata, labels } }])
    await cluster.create([{ ...secret, metadata: { name: 'stray' } }])
    const unread = await cluster.kdeploy(['images', '-n', namespace, '-o', 'json'], nowhere)
    expect(JSON.parse(unread.stdout)).toMatchObject({
      complete: false,
      namespace,
      problems: [{ code: 'revision-unreadable' }, { code: 'revision-unreadable' }],
    })
    expect(unread.stderr).toContain('error: the list may lack images: 2 problems')
    expect(unread.stderr).toContain(
      `Secret ${namespace}/stray can't be read as a revision: it does not say of which release`,
    )
    expect(unread.exitCode).toBe(3)
  })

  test('are told to be incomplete where a signed revision was deleted by someone else', async ({ cluster }) => {
    const env = { KDEPLOY_HISTORY_KEY: 'images-key-images-key-images-key-1' }
    const shop = await createShop(cluster)
    await cluster.kdeploy(['apply', '-p', 'prod_shop', '--no-wait'], { cwd: shop.folder, env })
    const list = () => cluster.kdeploy(['images', '-n', cluster.namespace], { ...nowhere, env })
    expect((await list()).exitCode).toBe(0)
    await cluster.kubectl(['delete', 'secret', '-l', 'kdeploy.dev/revision=1'])

    const { stderr, exitCode } = await list()

    expect(stderr).toMatch(/shop\/prod_shop\/\S+: revision 1 is not trusted: the release recorded it, but/)
    expect(exitCode).toBe(3)
  })

  test('need a profile where it is asked for, and a name that holds a secret is shown masked', async ({ cluster }) => {
    const { folder } = await cluster.createProject({
      files: {
        'kdeploy.yaml': 'name: shop\n',
        'profiles/prod_shop.yaml': 'variablesFrom:\n- {environment: [PART], sensitive: true}\n',
        'templates/a.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "a/{{ PART }}:1"}]}\n`,
      },
    })
    const at = { cwd: folder, env: { PART: 'correct-horse-battery' } }

    const empty = await cluster.kdeploy(['images', '-p', '', '-o', 'lines'], at)
    const offline = await cluster.kdeploy(['images', '--offline'], at)
    const masked = await cluster.kdeploy(['images', '-p', 'prod_shop', '--offline', '-o', 'lines'], at)

    for (const { stdout, stderr, exitCode } of [empty, offline]) {
      expect(stdout).toBe('')
      expect(stderr).toContain('no profile given')
      expect(exitCode).toBe(2)
    }
    expect(masked.stdout).not.toContain('correct-horse')
    expect(masked.stdout).toContain('# incomplete')
    expect(masked.stderr).toContain('the name of an image contains a sensitive value')
    expect(masked.exitCode).toBe(3)
  })
})

import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { documentContradictions } from '../../support/output/documented.ts'
import { screenOf, startOnTerminal } from '../../support/output/terminal.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { createShop } from '../../support/projects/shop.ts'

/** What the oldest of four revisions is kept for shows. */
const keepThree = { 'kdeploy.yaml': 'name: shop\nhistoryLimit: 3\n' }

describe('history', () => {
  test('lists status, time, command, changes and reason of every revision', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'good evening', stage: 'image-pull-backoff' })
    await shop.kdeploy('apply')
    await shop.kdeploy('undo')

    const { exitCode, stdout } = await shop.kdeploy('history')

    const lines = stdout.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^REVISION +STATUS +WHEN +BY +COMMAND +CHANGES +IMAGES +REASON$/)
    expect(lines[1]).toMatch(
      /^1 +succeeded +just now \(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\) +\S+ +apply +2 created +shop:1$/,
    )
    expect(lines[2]).toMatch(
      /^2 +failed +just now \(\S+\) +\S+ +apply +2 changed +shop:1 +Deployment \S+\/web: .*\((?:ImagePullBackOff|ErrImagePull): /,
    )
    expect(lines[3]).toMatch(/^3 +succeeded +just now \(\S+\) +\S+ +undo to 1 +2 changed +shop:1$/)
    expect(exitCode).toBe(0)
  })

  test('is a documented JSON document with -o json', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', files: { 'templates/config.yaml': '' } })
    await shop.kdeploy('apply', '--skip-references')

    const document = JSON.parse((await shop.kdeploy('history', '-o', 'json')).stdout)

    expect(documentContradictions(document, 'history -o json')).toEqual([])
    expect(document).toMatchObject({
      version: 1,
      release: `shop/prod_shop/${cluster.namespace}`,
      revisions: [
        { number: 1, writes: { created: 2, changed: 0 }, changes: { created: 2, changed: 0, removed: 0 } },
        { number: 2, writes: { created: 0, changed: 1, deleted: 1 }, changes: { created: 0, changed: 1, removed: 1 } },
      ],
    })
  })

  test('says which images a revision runs, and from which commit and job it came', async ({ cluster }) => {
    const digest = `sha256:${'0123456789abcdef'.repeat(4)}`
    const web = (template: string) =>
      template.replace(
        '{%- if stage %}',
        `annotations: {test.kdeploy.dev/image-id: "registry.example.com/shop@${digest}"}\n      {%- if stage %}`,
      )
    const shop = await createShop(cluster, { web })
    const commit = '0123456789abcdef0123456789abcdef01234567'
    const env = {
      CI_JOB_URL: 'https://ci:hunter2@ci.example.com/shop/-/jobs/7?private_token=hunter2',
      CI_COMMIT_SHA: commit,
    }
    // What pods run is told by their own watch, which on a loaded machine may be behind that of the Deployment.
    await cluster.kdeploy(['apply', '-p', 'prod_shop', '--stable-for', '2s'], { cwd: shop.folder, env })
    await shop.change({ web, tag: '2', replicas: 3, greeting: 'good evening' })
    await shop.kdeploy('apply', '--no-wait')

    const { stdout } = await shop.kdeploy('history')
    const document = JSON.parse((await shop.kdeploy('history', '-o', 'json')).stdout)

    expect(stdout.split('\n')[0]).toMatch(/CHANGES +IMAGES +COMMIT/)
    expect(stdout.split('\n')[1]).toMatch(/ 2 created +shop:1 +01234567$/)
    expect(documentContradictions(document, 'history -o json')).toEqual([])
    expect(document.revisions).toMatchObject([
      {
        commit,
        job: 'https://ci.example.com/shop/-/jobs/7',
        summary: '+1 ConfigMap, +1 Deployment',
        images: [{ image: 'registry.example.com/shop:1', digests: [digest] }],
        duration: expect.any(Number),
      },
      {
        summary: 'web: image 1 → 2, replicas 1 → 3; 1 ConfigMap changed',
        images: [{ image: 'registry.example.com/shop:2' }],
      },
    ])
    expect(document.revisions[1].commit).toBeUndefined()
    expect(document.revisions[1].images[0].digests).toBeUndefined()
    expect(JSON.stringify(document)).not.toContain('hunter2')
  })

  test('counts what was written, not in what the manifests differ', async ({ cluster }) => {
    const extra = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\n'
    const shop = await createShop(cluster, { files: { 'templates/extra.yaml': extra } })
    await shop.kdeploy('apply')
    await cluster.kubectl(['delete', 'configmap/extra'])
    await shop.change({ tag: '2', stage: 'image-pull-backoff', files: { 'templates/extra.yaml': extra } })
    await shop.kdeploy('apply')
    await shop.change({ tag: '3', files: { 'templates/extra.yaml': '' } })
    await shop.kdeploy('apply', '--no-prune')

    const { stdout } = await shop.kdeploy('history')

    const changes = stdout.split('\n').map((line) => /apply +(\d.*?)(?: {2}|$)/.exec(line)?.[1])
    expect(changes.slice(1, -1)).toEqual(['3 created', '1 created, 1 changed', '1 changed'])
  })

  // script(1) takes other arguments elsewhere.
  test.skipIf(process.platform !== 'linux')('fits a terminal, with each reason below its row', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'image-pull-backoff' })
    await shop.kdeploy('apply')
    const env = { KUBECONFIG: cluster.kubeconfig }

    const sent = await startOnTerminal(['history', '-p', 'prod_shop'], { cwd: shop.folder, env, columns: 80 }).result
    const shown = screenOf(sent.stdout, 200).split('\n')
    const lines = shown.slice(
      shown.findIndex((line) => line.startsWith('REVISION')),
      -1,
    )

    expect(shown.filter((line) => line.length > 80)).toEqual([])
    expect(lines[0]).toMatch(/^REVISION +STATUS +WHEN +BY +COMMAND +CHANGES +IMAGES$/)
    expect(lines[1]).toMatch(/^1 +failed +just now +\S+ +apply +2 created +shop:1$/)
    expect(lines.slice(2).join(' ')).toMatch(
      /^ {2}Deployment \S+\/web: its new pod[\s\S]*(ImagePullBackOff|ErrImagePull): /,
    )
  })

  test('keeps what an undo after an undo would bring back, however many revisions came since', async ({ cluster }) => {
    const shop = await createShop(cluster, { web: () => '' })
    const apply = async (greeting: string, files = {}) => {
      await shop.change({ web: () => '', greeting, files: { ...files, ...keepThree } })
      await shop.kdeploy('apply')
    }
    for (const greeting of ['one', 'two', 'three']) await apply(greeting)
    await shop.kdeploy('undo')
    for (let tag = 1; tag <= 4; tag++) await apply('two', { 'templates/migrate.yaml': hookJob({ tag: String(tag) }) })

    expect((await revisionsOf(cluster)).map((line) => Number.parseInt(line, 10))).toEqual([...[1, 6, 7, 8]])
    const { stderr } = await shop.kdeploy('undo')
    expect(stderr).toContain('restored revision 1')
    expect(await cluster.kubectl(['get', 'configmap', 'shop', '-o', 'jsonpath={.data.greeting}'])).toBe('one')
  })

  test('keeps what an undo would bring back, however many revisions came since', async ({ cluster }) => {
    const shop = await createShop(cluster, { web: () => '' })
    await shop.kdeploy('apply')
    // A change of a hook alone is none that an undo would take back.
    for (let tag = 1; tag <= 4; tag++) {
      const files = { 'templates/migrate.yaml': hookJob({ tag: String(tag) }), ...keepThree }
      await shop.change({ web: () => '', greeting: 'good evening', files })
      await shop.kdeploy('apply')
    }

    expect((await revisionsOf(cluster)).map((line) => Number.parseInt(line, 10))).toEqual([...[1, 3, 4, 5]])
    expect((await shop.kdeploy('undo')).exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'configmap', 'shop', '-o', 'jsonpath={.data.greeting}'])).toBe('hello')
  })

  test('keeps what was good before a row of failed deploys, for more than one undo', async ({ cluster }) => {
    const shop = await createShop(cluster, { web: () => '' })
    const files = { 'templates/migrate.yaml': '', ...keepThree }
    for (const greeting of ['one', 'two', 'three']) {
      await shop.change({ web: () => '', greeting, files })
      await shop.kdeploy('apply')
    }
    const failing = hookJob({ pod: 'test.kdeploy.dev/stage: job-fails', when: 'after-apply' })
    for (let tag = 1; tag <= 4; tag++) {
      await shop.change({
        web: () => '',
        greeting: `bad-${tag}`,
        files: { ...files, 'templates/migrate.yaml': failing },
      })
      expect((await shop.kdeploy('apply')).exitCode).toBe(5)
    }

    expect((await revisionsOf(cluster)).map((line) => Number.parseInt(line, 10)).slice(0, 4)).toEqual([1, 2, 3, 5])
    expect((await shop.kdeploy('undo')).stderr).toContain('restored revision 3')
    expect((await shop.kdeploy('undo')).stderr).toContain('restored revision 2')
    expect((await shop.kdeploy('undo')).stderr).toContain('restored revision 1')
  })

  test('keeps as many revisions as the option, else kdeploy.yaml, says', async ({ cluster }) => {
    const shop = await createShop(cluster, { web: () => '' })
    const apply = async (greeting: string, ...args: string[]) => {
      await shop.change({ web: () => '', greeting, files: keepThree })
      expect(await shop.kdeploy('apply', ...args)).toMatchObject({ exitCode: 0 })
    }
    // What an undo would bring back is kept whatever the limit: five states of a ConfigMap.
    for (const greeting of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await apply(greeting, '--history-limit', '7')
    const numbers = async () => (await revisionsOf(cluster)).map((line) => Number.parseInt(line, 10))
    expect(await numbers()).toEqual([1, 2, 3, 4, 5, 6, 7])
    await apply('h')
    expect(await numbers()).toEqual([4, 5, 6, 7, 8])
    expect((await shop.kdeploy('undo', '--history-limit', '6')).exitCode).toBe(0)
    expect(await numbers()).toEqual([4, 5, 6, 7, 8, 9])

    for (const limit of ['0', '51', '1.5', 'all']) {
      const { exitCode, stderr } = await shop.kdeploy('apply', '--history-limit', limit)
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('Use a number from 1 to 50.')])
    }
  })

  test('says so where nothing was deployed', async ({ cluster }) => {
    const shop = await createShop(cluster)

    expect(await shop.kdeploy('history')).toEqual({
      ...{ exitCode: 0, stdout: '' },
      stderr: expect.stringMatching(`^release .*\nshop/prod_shop/${cluster.namespace} has no revision\n$`),
    })
  })

  test('is offered by completion, the newest first', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2' })
    await shop.kdeploy('apply')

    for (const words of [
      ['undo', 'prod_shop', '--to-revision', ''],
      ['history', 'show', '-p', 'prod_shop', ''],
      ['history', 'diff', 'prod_shop', ''],
    ]) {
      const { stdout } = await cluster.kdeploy(['complete', 'fish', '--', ...words], { cwd: shop.folder })
      expect(stdout).toMatch(/^2\tsucceeded, \S+Z, apply by .*\n1\tsucceeded, \S+Z, apply by .*\n$/)
    }
    // None is compared with itself.
    const beside = ['complete', 'fish', '--', 'history', '-p', 'prod_shop', 'diff', '1', '']
    expect((await cluster.kdeploy(beside, { cwd: shop.folder })).stdout).toMatch(/^2\t.*\n$/)
  })
})

import { describe, expect } from 'vitest'
import { type ProxiedRequest, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { content, type Live, live } from '../../support/cluster/live.ts'
import { interruptHeld } from '../../support/faults/interrupted.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { createShop } from '../../support/projects/shop.ts'

type Shop = Awaited<ReturnType<typeof createShop>>

const barrier = (text: string) => `kdeploy.dev/undo-barrier: "${text}"`

/** The shop with a migration, whose barrier says this. */
const migrating = (text: string, pod = '') => ({
  'templates/migrate.yaml': hookJob({ annotations: [barrier(text)], pod }),
})

const withoutMigration = { 'templates/migrate.yaml': '' }

/** The Deployment's template with a barrier on the workload itself. */
const guarded = (text: string) => (template: string) =>
  template.replace('name: web\n', `name: web\n  annotations: {${barrier(text)}}\n`)

/** Everything that the release deploys, by what it says. */
async function snapshot(cluster: Cluster): Promise<object[]> {
  const { items } = await cluster.get<{ items: Live[] }>(
    'deployments,configmaps',
    '-l',
    'applyset.kubernetes.io/part-of',
  )
  return items.map(content)
}

async function deploys(shop: Shop, ...states: readonly Parameters<Shop['change']>[0][]): Promise<void> {
  for (const state of states) {
    await shop.change(state)
    const { exitCode, stderr } = await shop.kdeploy('apply')
    expect(exitCode, stderr).toBe(0)
  }
}

const statuses = (stdout: string) =>
  stdout.match(/^\d+ +(?:succeeded|failed)(?:, [a-z ]+?(?= {2}))*/gm)?.map((line) => line.replace(/ +/g, ' '))

describe('an undo barrier', () => {
  test('of a hook holds an undo, with the reason and what to do, until --cross-barrier', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await deploys(shop, { tag: '1' })
    const first = await snapshot(cluster)
    await deploys(shop, { tag: '2', files: migrating('schema 42') })
    await deploys(shop, { tag: '3', files: withoutMigration })
    const third = await snapshot(cluster)

    const back = await shop.kdeploy('undo', '--to-revision', '1')
    const dry = await shop.kdeploy('undo', '--to-revision', '1', '--dry-run')
    const listed = await shop.kdeploy('history')
    const untouched = await snapshot(cluster)

    expect(back.stderr).toContain(
      `error: an undo to revision 1 would cross the undo barrier "schema 42" (Job ${cluster.namespace}/migrate, revision 2)\n`,
    )
    expect(back.stderr).toMatch(/\n +1 +succeeded, beyond barrier [^\n]+\n +2 +succeeded {2}/)
    expect(back.stderr).toMatch(
      /\nhint: to go forward instead, fix the cause and apply again; an undo goes no further back than revision 2 \(--to-revision 2\); --cross-barrier restores revision 1 nevertheless\n/,
    )
    expect([back.exitCode, dry.exitCode]).toEqual([2, 2])
    expect(dry.stderr).toContain('would cross the undo barrier "schema 42"')
    expect(untouched).toEqual(third)
    expect(statuses(listed.stdout)).toEqual(['1 succeeded, beyond barrier', '2 succeeded', '3 succeeded'])
    expect(listed.stderr).toContain(
      `\nundo barrier: "schema 42" (Job ${cluster.namespace}/migrate, revision 2); no undo goes back beyond it without --cross-barrier\n`,
    )

    // To the revision that brought it is no crossing; from there without a number it is.
    expect((await shop.kdeploy('undo')).exitCode).toBe(0)
    const further = await shop.kdeploy('undo', '-o', 'json')
    expect(further.exitCode).toBe(2)
    expect(further.stdout).toMatch(/"type":"error"[^\n]*"code":"undo-barrier"[^\n]*"nothingWritten":true/)

    const crossed = await shop.kdeploy('undo', '--cross-barrier')
    expect(crossed.stderr).toContain('warning: crossing the undo barrier "schema 42"')
    expect(crossed.exitCode).toBe(0)
    expect(await snapshot(cluster)).toEqual(first)

    // What has the barrier already is brought back freely.
    expect((await shop.kdeploy('undo', '--to-revision', '3')).exitCode).toBe(0)
    expect(await snapshot(cluster)).toEqual(third)
    expect((await shop.kdeploy('undo', '--to-revision', '5')).exitCode).toBe(2)
  })

  test('is a new one where its text changes, and stands beside others', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await deploys(shop, { tag: '1' }, { tag: '1', web: guarded('cache v2') })
    await deploys(shop, { tag: '2', web: guarded('cache v2') }, { tag: '2', web: guarded('cache v3') })

    const changed = await shop.kdeploy('undo')
    const both = await shop.kdeploy('undo', '--to-revision', '1')
    const { stdout } = await shop.kdeploy('history', '-o', 'json')

    expect(changed.stderr).toContain(
      `an undo to revision 3 would cross the undo barrier "cache v3" (Deployment ${cluster.namespace}/web, revision 4)`,
    )
    expect(both.stderr).toMatch(
      /would cross the undo barriers "cache v2" \(Deployment \S+\/web, revision 2\), "cache v3" \(Deployment \S+\/web, revision 4\)/,
    )
    expect([changed.exitCode, both.exitCode]).toEqual([2, 2])
    const history = JSON.parse(stdout)
    expect(history.barriers).toMatchObject([
      { text: 'cache v2', object: { kind: 'Deployment', name: 'web' }, revision: 2 },
      { text: 'cache v3', object: { kind: 'Deployment', name: 'web' }, revision: 4 },
    ])
    expect(history.revisions.map((one: { beyondBarrier?: true }) => one.beyondBarrier)).toEqual([
      ...[true, true, true, undefined],
    ])

    // A workload is held by every barrier of its release, as its pods may need what came with it.
    const workload = await shop.kdeploy('undo', 'deployment/web')
    expect(workload.stderr).toContain(
      `an undo of Deployment ${cluster.namespace}/web to its rollout revision 1 would cross the undo barrier "cache v3" (Deployment ${cluster.namespace}/web, revision 4): its pod template is older`,
    )
    expect(workload.exitCode).toBe(2)
    const nevertheless = await shop.kdeploy('undo', 'deployment/web', '--cross-barrier')
    expect(nevertheless.stderr).toContain('warning: crossing the undo barrier "cache v3"')
    expect(nevertheless.exitCode).toBe(0)
    // A template that a revision on this side had is free; one that no revision is known to have had isn't.
    const forward = await shop.kdeploy('undo', 'deployment/web')
    await cluster.kubectl(['set', 'image', 'deployment/web', 'app=registry.example.com/shop:hotfix'])
    await cluster.kubectl(['rollout', 'status', 'deployment/web'])
    await cluster.kubectl(['set', 'image', 'deployment/web', 'app=registry.example.com/shop:2'])
    await cluster.kubectl(['rollout', 'status', 'deployment/web'])
    const hotfix = await shop.kdeploy('undo', 'deployment/web')
    expect([forward.exitCode, forward.stderr]).toEqual([0, expect.stringMatching(/shop:1 -> \S+shop:2/)])
    expect(hotfix.stderr).toContain('revision 4): no revision since is known to have had its pod template\n')
    expect(hotfix.exitCode).toBe(2)
  })

  test('stands when its revision is not kept any more', async ({ cluster }) => {
    const shop = await createShop(cluster, { web: () => '' })
    await deploys(shop, { web: () => '', greeting: 'first' })
    await deploys(shop, { web: () => '', greeting: 'second', files: migrating('schema 42') })
    await deploys(shop, { web: () => '', greeting: 'third', files: withoutMigration })
    const secret = await cluster.get<{ items: Live[] }>('secrets', '-l', 'kdeploy.dev/revision=2')
    await cluster.kubectl(['delete', 'secret', secret.items[0]?.metadata.name ?? ''])

    const { exitCode, stderr } = await shop.kdeploy('undo')

    expect(stderr).toContain(`would cross the undo barrier "schema 42" (Job ${cluster.namespace}/migrate, revision 2)`)
    expect(exitCode).toBe(2)
  })

  test('is in force where a run was killed, however far it got', async ({ cluster }) => {
    const shop = await createShop(cluster, { web: () => '' })
    await deploys(shop, { web: () => '', greeting: 'first' })
    await shop.change({ web: () => '', greeting: 'second', files: migrating('schema 42') })
    const holds = ({ method, url }: ProxiedRequest) =>
      method === 'PATCH' && url.includes('/jobs/') && !url.includes('dryRun')

    const killed = await interruptHeld(cluster, shop.folder, ['apply'], { holds, signal: 'SIGKILL' })
    await cluster.kubectl(['delete', 'leases', '--all'])
    const pending = await shop.kdeploy('undo')
    // Without its hook it stays in force: its run was recorded as failed, and could have got further.
    const applied = await shop.kdeploy('apply', '--no-hooks')
    const undo = await shop.kdeploy('undo')

    expect(killed.exitCode).toBe(137)
    expect(pending.stderr).toContain('would cross the undo barrier "schema 42"')
    expect(undo.stderr).toContain(`"schema 42" (Job ${cluster.namespace}/migrate, revision 2)`)
    expect([pending.exitCode, applied.exitCode, undo.exitCode]).toEqual([2, 0, 2])
  })

  const ofWeb = ({ method, url }: ProxiedRequest) =>
    method === 'PATCH' && url.includes('/deployments/web') && !url.includes('dryRun')
  const outcomes = [
    ['is in force where whether its object was written is unknown', { lose: 'answer' }, 2],
    ['is none where its object surely was not written', { code: 403, reason: 'Forbidden', message: 'no' }, 0],
  ] as const
  test.for(outcomes)('%s', async ([, fault, exitCode], { cluster }) => {
    const shop = await createShop(cluster)
    await deploys(shop, { tag: '1' })
    await shop.change({ tag: '2', greeting: 'goodbye', web: guarded('cache v2') })
    const proxy = await startApiProxy(cluster, (request) => (ofWeb(request) ? fault : undefined))
    const env = { KUBECONFIG: proxy.kubeconfig }
    const failed = await cluster.kdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder, env })
    await proxy.close()

    const undo = await shop.kdeploy('undo', '--dry-run')

    expect(failed.exitCode, failed.stderr).toBe(3)
    expect(undo.exitCode, undo.stderr).toBe(exitCode)
  })

  test('has its text, which nothing may mask', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: migrating(' ') })
    const empty = await shop.kdeploy('apply')
    await cluster.kubectl(['create', 'secret', 'generic', 'db', '--from-literal=schema=forty-two-secret'])
    const sensitive = {
      ...migrating('{{ db.schema }}'),
      'profiles/prod.yaml': 'variablesFrom:\n- {secret: db, as: db}\n',
    }
    await shop.change({ files: sensitive })
    const secret = await shop.kdeploy('apply')

    expect(empty.stderr).toMatch(
      /templates\/migrate.yaml:\d+:\d+: the annotation kdeploy.dev\/undo-barrier of Job \S+ is empty/,
    )
    expect(secret.stderr).toContain('holds a sensitive value, and its text is shown by undo and history')
    expect(secret.stderr).not.toContain('forty-two')
    expect([empty.exitCode, secret.exitCode]).toEqual([2, 2])
  })
})

describe('apply --undo-on-failure at an undo barrier', () => {
  test('leaves what was written once the hook was started, says why, and exits 5', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await deploys(shop, { tag: '1' })
    await shop.change({ tag: '2', stage: 'image-pull-backoff', files: migrating('schema 42') })

    const { exitCode, stdout, stderr } = await shop.kdeploy('apply', '--undo-on-failure', '-o', 'json')
    const undo = await shop.kdeploy('undo')

    const reason = `revision 1, the last good one, lies beyond the undo barrier "schema 42" (Job ${cluster.namespace}/migrate, revision 2); to go forward instead, fix the cause and apply again (kdeploy undo --to-revision 1 --cross-barrier restores it nevertheless)`
    expect(exitCode, stderr).toBe(5)
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      exitCode: 5,
      revision: 2,
      restoration: { outcome: 'nothing', reason, barriers: [{ text: 'schema 42', revision: 2 }] },
    })
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 failed apply'])
    expect(JSON.stringify(await live(cluster, 'deployment/web'))).toContain('registry.example.com/shop:2')
    expect([undo.exitCode, undo.stderr]).toEqual([2, expect.stringContaining('"schema 42"')])
    // Forward: the next version finds the barrier in force, and adds none.
    await deploys(shop, { tag: '3', files: migrating('schema 42') })
    expect((await shop.kdeploy('history')).stderr).toContain('"schema 42" (Job')
  })

  test('restores where the hook with the barrier would have run after what failed', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await deploys(shop, { tag: '1' })
    const first = await snapshot(cluster)
    const contracting = hookJob({ when: 'after-apply', annotations: [barrier('column dropped')] })
    await shop.change({ tag: '2', stage: 'image-pull-backoff', files: { 'templates/contract.yaml': contracting } })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--undo-on-failure')

    expect(exitCode, stderr).toBe(6)
    expect(await snapshot(cluster)).toEqual(first)
  })

  test('undoes freely what failed before the barrier was in force', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await deploys(shop, { tag: '1' })
    const first = await snapshot(cluster)
    const failing = hookJob({
      name: 'check',
      pod: 'test.kdeploy.dev/stage: job-fails',
      annotations: ['kdeploy.dev/wave: "-1"'],
    })
    await shop.change({ tag: '2', files: { 'templates/check.yaml': failing, ...migrating('schema 42') } })

    const failed = await shop.kdeploy('apply', '--undo-on-failure')
    const listed = await shop.kdeploy('history')
    await shop.change({ tag: '2', files: { 'templates/check.yaml': '', ...migrating('schema 42') } })
    const skipped = await shop.kdeploy('apply', '--no-hooks')
    const undo = await shop.kdeploy('undo')

    expect(failed.exitCode).toBe(5)
    expect(failed.stderr).not.toContain('barrier')
    expect(listed.stderr).not.toContain('barrier')
    expect([skipped.exitCode, undo.exitCode, undo.stderr]).toEqual([
      0,
      0,
      expect.stringContaining('restored revision 1'),
    ])
    expect(await snapshot(cluster)).toEqual(first)
  })
})

import { setTimeout } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { ciOutput, revisionsOf } from '../../support/output/ci-output.ts'
import { createShop } from '../../support/projects/shop.ts'

const ci = {
  CI_JOB_URL: 'https://gitlab.example.com/shop/-/jobs/7',
  GITLAB_USER_LOGIN: 'alice',
}

const image = (cluster: Cluster) =>
  cluster.kubectl(['get', 'deployment/web', '-o', 'jsonpath={.spec.template.spec.containers[0].image}'])
const leases = (cluster: Cluster) => cluster.kubectl(['get', 'leases', '-o', 'name'])

/** What differs from run to run in what is told of a holder. */
const holderMade = (text: string) =>
  text
    .replace(/@\S+, /g, '@HOST, ')
    .replace(/\([0-9a-f]{6}\)/g, '(ID)')
    .replace(/\d{4}-\d\d-\d\dT[\d:]{8}Z/g, 'TIME')
    .replace(/up to \d+ s/, 'up to SECONDS s')

/** A shop whose apply of a second revision runs for `seconds` more, and has written all it has to. */
async function applying(cluster: Cluster, seconds: number) {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  await shop.change({ tag: '2' })
  const args = ['apply', '--profile', 'prod_shop', '--stable-for', `${seconds}s`]
  const running = cluster.startKdeploy(args, { cwd: shop.folder, env: ci })
  await cluster.waitFor('its writes', async () => running.output().includes('changed  Deployment'))
  return { shop, running }
}

describe('a second apply of a release', () => {
  test('exits 4 at once and names who holds the lock, since when, and its job', async ({ cluster }) => {
    const { shop, running } = await applying(cluster, 12)
    await shop.change({ tag: '3' })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    await expect(holderMade(ciOutput(stderr, cluster))).toMatchFileSnapshot('../../golden/apply/lock-held.txt')
    expect(exitCode).toBe(4)
    expect((await running.result).exitCode).toBe(0)
    expect(await image(cluster)).toBe('registry.example.com/shop:2')
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 succeeded apply'])
    expect(await leases(cluster)).toBe('')
  })

  test('waits with --lock-timeout, and plans from what the first one left', async ({ cluster }) => {
    const { shop, running } = await applying(cluster, 12)
    await shop.change({ tag: '3' })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--lock-timeout', '1m')

    expect((await running.result).exitCode).toBe(0)
    await expect(holderMade(ciOutput(stderr, cluster))).toMatchFileSnapshot('../../golden/apply/lock-waited.txt')
    expect(exitCode).toBe(0)
    expect(await image(cluster)).toBe('registry.example.com/shop:3')
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 succeeded apply', '3 succeeded apply'])
  })

  test('is interrupted while it waits, with nothing written', async ({ cluster }) => {
    const { shop, running } = await applying(cluster, 12)
    await shop.change({ tag: '3' })
    const args = ['apply', '--profile', 'prod_shop', '--lock-timeout', '1m']
    const second = cluster.startKdeploy(args, { cwd: shop.folder })
    await cluster.waitFor('it to wait', async () => second.output().includes('waiting up to'))

    second.child.kill('SIGINT')

    const { exitCode, stderr } = await second.result
    expect(stderr).toContain('interrupted by SIGINT; nothing was written')
    expect(exitCode).toBe(130)
    expect((await running.result).exitCode).toBe(0)
    expect(await image(cluster)).toBe('registry.example.com/shop:2')
  })
})

test('four applies at once, each of another image, end one after the other', async ({ cluster }) => {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  const tags = ['2', '3', '4', '5']
  const args = (tag: string) => [
    'apply',
    '--profile',
    'prod_shop',
    '--lock-timeout',
    '2m',
    '--set-string',
    `tag=${tag}`,
  ]

  const results = await Promise.all(tags.map((tag) => cluster.kdeploy(args(tag), { cwd: shop.folder })))

  expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0])
  expect(await revisionsOf(cluster)).toEqual([1, 2, 3, 4, 5].map((number) => `${number} succeeded apply`))
  const recorded = await shop.kdeploy('history')
  expect(recorded.exitCode).toBe(0)
  const order = results.map(({ stderr }) => Number(/revision (\d+)/.exec(stderr)?.[1]))
  expect(await image(cluster)).toBe(`registry.example.com/shop:${tags[order.indexOf(5)]}`)
  expect(await leases(cluster)).toBe('')
})

test('the lock of a killed apply expires by itself, and its revision is recorded as failed', async ({ cluster }) => {
  const { shop, running } = await applying(cluster, 60)
  running.child.kill('SIGKILL')
  await running.result
  const shorter = '{"spec":{"leaseDurationSeconds":2,"renewTime":"2026-01-01T00:00:00.000000Z"}}'
  const [lease = ''] = (await leases(cluster)).split('\n')
  await cluster.kubectl(['patch', lease, '--type=merge', '-p', shorter])
  await shop.change({ tag: '3' })
  // By the server's clock, which its answers tell in whole seconds, the patch is a sign of life too.
  await setTimeout(4000)

  const { exitCode, stderr } = await shop.kdeploy('apply')

  await expect(holderMade(ciOutput(stderr, cluster))).toMatchFileSnapshot('../../golden/apply/lock-expires.txt')
  expect(exitCode).toBe(0)
  expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 failed apply', '3 succeeded apply'])
  expect(await leases(cluster)).toBe('')
})

test('an apply whose lock is stolen writes nothing any more', async ({ cluster }) => {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  await shop.change({ tag: '2', stage: 'never-ready' })
  const args = ['apply', '--profile', 'prod_shop', '--timeout', '4s', '--undo-on-failure']
  const running = cluster.startKdeploy(args, { cwd: shop.folder })
  await cluster.waitFor('its writes', async () => running.output().includes('changed  Deployment'))
  const [lease = ''] = (await leases(cluster)).split('\n')
  await cluster.kubectl(['patch', lease, '--type=merge', '-p', '{"spec":{"holderIdentity":"bob@laptop"}}'])

  const { exitCode, stderr } = await running.result

  expect(stderr).toMatch(/error: the lock was lost: [\s\S]*rerun the command/)
  expect(exitCode).toBe(4)
  expect(await image(cluster)).toBe('registry.example.com/shop:2')
  expect((await revisionsOf(cluster)).length).toBe(2)
  expect(await cluster.kubectl(['get', lease, '-o', 'jsonpath={.spec.holderIdentity}'])).toBe('bob@laptop')
})

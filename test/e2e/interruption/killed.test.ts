import { randomInt } from 'node:crypto'
import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import type { RunningProgram } from '../../support/program.ts'
import { createShop } from '../../support/projects/shop.ts'

const points = 10
const configMaps = 6

/** As many ConfigMaps beside the shop's own objects, each of which every apply changes. */
const more = Object.fromEntries(
  Array.from({ length: configMaps }, (_, index) => [
    `templates/more-${index}.yaml`,
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more-${index}}\ndata: {tag: "{{ tag }}"}\n`,
  ]),
)

/** The tag of every object of the shop that has one. */
async function tags(cluster: Cluster): Promise<string[]> {
  const maps = await cluster.kubectl(['get', 'configmaps', '-o', 'jsonpath={.items[*].data.tag}'])
  const path = 'jsonpath={.items[*].spec.template.spec.containers[0].image}'
  const image = await cluster.kubectl(['get', 'deployments', '-o', path])
  return [...maps.split(' '), image.replace('registry.example.com/shop:', '')]
}

const leases = (cluster: Cluster) => cluster.kubectl(['get', 'leases', '-o', 'name']).then((names) => names.trim())

/** The Lease of a run that was killed is to expire after a second rather than after thirty. */
async function hurry(cluster: Cluster): Promise<void> {
  const lease = await leases(cluster)
  if (lease === '') return
  await cluster.kubectl(['patch', lease, '--type=merge', '-p', '{"spec":{"leaseDurationSeconds":1}}'])
}

/** Applies through a proxy that sends the signal when the request of that number (from 1) comes. */
async function applyKilled(cluster: Cluster, folder: string, signal: NodeJS.Signals, at: number) {
  let running: RunningProgram | undefined
  let seen = 0
  const proxy = await startApiProxy(cluster, () => {
    seen += 1
    if (seen === at) running?.child.kill(signal)
    return undefined
  })
  const args = ['apply', '--profile', 'prod_shop']
  running = cluster.startKdeploy(args, { cwd: folder, env: { KUBECONFIG: proxy.kubeconfig } })
  const result = await running.result
  await proxy.close()
  return { ...result, requests: proxy.requests.length }
}

describe.each([
  { signal: 'SIGTERM', exitCode: 143 },
  { signal: 'SIGKILL', exitCode: 137 },
] as const)('an apply that gets $signal', ({ signal, exitCode }) => {
  test(`at any of ${points} random requests converges when it is run again`, { timeout: 300_000 }, async ({
    cluster,
  }) => {
    const shop = await createShop(cluster, { files: more })
    const whole = await applyKilled(cluster, shop.folder, signal, Number.POSITIVE_INFINITY)
    expect(whole.exitCode).toBe(0)

    for (let point = 0; point < points; point += 1) {
      // One in each tenth of the run, so that every phase of it is met.
      const at = 1 + Math.floor(((point + randomInt(1000) / 1000) * whole.requests) / points)
      const tag = String(point + 2)
      const what = `${signal} at request ${at}`
      await shop.change({ tag, files: more })

      const killed = await applyKilled(cluster, shop.folder, signal, at)

      // Where it comes when all is done, or the run makes fewer requests than the first one, it may end as if nothing happened.
      expect([exitCode, 0], `${what}: ${killed.stderr}`).toContain(killed.exitCode)
      if (signal === 'SIGTERM') {
        if (killed.exitCode !== 0)
          expect(killed.stderr, what).toMatch(
            /interrupted by SIGTERM(; nothing was written|(; .*)?\nrerun the command)/,
          )
        expect(await leases(cluster), what).toBe('')
        expect((await revisionsOf(cluster)).join(), what).not.toContain('pending')
      } else await hurry(cluster)

      const left = (await revisionsOf(cluster)).find((revision) => revision.includes('pending'))
      const again = await shop.kdeploy('apply', '--lock-timeout', '20s')

      expect(again.exitCode, `${what}: ${killed.stderr}${again.stderr}`).toBe(0)
      const told =
        /^warning: (revision \d+) \(apply, started .* never finished: its run was killed or interrupted/m.exec(
          again.stderr,
        )
      expect(told?.[1], what).toBe(left === undefined ? undefined : `revision ${left.split(' ')[0]}`)
      expect(new Set(await tags(cluster)), what).toEqual(new Set([tag]))
      expect(await leases(cluster), what).toBe('')
      expect((await revisionsOf(cluster)).join(), what).not.toContain('pending')
      expect((await revisionsOf(cluster)).at(-1), what).toContain('succeeded')
    }
  })
})

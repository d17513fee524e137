import { isDeepStrictEqual } from 'node:util'
import { describe, expect } from 'vitest'
import { type ProxiedRequest, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { expireLeases } from '../../support/cluster/leases.ts'
import { type Recorded, recordedRevisions } from '../../support/history/recorded-runs.ts'
import type { RunningProgram } from '../../support/program.ts'
import { type ConfigService, configFleetFiles, configs } from '../../support/projects/config-fleet.ts'

/** Made by every second run, and pruned by the next. */
const extra = `{% if tag|int(1) is even %}
apiVersion: v1
kind: ConfigMap
metadata: {name: db-extra}
data: {tag: "{{ tag }}"}
{% endif %}
`

const services: Readonly<Record<string, ConfigService>> = {
  prod_bus: {},
  prod_db: { templates: { extra } },
  prod_app: { needs: ['prod_bus', 'prod_db'] },
  prod_ui: { needs: ['prod_app'] },
}
const maps = 3
const rounds = 7

/** Whole numbers below a bound, the same in each run of the tests (mulberry32). */
function randomsOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (((mixed ^ (mixed >>> 14)) >>> 0) % 1_000_003) % below
  }
}

function writes({ method, url }: ProxiedRequest): boolean {
  return method !== 'GET' && !url.includes('dryRun') && !url.includes('subjectaccessreview')
}

/** What a test does with a fleet, and what it knows of it without asking kdeploy. */
async function fleet(cluster: Cluster) {
  const { folder } = await cluster.createProject({ files: configFleetFiles(cluster.namespace, services, maps) })
  const kdeploy = (...args: readonly string[]) => cluster.kdeploy(args, { cwd: folder })
  return {
    folder,
    kdeploy,
    async fine(...args: readonly string[]) {
      const { exitCode, stderr } = await kdeploy(...args)
      expect(exitCode, stderr).toBe(0)
      return stderr
    },
    /** Runs a command that is killed when its write of that number (from 1) comes. Returns how many writes came. */
    async killed(
      at: number,
      ...args: readonly string[]
    ): Promise<{ readonly writes: number; readonly stderr: string }> {
      let running: RunningProgram | undefined
      let seen = 0
      const proxy = await startApiProxy(cluster, (request) => {
        if (writes(request)) seen += 1
        if (seen === at) running?.child.kill('SIGKILL')
        return undefined
      })
      running = cluster.startKdeploy(args, { cwd: folder, env: { KUBECONFIG: proxy.kubeconfig } })
      const { stderr } = await running.result
      await proxy.close()
      await expireLeases(cluster)
      return { writes: seen, stderr }
    },
  }
}

type Histories = ReadonlyMap<string, readonly Recorded[]>

/** By profile, the newest revisions that are of a run. */
function leftBy(run: string, histories: Histories): Map<string, Recorded> {
  const newest = [...histories].flatMap(([profile, all]) => {
    const last = all.at(-1)
    return last?.run === run ? [[profile, last] as const] : []
  })
  return new Map(newest)
}

/** The run that recorded a revision last. */
async function newestRun(cluster: Cluster): Promise<string | undefined> {
  const all = [...(await recordedRevisions(cluster)).values()].flat()
  return all
    .map(({ run }) => run)
    .sort()
    .at(-1)
}

/** What each release has on the cluster, by its name and the project's names of objects. */
async function dataOf(cluster: Cluster, profile: string): Promise<Record<string, unknown>> {
  const prefix = `${profile.replace('prod_', '')}-`
  return Object.fromEntries(Object.entries(await configs(cluster)).filter(([name]) => name.startsWith(prefix)))
}

type Configs = Readonly<Record<string, unknown>>

/** What a run with this tag deploys, by profile. */
function deployedBy(tag: number): ReadonlyMap<string, Configs> {
  return new Map(
    Object.keys(services).map((profile) => {
      const name = profile.replace('prod_', '')
      const names = Array.from({ length: maps }, (_, index) => `${name}-${index}`)
      const all = name === 'db' && tag % 2 === 0 ? [...names, 'db-extra'] : names
      return [profile, Object.fromEntries(all.map((one) => [one, { tag: String(tag) }]))]
    }),
  )
}

/** Each object is as before the run that was killed, or as that leaves it; and a release was begun only when what it needs was done. */
async function expectBetween(cluster: Cluster, before: Configs, tag: number, what: string): Promise<void> {
  const now: Configs = await configs(cluster)
  const after = deployedBy(tag)
  const isDone = (profile: string) =>
    Object.entries(after.get(profile) ?? {}).every(([name, data]) => isDeepStrictEqual(now[name], data))
  for (const [profile, { needs = [] }] of Object.entries(services)) {
    const own = after.get(profile) ?? {}
    const prefix = `${profile.replace('prod_', '')}-`
    const names = [...Object.keys(now), ...Object.keys(before), ...Object.keys(own)]
    for (const name of names.filter((one) => one.startsWith(prefix))) {
      expect([before[name], own[name]], `${what}: ${name}`).toContainEqual(now[name])
      const isWritten = !isDeepStrictEqual(now[name], before[name])
      if (isWritten)
        expect(
          needs.filter((need) => !isDone(need)),
          `${what}: ${name} before what it needs`,
        ).toEqual([])
    }
  }
}

/** What history says is what there is. */
async function expectAsRecorded(cluster: Cluster, what: string): Promise<void> {
  for (const [profile, all] of await recordedRevisions(cluster)) {
    expect(all.at(-1)?.status, `${what}: ${profile}`).toBe('succeeded')
    expect(await dataOf(cluster, profile), `${what}: ${profile}`).toEqual(all.at(-1)?.data)
  }
}

/** The lines that tell what stands half-way, by run: its releases, and those of them that were cut off. */
function toldIn(stderr: string): Map<string, { readonly left: readonly string[]; readonly cutOff: readonly string[] }> {
  const line =
    /^warning: run (\S+) by .*, didn't end: \d+ of its 4 releases (?:is as it left it|are as it left them) \(([^)]*)\)(?:, \d+ of them cut off \(([^)]*)\))?; kdeploy undo --run \S+ brings (?:it|them) back$/gm
  return new Map(
    [...stderr.matchAll(line)].map(([, run = '', left = '', cutOff = '']) => [
      run,
      {
        left: left.split(', ').sort(),
        cutOff: cutOff
          .split(', ')
          .filter((one) => one !== '')
          .sort(),
      },
    ]),
  )
}

describe('a set that is killed', () => {
  test(`at any of ${rounds} random writes is told half-way, brought back or finished`, { timeout: 240_000 }, async ({
    cluster,
  }) => {
    const random = randomsOf(20_261_130)
    const shop = await fleet(cluster)
    await shop.fine('apply', '-p', 'prod_*')
    const whole = (await shop.killed(Number.POSITIVE_INFINITY, 'apply', '-p', 'prod_*', '--set', 'tag=whole')).writes

    for (let round = 0; round < rounds; round += 1) {
      // One in each part of the run, so that every phase of it is met.
      const at = 1 + Math.floor(((round + random(1000) / 1000) * whole) / rounds)
      const what = `killed at write ${at} of ${whole}`
      const before = await configs(cluster)
      const known = new Set([...(await recordedRevisions(cluster)).values()].flat().map(({ run }) => run))
      await shop.killed(at, 'apply', '-p', 'prod_*', '--set', `tag=${round}`)
      await expectBetween(cluster, before, round, what)

      const histories = await recordedRevisions(cluster)
      const run = [...histories.values()].flat().find((one) => !known.has(one.run))?.run
      const left = leftBy(run ?? '', histories)
      const isEnded = [...left.values()].some(({ ended }) => ended !== undefined)
      const cutOff = [...left].filter(([, { status }]) => status === 'pending').map(([profile]) => profile)
      const told = toldIn((await shop.kdeploy('undo', '-p', 'prod_*', '--dry-run')).stderr)
      const expected =
        isEnded || left.size === 0 ? [] : [[run, { left: [...left.keys()].sort(), cutOff: cutOff.sort() }]]
      expect([...told], what).toEqual(expected)

      if (run !== undefined && random(2) === 0) {
        const again = random(2) === 0 ? 1 + random(2 + 6 * left.size) : undefined
        if (again !== undefined) {
          await shop.killed(again, 'undo', '--run', run, '--yes', '--lock-timeout', '20s')
          await expectBetween(cluster, before, round, `${what}, its undo at ${again}`)
        }
        const undone = await shop.kdeploy('undo', '--run', run, '--yes', '--lock-timeout', '20s')
        // The one that was killed may have done it all.
        if (undone.exitCode !== 0) expect(undone.stderr, what).toContain(`error: no release is as run ${run} left it`)
        const how = `${what}, undone${again === undefined ? '' : `, which was killed at ${again}`}`
        expect(await configs(cluster), `${how}: ${undone.stderr}`).toEqual(before)
      } else {
        await shop.fine('apply', '-p', 'prod_*', '--set', `tag=${round}`, '--lock-timeout', '20s')
        expect(await configs(cluster), what).toEqual(Object.assign({}, ...deployedBy(round).values()))
      }

      await expectAsRecorded(cluster, what)
      expect(toldIn((await shop.kdeploy('undo', '-p', 'prod_*', '--dry-run')).stderr).size, what).toBe(0)
    }

    // What was killed before it recorded anything left nothing else.
    await shop.fine('apply', '-p', 'prod_*', '--set', 'tag=end', '--lock-timeout', '20s')
    expect(await cluster.kubectl(['get', 'leases', '-o', 'name'])).toBe('')
  })
})

test('a set that was killed is told by a run of one of its releases, and costs no request where there is none', {
  timeout: 60_000,
}, async ({ cluster }) => {
  const shop = await fleet(cluster)
  await shop.fine('apply', '-p', 'prod_*')
  const { writes: whole } = await shop.killed(Number.POSITIVE_INFINITY, 'apply', '-p', 'prod_*', '--set', 'tag=2')
  const leases: string[] = []
  const proxy = await startApiProxy(cluster, ({ method, url }) => {
    if (method === 'GET' && url.includes('kdeploy-run-')) leases.push(url)
    return undefined
  })
  const env = { KUBECONFIG: proxy.kubeconfig }
  const { folder } = shop
  const before = await cluster.kdeploy(['apply', '-p', 'prod_bus', '--set', 'tag=2'], { cwd: folder, env })
  await proxy.close()
  expect(before.exitCode, before.stderr).toBe(0)
  expect([toldIn(before.stderr).size, leases]).toEqual([0, []])

  await shop.killed(Math.floor(whole / 2), 'apply', '-p', 'prod_*', '--set', 'tag=3')
  const left = [...leftBy((await newestRun(cluster)) ?? '', await recordedRevisions(cluster)).keys()]
  const [one = ''] = left
  const deleting = await shop.kdeploy('delete', '-p', one)
  const undoing = await shop.fine('undo', '-p', one, '--lock-timeout', '20s')
  const after = await shop.fine('apply', '-p', one)

  for (const stderr of [deleting.stderr, undoing])
    expect([...toldIn(stderr).values()].map((told) => told.left)).toEqual([[one]])
  // It is another run that wrote last now.
  expect(toldIn(after).size).toBe(0)
})

test('a set that was killed is finished by the same command at once, and told no more', { timeout: 60_000 }, async ({
  cluster,
}) => {
  const files = configFleetFiles(cluster.namespace, services)
  const order = 'order:\n- {profiles: [prod_bus, prod_db], command: [sleep, "60"]}\n'
  const project = await cluster.createProject({ files: { ...files, 'kdeploy.yaml': files['kdeploy.yaml'] + order } })
  const running = cluster.startKdeploy(['apply', '-p', 'prod_*'], { cwd: project.folder })
  await cluster.waitFor('the command of the step', async () => running.output().includes('running sleep'))
  running.child.kill('SIGKILL')
  await running.result
  await project.write(files)

  // Its heartbeat is a few seconds old.
  const again = await cluster.kdeploy(['apply', '-p', 'prod_*'], { cwd: project.folder })
  await expireLeases(cluster)
  const later = await cluster.kdeploy(['undo', '-p', 'prod_*', '--dry-run'], { cwd: project.folder })

  expect(again.exitCode, again.stderr).toBe(0)
  expect(again.stderr).toMatch(/^warning: run \S+ by .* is on its way, or was killed less than a minute ago: /m)
  expect(again.stderr).toMatch(/^prod_bus +unchanged/m)
  expect(toldIn(later.stderr).size, later.stderr).toBe(0)
})

describe('a set that is on its way', () => {
  test('is told as such, is not undone before it ends, and counts as ended once a signal ended it', {
    timeout: 60_000,
  }, async ({ cluster }) => {
    const files = configFleetFiles(cluster.namespace, services)
    const order = 'order:\n- {profiles: [prod_bus], command: [sleep, "60"]}\n'
    const { folder } = await cluster.createProject({
      files: { ...files, 'kdeploy.yaml': files['kdeploy.yaml'] + order },
    })
    const kdeploy = (...args: readonly string[]) => cluster.kdeploy(args, { cwd: folder })
    const running = cluster.startKdeploy(['apply', '-p', 'prod_*'], { cwd: folder })
    await cluster.waitFor('the command of the step', async () => running.output().includes('running sleep'))

    const told = await kdeploy('delete', '-p', 'prod_*', '--dry-run')
    const refused = await kdeploy('undo', '--run', 'last', '--yes')
    running.child.kill('SIGTERM')
    await running.result
    const undone = await kdeploy('undo', '--run', 'last', '--yes')

    expect(told.stderr).toMatch(
      /^warning: run \S+ by .* is on its way, or was killed less than a minute ago: prod_bus$/m,
    )
    expect(refused.exitCode, refused.stderr).toBe(4)
    expect(refused.stderr).toMatch(/^error: run \S+ is on its way: it sends heartbeats$/m)
    expect(undone.exitCode, undone.stderr).toBe(0)
    expect(undone.stderr).not.toMatch(/didn't end|is on its way/)
    expect(await configs(cluster)).toEqual({})
  })
})

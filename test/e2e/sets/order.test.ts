import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import type { RunningProgram } from '../../support/program.ts'
import { fleetFiles, type Service } from '../../support/projects/fleet.ts'

/** A fleet of these services, and the commands on it. */
async function fleet(cluster: Cluster, services: Readonly<Record<string, Service>>, project = '') {
  const made = await cluster.createProject({ files: fleetFiles(cluster.namespace, services, project) })
  return {
    folder: made.folder,
    write: made.write,
    apply: (...args: readonly string[]) => cluster.kdeploy(['apply', '-p', 'prod_*', ...args], { cwd: made.folder }),
    start: (...args: readonly string[]) =>
      cluster.startKdeploy(['apply', '-p', 'prod_*', ...args], { cwd: made.folder }),
    deployed: async () => {
      const { items } = await cluster.get<{ items: { metadata: { name: string } }[] }>('deployments')
      return items.map(({ metadata }) => metadata.name).sort()
    },
  }
}

const three = { prod_bus: {}, prod_dagon: {}, prod_ui: {} }

describe('a canary', () => {
  test('is deployed first, and the rest once it stayed healthy', async ({ cluster }) => {
    const shop = await fleet(cluster, three)

    const began = Date.now()
    const { exitCode, stderr } = await shop.apply('--canary', 'prod_dagon', '--bake', '2s')

    expect(exitCode, stderr).toBe(0)
    expect(stderr).toContain('step 1 of 2: prod_dagon\n')
    expect(stderr).toContain('step 1: watching prod_dagon for 2 s')
    expect(stderr).toContain('step 2 of 2: prod_bus, prod_ui\n')
    expect(stderr.indexOf('healthy after')).toBeLessThan(stderr.indexOf('step 2 of 2'))
    expect(Date.now() - began).toBeGreaterThan(2000)
    expect(await shop.deployed()).toEqual(['bus', 'dagon', 'ui'])
  })

  test('that becomes unhealthy leaves the rest as it is, at once and with the cause', async ({ cluster }) => {
    const shop = await fleet(cluster, { ...three, prod_dagon: { stage: 'crash-after-ready' } })

    const began = Date.now()
    const { exitCode, stderr } = await shop.apply('--canary', 'prod_dagon', '--bake', '5m')

    expect(exitCode, stderr).toBe(5)
    expect(stderr).toMatch(/error: prod_dagon did not stay healthy: Deployment \S+\/dagon: /)
    expect(stderr).toContain('exited with code 1')
    expect(stderr).not.toContain('nothing was written')
    expect(stderr).toMatch(/prod_bus +skipped [ -]+\n {2}prod_dagon did not stay healthy/)
    expect(stderr).toContain("next: kdeploy undo -p 'prod_*' --run ")
    expect(Date.now() - began).toBeLessThan(60_000)
    expect(await shop.deployed()).toEqual(['dagon'])
  })

  test('that loses one of its pods to a crash is unhealthy, too', async ({ cluster }) => {
    const shop = await fleet(cluster, { ...three, prod_dagon: { replicas: 2 } })
    const running = shop.start('--canary', 'prod_dagon', '--bake', '5m')
    await cluster.waitFor('the bake', async () => running.output().includes('watching prod_dagon'))

    await crashOne(cluster)
    const { exitCode, stderr } = await running.result

    expect(exitCode, stderr).toBe(5)
    expect(stderr).toContain('was ready, but no longer is')
    expect(stderr).toContain('exceeded its memory limit')
    expect(await shop.deployed()).toEqual(['dagon'])
  })

  test('that has lost one before it was looked at first is so, too', async ({ cluster }) => {
    const shop = await fleet(cluster, { ...three, prod_dagon: { replicas: 2 } })
    let running: RunningProgram | undefined
    let crashing: Promise<void> | undefined
    const proxy = await startApiProxy(cluster, () => {
      if (!running?.output().includes('watching prod_dagon')) return undefined
      crashing ??= crashOne(cluster)
      return { until: crashing }
    })
    const args = ['apply', '-p', 'prod_*', '--canary', 'prod_dagon', '--bake', '5m']
    running = cluster.startKdeploy(args, { cwd: shop.folder, env: { KUBECONFIG: proxy.kubeconfig } })

    const { exitCode, stderr } = await running.result

    await proxy.close()
    expect(exitCode, stderr).toBe(5)
    expect(stderr).toContain('was ready, but no longer is')
    expect(await shop.deployed()).toEqual(['dagon'])
  })

  test('that failed its deploy is not baked', async ({ cluster }) => {
    const shop = await fleet(cluster, { ...three, prod_dagon: { stage: 'crash-loop' } })

    const { exitCode, stderr } = await shop.apply('--canary', 'prod_dagon', '--bake', '5m')

    expect(exitCode).toBe(5)
    expect(stderr).not.toContain('watching')
    expect(stderr).toMatch(/prod_ui +skipped/)
    expect(await shop.deployed()).toEqual(['dagon'])
  })

  test('is watched for what is left of its time when the command is run again', async ({ cluster }) => {
    const shop = await fleet(cluster, three)
    const running = shop.start('--canary', 'prod_dagon', '--bake', '10m')
    await cluster.waitFor('the bake', async () => running.output().includes('watching prod_dagon'))
    running.child.kill('SIGTERM')
    const killed = await running.result
    expect(killed.exitCode, killed.stderr).toBe(143)
    expect(await shop.deployed()).toEqual(['dagon'])

    const again = shop.start('--canary', 'prod_dagon', '--bake', '10m')
    await cluster.waitFor('the bake', async () => again.output().includes('watching prod_dagon'))
    await new Promise((resolve) => setTimeout(resolve, 1000))
    expect(again.child.exitCode).toBe(null)
    again.child.kill('SIGTERM')
    await again.result
    expect(await shop.deployed()).toEqual(['dagon'])

    const { exitCode, stderr } = await shop.apply('--canary', 'prod_dagon', '--bake', '1s')
    expect(exitCode, stderr).toBe(0)
    expect(stderr).toMatch(/step 1: healthy after 0\.\d s/)
    expect(await shop.deployed()).toEqual(['bus', 'dagon', 'ui'])
  })
})

describe('the steps of kdeploy.yaml', () => {
  const order = `order:
- profiles: [prod_dagon]
  command: [./smoke.sh, one two]
- batch: 1
`

  function writeSmoke(folder: string, script: string): void {
    const path = join(folder, 'smoke.sh')
    writeFileSync(path, `#!/bin/sh\n${script}\n`)
    chmodSync(path, 0o755)
  }

  test('run a command with what they deployed, and tell what it prints', async ({ cluster }) => {
    const shop = await fleet(cluster, three, order)
    writeSmoke(
      shop.folder,
      'echo "$KDEPLOY_RELEASES" > "$0.releases"; echo "$KDEPLOY_RUN" > "$0.run"; echo "checked $1"; echo warned >&2',
    )

    const { exitCode, stderr } = await shop.apply()

    expect(exitCode, stderr).toBe(0)
    expect(stderr).toContain("step 1: running ./smoke.sh 'one two'\n")
    expect(stderr).toContain('step 1 | checked one two\n')
    expect(stderr).toContain('step 1 | warned\n')
    expect(readFileSync(join(shop.folder, 'smoke.sh.releases'), 'utf8')).toBe('prod_dagon\n')
    expect(readFileSync(join(shop.folder, 'smoke.sh.run'), 'utf8')).toMatch(/^\d{8}T\d{6}-[0-9a-f]{4}\n$/)
    expect(await shop.deployed()).toEqual(['bus', 'dagon', 'ui'])
  })

  test('end with a command that fails', async ({ cluster }) => {
    const shop = await fleet(cluster, three, order)
    writeSmoke(shop.folder, 'echo broken; exit 3')

    const { exitCode, stderr } = await shop.apply()

    expect(exitCode, stderr).toBe(5)
    expect(stderr).toContain('step 1 | broken\n')
    expect(stderr).toContain(
      "error: kdeploy.yaml:4:3: the command of step 1 failed with exit code 3: ./smoke.sh 'one two'\n",
    )
    expect(stderr).toMatch(/prod_bus +skipped [ -]+\n {2}the command of step 1 failed with exit code 3/)
    expect(await shop.deployed()).toEqual(['dagon'])
  })

  test('end a command that takes too long, with what it started', async ({ cluster }) => {
    const shop = await fleet(cluster, three, order.replace('  command', '  timeout: 1s\n  command'))
    writeSmoke(shop.folder, 'sleep 100 & echo $! > "$0.pid"; wait')

    const { exitCode, stderr } = await shop.apply()

    expect(exitCode).toBe(5)
    expect(stderr).toContain('the command of step 1 took longer than 1 s and was stopped')
    const pid = Number(readFileSync(join(shop.folder, 'smoke.sh.pid'), 'utf8'))
    await cluster.waitFor('the end of the child', async () => !isAlive(pid))
  })

  test('end a command at a signal', async ({ cluster }) => {
    const shop = await fleet(cluster, three, order)
    writeSmoke(shop.folder, 'echo $$ > "$0.pid"; echo here; sleep 100')
    const running = shop.start()
    await cluster.waitFor('the command', async () => running.output().includes('| here'))
    running.child.kill('SIGINT')

    const { exitCode, stderr } = await running.result

    expect(exitCode, stderr).toBe(130)
    expect(isAlive(Number(readFileSync(join(shop.folder, 'smoke.sh.pid'), 'utf8')))).toBe(false)
    expect(await shop.deployed()).toEqual(['dagon'])
  })

  test('are refused before anything is written where a command may not be run, or nobody is there to ask', async ({
    cluster,
  }) => {
    const shop = await fleet(cluster, three, order)
    const forbidden = await shop.apply('--no-commands')
    expect(forbidden.exitCode).toBe(2)
    expect(forbidden.stderr).toContain('kdeploy.yaml:4:3: the step runs a command, which --no-commands')

    await shop.write(fleetFiles(cluster.namespace, three, 'order:\n- {profiles: [prod_dagon], ask: true}\n'))
    const unasked = await shop.apply()
    expect(unasked.exitCode, unasked.stderr).toBe(2)
    expect(unasked.stderr).toContain('kdeploy.yaml:4:3: the step asks before the next one')
    expect(await shop.deployed()).toEqual([])

    expect((await shop.apply('--yes')).exitCode).toBe(0)
    expect(await shop.deployed()).toEqual(['bus', 'dagon', 'ui'])
  })

  test('are refused where they name what does not exist', async ({ cluster }) => {
    const shop = await fleet(cluster, three, 'order:\n- {profiles: [prod_dagn]}\n')

    const { exitCode, stderr } = await shop.apply()

    expect(exitCode).toBe(2)
    expect(stderr).toContain(
      'error: kdeploy.yaml:4:15: no profile matches "prod_dagn" of `order`; did you mean prod_dagon?\n',
    )
    expect(await shop.deployed()).toEqual([])
  })
})

describe('batches', () => {
  test('have no more releases unready at a time than they hold', async ({ cluster }) => {
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `prod_${name}`)
    const services = Object.fromEntries(names.map((name) => [name, { readyAfter: '1s' }]))
    const shop = await fleet(cluster, { ...services, prod_a: { readyAfter: '1s', needs: ['prod_e'] } })

    const { exitCode, stderr } = await shop.apply('--batch', '2', '--releases-at-a-time', '9')

    expect(exitCode, stderr).toBe(0)
    const unready = new Set<string>()
    let most = 0
    const ended: string[] = []
    for (const line of stderr.split('\n')) {
      const [, label = '', text = ''] = /^\[(\S+)\] (.*)$/.exec(line) ?? []
      if (/created +Deployment/.test(text)) unready.add(label)
      if (/ready +Deployment/.test(text)) {
        unready.delete(label)
        ended.push(label)
      }
      most = Math.max(most, unready.size)
    }
    expect(most).toBe(2)
    expect(ended.toSorted()).toEqual(names)
    // What it needs comes first, in the first batch with it.
    expect(stderr).toContain('step 1 of 3: prod_e, prod_a\n')
  })

  test('end with one that fails, whatever --keep-going may say within it', async ({ cluster }) => {
    const shop = await fleet(cluster, { ...three, prod_bus: { stage: 'crash-loop' } })

    const { exitCode, stderr } = await shop.apply('--batch', '2')

    expect(exitCode).toBe(5)
    expect(stderr).toMatch(/prod_ui +skipped [ -]+\n {2}prod_bus of step 1 failed\n/)
    expect(await shop.deployed()).toEqual(['bus', 'dagon'])
  })
})

test('what a canary needs is pulled into its step, and told', async ({ cluster }) => {
  const shop = await fleet(cluster, { ...three, prod_dagon: { needs: ['prod_bus'] } })

  const { exitCode, stderr } = await shop.apply('--canary', 'prod_dagon')

  expect(exitCode, stderr).toBe(0)
  expect(stderr).toContain('prod_bus is deployed in step 1: prod_dagon needs it\n')
  expect(stderr).toContain('step 1 of 2: prod_bus, prod_dagon\n')
  expect(stderr.indexOf('[prod_bus] ready')).toBeLessThan(stderr.indexOf('[prod_dagon] created'))
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Has one pod say what a kubelet would tell of a container that the system killed. */
async function crashOne(cluster: Cluster): Promise<void> {
  const { items } = await cluster.get<{ items: { metadata: { name: string } }[] }>('pods')
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
  const status = {
    conditions: ['ContainersReady', 'Ready'].map((type) => ({ type, status: 'False', lastTransitionTime: now })),
    containerStatuses: [
      {
        name: 'app',
        image: 'registry.example.com/fleet:1',
        imageID: '',
        ready: false,
        started: false,
        restartCount: 0,
        state: { terminated: { exitCode: 137, reason: 'OOMKilled', startedAt: now, finishedAt: now } },
      },
    ],
  }
  await cluster.kubectl([
    'patch',
    'pod',
    items[0]?.metadata.name ?? '',
    '--subresource=status',
    '-p',
    JSON.stringify({ status }),
  ])
}

import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { expireLeases } from '../../support/cluster/leases.ts'
import { documentContradictions } from '../../support/output/documented.ts'
import type { RunningProgram } from '../../support/program.ts'
import { configFleetFiles } from '../../support/projects/config-fleet.ts'
import { fleetFiles, type Service } from '../../support/projects/fleet.ts'

/** A fleet of Deployments, and what asks kdeploy about it. */
async function fleet(cluster: Cluster, services: Readonly<Record<string, Service>>) {
  const project = await cluster.createProject({ files: fleetFiles(cluster.namespace, services) })
  return {
    kdeploy: (...args: readonly string[]) => cluster.kdeploy(args, { cwd: project.folder }),
    change: (changed: Readonly<Record<string, Service>>) => project.write(fleetFiles(cluster.namespace, changed)),
  }
}

/** The rows of a table, by their first column, in which a column is left out that depends on the clock. */
function rowsOf(stdout: string): Record<string, string[]> {
  const [heading = '', ...lines] = stdout.split('\n')
  const clock = heading.split(/ {2,}/).findIndex((title) => title === 'DEPLOYED' || title === 'WHEN')
  const table = lines.slice(
    0,
    lines.findIndex((line) => !/^\S+ {2,}/.test(line)),
  )
  return Object.fromEntries(
    table.map((line) => {
      const [label = '', ...cells] = line.split(/ {2,}/)
      return [label, cells.filter((_, index) => index + 1 !== clock)]
    }),
  )
}

const services = { prod_bus: {}, prod_web: { needs: ['prod_bus'] }, prod_new: {} }

describe('the status of several releases', () => {
  test('has a row for each, tells what was never deployed, and details of those alone that are not well', async ({
    cluster,
  }) => {
    const { namespace } = cluster
    const { kdeploy } = await fleet(cluster, services)
    await kdeploy('apply', 'prod_bus', 'prod_web')

    const fine = await kdeploy('status', 'prod_bus', 'prod_web')
    await cluster.kubectl(['scale', 'deployment/web', '--replicas=2'])
    await kdeploy('status', 'prod_web', '--wait', '--timeout', '60s')
    const drifted = await kdeploy('status', '-p', 'prod_*', '--exit-code')
    const nowhere = await kdeploy('status', 'prod_bus', 'prod_web', '-n', `${namespace}-none`)
    const wellDrifted = await kdeploy('status', 'prod_bus', 'prod_web', '--exit-code')
    await cluster.kubectl(['delete', 'deployment', 'bus'])
    const missing = await kdeploy('status', '-p', 'prod_*')

    expect(fine.exitCode, fine.stderr).toBe(0)
    expect(Object.entries(rowsOf(fine.stdout)).map(([label, [state]]) => [label, state])).toEqual([
      ['prod_bus', 'ready'],
      ['prod_web', 'ready'],
    ])
    expect(fine.stdout).not.toContain('==>')
    expect(fine.stdout).toMatch(/^2 of 2 releases ready$/m)
    expect(fine.stderr).toMatch(/^kube context \S+, https:\/\/\S+\n$/)
    expect(wellDrifted.exitCode, wellDrifted.stdout).toBe(1)
    expect([nowhere.exitCode, rowsOf(nowhere.stdout)['prod_bus']?.[0]]).toEqual([2, 'no namespace'])
    expect(nowhere.stderr).not.toContain('error:')
    expect(drifted.exitCode, drifted.stderr).toBe(2)
    expect(rowsOf(drifted.stdout)).toMatchObject({
      prod_bus: ['ready', '1', '1/1', '1/1', 'no', expect.anything()],
      prod_web: ['ready', '1', '1/1', '2/2', '1 object', expect.anything()],
      prod_new: ['never deployed', '-', '-', '-', '-', '-'],
    })
    expect(drifted.stdout.match(/^==> .*/gm)).toEqual(['==> prod_web'])
    expect(drifted.stdout).toContain('drifted: spec.replicas')
    expect(drifted.stdout).toMatch(/^2 of 3 releases ready, 1 drifted; look at prod_new, prod_web$/m)
    expect(missing.exitCode, missing.stderr).toBe(5)
    expect(rowsOf(missing.stdout)['prod_bus']?.[0]).toBe('not ready')
    expect(missing.stdout).toContain(`missing      Deployment ${namespace}/bus`)
  })

  test('waits for all of them, tells what fails, and refuses to be watched', async ({ cluster }) => {
    const late = { prod_bus: { readyAfter: '4s' }, prod_web: { stage: 'crash-loop' }, prod_new: {} }
    const { kdeploy } = await fleet(cluster, late)
    await kdeploy('apply', 'prod_bus', 'prod_web', '--no-wait')

    const waited = await kdeploy('status', '-p', 'prod_*', '--wait', '--timeout', '60s')
    const watched = await kdeploy('status', '-p', 'prod_*', '--watch')

    expect(waited.exitCode, waited.stderr).toBe(5)
    expect(waited.stderr).toMatch(/^\[prod_bus\] ready {4}Deployment /m)
    expect(waited.stderr).toMatch(/^\[prod_web\] failed {3}Deployment .*: its new pod can't become ready$/m)
    const rows = rowsOf(waited.stdout)
    expect([rows['prod_bus']?.[0], rows['prod_web']?.[0], rows['prod_new']?.[0]]).toEqual([
      'ready',
      'not ready',
      'never deployed',
    ])
    expect(watched.exitCode).toBe(2)
    expect(watched.stderr).toMatch(/^error: status --watch works on one release, and several are chosen$/m)
  })

  test('is one document for a machine', async ({ cluster }) => {
    const { kdeploy } = await fleet(cluster, services)
    await kdeploy('apply', 'prod_bus', 'prod_web')

    const { stdout, exitCode } = await kdeploy('status', '-p', 'prod_*', '-o', 'json')

    const document = JSON.parse(stdout)
    expect(exitCode).toBe(2)
    expect(documentContradictions(document, 'Status of several releases: ')).toEqual([])
    expect(document).toMatchObject({
      halfWay: [],
      releases: [
        { label: 'prod_bus', release: `fleet/prod_bus/${cluster.namespace}`, revision: { number: 1 } },
        { label: 'prod_new', neverDeployed: true },
        { label: 'prod_web', objects: [{ state: 'ready' }] },
      ],
    })
  })
})

describe('a release that can not be asked', () => {
  test('is told, and all others are shown', async ({ cluster }) => {
    const { kdeploy } = await fleet(cluster, {
      prod_bus: {},
      prod_far: { more: 'kubeContext: nowhere' },
      prod_web: {},
    })
    await kdeploy('apply', 'prod_bus', 'prod_web')

    const status = await kdeploy('status', '-p', 'prod_*')
    const document = await kdeploy('status', '-p', 'prod_*', '-o', 'json')
    const history = await kdeploy('history', '-p', 'prod_*')

    expect(status.exitCode, status.stdout).toBe(2)
    expect(rowsOf(status.stdout)).toMatchObject({
      prod_bus: ['ready', ...Array(4).fill(expect.anything())],
      prod_far: ['unknown (kube-context-unknown)', '-', '-', '-', '-'],
      prod_web: ['ready', ...Array(4).fill(expect.anything())],
    })
    expect(status.stderr).toMatch(/^\[prod_far\] error: .*nowhere/m)
    expect(JSON.parse(document.stdout).releases[1]).toMatchObject({ error: { code: 'kube-context-unknown' } })
    expect(history.exitCode).toBe(2)
    expect(Object.keys(rowsOf(`${history.stdout}\n`)).sort()).toEqual(['prod_bus', 'prod_web'])
  })
})

describe('the history of several releases', () => {
  test('has the revisions of all in the order of time, and the run of those that came together', async ({
    cluster,
  }) => {
    const files = configFleetFiles(cluster.namespace, { prod_bus: {}, prod_web: { needs: ['prod_bus'] }, prod_new: {} })
    const { folder: cwd } = await cluster.createProject({ files })
    const kdeploy = (...args: readonly string[]) => cluster.kdeploy(args, { cwd })
    await kdeploy('apply', 'prod_bus', 'prod_web')
    await kdeploy('apply', 'prod_bus', '--set', 'tag=2')

    const all = await kdeploy('history', '-p', 'prod_*')
    const one = await kdeploy('history', '-p', 'prod_bus')
    const alone = await kdeploy('history', '-p', 'prod_web', '--with-needs', '-o', 'json')
    await kdeploy('apply', 'prod_new')
    const single = await kdeploy('history', '-p', 'prod_new')

    const [heading = '', ...lines] = all.stdout.trimEnd().split('\n')
    expect(all.exitCode, all.stderr).toBe(0)
    expect(heading).toMatch(/^RELEASE +REVISION +STATUS .* RUN +REASON$/)
    expect(lines.map((line) => line.split(/ +/).slice(0, 3).join(' '))).toEqual([
      'prod_bus 1 succeeded',
      'prod_web 1 succeeded',
      'prod_bus 2 succeeded',
    ])
    const runs = lines.map((line) => /\d{8}T\d{6}-[0-9a-f]{4}/.exec(line)?.[0])
    expect(runs).toEqual([expect.anything(), runs[0], undefined])
    expect(all.stderr).toMatch(/^\[prod_new\] no revision$/m)
    expect(one.stdout).toMatch(/ RUN +REASON\n/)
    expect(single.stdout).not.toContain(' RUN ')
    const document = JSON.parse(alone.stdout)
    expect(documentContradictions(document, 'History of several releases: ')).toEqual([])
    expect(document.releases).toMatchObject([
      { label: 'prod_bus', revisions: [{ number: 1, run: { id: runs[0], releases: 2 } }, { number: 2 }] },
      { label: 'prod_web', revisions: [{ number: 1 }] },
    ])
  })
})

describe('a run that was killed', () => {
  test('is told by status and history, with the command that brings back what it left', async ({ cluster }) => {
    const files = configFleetFiles(cluster.namespace, { prod_bus: {}, prod_web: { needs: ['prod_bus'] } })
    const { folder: cwd } = await cluster.createProject({ files })
    const kdeploy = (...args: readonly string[]) => cluster.kdeploy(args, { cwd })
    await kdeploy('apply', '-p', 'prod_*')
    let running: RunningProgram | undefined
    const proxy = await startApiProxy(cluster, ({ method, url }) => {
      if (method === 'PATCH' && !url.includes('dryRun') && url.includes('/configmaps/web-0'))
        running?.child.kill('SIGKILL')
      return undefined
    })
    const env = { KUBECONFIG: proxy.kubeconfig }
    running = cluster.startKdeploy(['apply', '-p', 'prod_*', '--set', 'tag=2'], { cwd, env })
    await running.result
    await proxy.close()
    await expireLeases(cluster)

    const [status, history] = [
      await kdeploy('status', '-p', 'prod_*', '-o', 'json'),
      await kdeploy('history', '-p', 'prod_*'),
    ]

    const { halfWay } = JSON.parse(status.stdout)
    expect(halfWay).toMatchObject([{ releases: 2, left: ['prod_bus', 'prod_web'], cutOff: ['prod_web'] }])
    const [{ id }] = halfWay
    for (const { stderr } of [status, history])
      expect(stderr).toMatch(new RegExp(`^warning: run ${id} by .*; kdeploy undo --run ${id} brings them back$`, 'm'))
    expect(status.exitCode).toBe(5)
  })
})

describe('the images of several profiles', () => {
  test('are one list without duplicates, which says where it lacks some', async ({ cluster }) => {
    const { namespace } = cluster
    const { folder: cwd } = await cluster.createProject({
      files: fleetFiles(namespace, { prod_bus: {}, prod_web: { needs: ['prod_bus'] } }),
    })
    const broken = await cluster.createProject({
      files: {
        ...fleetFiles(namespace, {
          prod_bus: { more: 'templates: [web.yaml]' },
          prod_web: { more: 'templates: [other.yaml]' },
        }),
        'templates/other.yaml': 'data: {{ nowhere }}\n',
      },
    })
    const args = ['images', 'prod_bus', 'prod_web', '--offline']

    const whole = await cluster.kdeploy([...args, '-o', 'lines'], { cwd })
    const table = await cluster.kdeploy(args, { cwd })
    const partial = await cluster.kdeploy([...args, '-o', 'lines'], { cwd: broken.folder })

    const image = 'registry.example.com/fleet:1'
    expect([whole.exitCode, whole.stdout, whole.stderr]).toEqual([0, `${image}\n`, ''])
    expect(table.stdout).toMatch(new RegExp(`^${image} +prod_bus: Deployment bus; prod_web: Deployment web$`, 'm'))
    expect(partial.exitCode, partial.stderr).toBe(3)
    expect(partial.stdout).toBe(`${image}\n# incomplete: see the errors\n`)
    expect(partial.stderr).toMatch(/^\[prod_web\] error: templates\/other.yaml:1:/m)
    expect(partial.stderr).toMatch(
      /^error: the list may lack images: those of prod_web\nhint: delete nothing by this list$/m,
    )
  })
})

import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { live, managers } from '../../support/cluster/live.ts'
import { contradictions } from '../../support/output/documented.ts'
import { createShop } from '../../support/projects/shop.ts'

const container = 'containers: [{name: app, image: "registry.example.com/app:1"}]'
const db = (spec = '') => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  selector: {matchLabels: {app: db}}
  ${spec}
  template:
    metadata: {labels: {app: db}}
    spec: {${container}}
`
const agent = (strategy = 'RollingUpdate') => `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  updateStrategy: {type: ${strategy}}
  template:
    metadata: {labels: {app: agent}}
    spec: {${container}}
`

const restartedAt = ({ kubectl }: Cluster, name = 'deployment/web') =>
  kubectl(['get', name, '-o', 'jsonpath={.spec.template.metadata.annotations.kubectl\\.kubernetes\\.io/restartedAt}'])

const podsOf = async ({ kubectl }: Cluster, app: string) =>
  (await kubectl(['get', 'pods', '-l', `app=${app}`, '-o', 'jsonpath={.items[*].metadata.uid}'])).split(' ').sort()

/** The manifest sets the time of a restart. */
const withRestart = (time: string) => (template: string) =>
  template.replace(
    'labels: {app: web}\n      {%',
    `labels: {app: web}\n      annotations: {kubectl.kubernetes.io/restartedAt: "${time}"}\n      {%`,
  )

describe('restart', () => {
  test('replaces the pods of all workloads, which no later command takes back', async ({ cluster }) => {
    const given = { replicas: 2, files: { 'templates/db.yaml': db(), 'templates/agent.yaml': agent() } }
    const shop = await createShop(cluster, given)
    await shop.kdeploy('apply')
    const before = await Promise.all(['web', 'db', 'agent'].map((app) => podsOf(cluster, app)))

    const { exitCode, stdout, stderr } = await shop.kdeploy('restart', '-o', 'json')

    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.flatMap(contradictions)).toEqual([])
    expect(events.at(-1)).toMatchObject({ type: 'result', command: 'restart', exitCode: 0, changed: 3, unchanged: 0 })
    expect(stderr).toMatch(/restarted {2}Deployment \S+\/web\n/)
    expect(stderr).toMatch(/ready {4}StatefulSet \S+\/db: /)
    expect(stderr).toMatch(/\ndone: 3 workloads restarted, \S+ s\n$/)
    expect(exitCode).toBe(0)
    const after = await Promise.all(['web', 'db', 'agent'].map((app) => podsOf(cluster, app)))
    for (const [index, uids] of before.entries()) for (const uid of uids) expect(after[index]).not.toContain(uid)
    const time = await restartedAt(cluster)
    expect(managers(await live(cluster, 'deployment/web'))).toContain('kdeploy-restart Update')

    for (const args of [['apply'], ['apply', '--revert-drift'], ['apply', '--check-all']]) {
      const again = await shop.kdeploy(...args)
      expect(again.stderr).toMatch(/nothing changed \(4 unchanged\)/)
      expect(again.stderr).not.toMatch(/warning|restartedAt/)
    }
    expect((await shop.kdeploy('status', '--exit-code')).exitCode).toBe(0)
    expect((await shop.kdeploy('history')).stdout).not.toMatch(/^2 /m)

    await shop.change({ ...given, tag: '2' })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    expect((await shop.kdeploy('undo')).exitCode).toBe(0)
    expect(await restartedAt(cluster)).toBe(time)
    await shop.change(given)
    await cluster.kubectl(['rollout', 'restart', 'deployment/web'])
    expect((await shop.kdeploy('status', '--exit-code')).stdout).not.toContain('drifted')
    expect((await shop.kdeploy('apply', '--revert-drift')).stderr).toMatch(/nothing changed/)
    expect((await shop.kdeploy('undo', 'deployment/web', '--yes')).exitCode).toBe(0)
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
  })

  test('is left alone by a manifest that sets an earlier restart, and followed by a later one', async ({ cluster }) => {
    const shop = await createShop(cluster, { web: withRestart('2026-01-01T00:00:00Z') })
    await shop.kdeploy('apply')
    expect((await shop.kdeploy('restart', 'deployment/web')).exitCode).toBe(0)
    const time = await restartedAt(cluster)
    expect(time).not.toBe('2026-01-01T00:00:00Z')

    for (const args of [['apply'], ['apply', '--revert-drift'], ['diff']]) {
      const { exitCode, stderr } = await shop.kdeploy(...args)
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.not.stringContaining('restartedAt') })
    }
    expect(await restartedAt(cluster)).toBe(time)
    expect((await shop.kdeploy('status', '--exit-code')).exitCode).toBe(0)

    await shop.change({ web: withRestart('2099-01-01T00:00:00Z') })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    expect(await restartedAt(cluster)).toBe('2099-01-01T00:00:00Z')
  })

  test('of stale pods restarts no others, and says where there are none', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/db.yaml': db() } })
    await shop.kdeploy('apply')
    await new Promise((resolve) => setTimeout(resolve, 1100))

    const none = await shop.kdeploy('restart', '--stale')
    await cluster.kubectl(['patch', 'configmap/shop', '--type=merge', '-p', '{"data":{"greeting":"psst"}}'])
    const some = await shop.kdeploy('restart', '--stale')

    expect(none.stderr).toMatch(/\ndone: nothing to restart, \S+ s\n$/)
    expect(none.exitCode).toBe(0)
    expect(some.stderr).toMatch(/\nstale: pods of Deployment \S+\/web started before ConfigMap \S+\/shop changed\n/)
    expect(some.stderr).toMatch(/\ndone: 1 workload restarted, 1 left as it is, \S+ s\n$/)
    expect(await restartedAt(cluster, 'statefulset/db')).toBe('')
    expect((await shop.kdeploy('status')).stdout).toMatch(/\n3 of 3 objects ready\n$/)
  })

  test('refuses what it can not restart, and tells it where nobody named it', async ({ cluster }) => {
    const files = { 'templates/db.yaml': db('replicas: 0'), 'templates/agent.yaml': agent('OnDelete') }
    const paused = (template: string) =>
      template.replace('progressDeadlineSeconds', 'paused: {{ paused | default(false) }}\n  progressDeadlineSeconds')
    const shop = await createShop(cluster, { files, web: paused })
    await shop.kdeploy('apply')
    await cluster.kubectl(['create', 'deployment', 'other', '--image=registry.example.com/other:1'])
    await cluster.kubectl(['rollout', 'pause', 'deployment/web'])

    const named = await shop.kdeploy('restart', 'deployment/web', 'deploy/other', 'configmap/shop', 'nothing/a')
    const blocked = await shop.kdeploy('restart', 'deployment/web', 'ds/agent')
    const all = await shop.kdeploy('restart')

    expect(named.stderr).toMatch(/deploy\/other is not a workload of shop\/prod_shop\/\S+\n[^\n]*its workloads: /)
    expect(named.stderr).toContain('configmap/shop: a ConfigMap has no pods that a restart would replace')
    expect(named.stderr).toContain('nothing/a: the cluster has no resource "nothing"')
    expect(named.stderr).toMatch(/nothing was written\n$/)
    expect(named.exitCode).toBe(2)
    expect(blocked.stderr).toMatch(/Deployment \S+\/web is paused, so nothing would be rolled out/)
    expect(blocked.stderr).toMatch(/DaemonSet \S+\/agent replaces its pods only when they are deleted \(OnDelete\)/)
    expect(blocked.exitCode).toBe(2)
    expect(all.stderr).toMatch(
      /warning: Deployment \S+\/web is paused, so nothing would be rolled out; it is not restarted/,
    )
    expect(all.stderr).toMatch(/StatefulSet \S+\/db has no replicas: nothing to restart\n/)
    expect(all.stderr).toMatch(/\ndone: nothing to restart, /)
    expect(all.exitCode).toBe(0)
    expect(await restartedAt(cluster)).toBe('')
  })

  test('is watched as an apply is, under the lock of the release', async ({ cluster }) => {
    const shop = await createShop(cluster, { readyAfter: '5s' })
    await shop.kdeploy('apply', '--no-wait')
    await cluster.kubectl(['rollout', 'status', 'deployment/web'])
    const running = cluster.startKdeploy(['restart', '-p', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /waiting/.test(running.output()))

    const during = await shop.kdeploy('restart', '--no-wait')
    const first = await running.result
    const late = await shop.kdeploy('restart', '--timeout', '1s')
    const unwaited = await shop.kdeploy('restart', '--no-wait', '--quiet')

    expect(during.stderr).toMatch(/is locked by /)
    expect(during.exitCode).toBe(4)
    expect(first.exitCode).toBe(0)
    expect(late.stderr).toMatch(/failed Deployment|failed {3}Deployment/)
    expect(late.exitCode).toBe(5)
    expect(unwaited.stderr).toMatch(
      /not waited for: 1 workload restarted, \S+ s\nnext: kdeploy status --wait -p prod_shop\n$/,
    )
    expect(unwaited.exitCode).toBe(0)
  })

  test('is neither adopted nor given back, and asks where the profile wants that', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await cluster.kubectl(['create', 'deployment', 'other', '--image=registry.example.com/other:1'])
    await cluster.kubectl(['rollout', 'restart', 'deployment/other'])
    const other = await cluster.kubectl(['get', 'deployment/other', '-o', 'json'])
    const { metadata, spec } = JSON.parse(other)
    const { annotations: _, ...labelled } = spec.template.metadata
    const template = { ...spec.template, metadata: labelled }
    const manifest = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'other', labels: metadata.labels },
      spec: { ...spec, template },
    }
    const files = { 'templates/other.json.yaml': JSON.stringify(manifest) }
    await shop.change({ files })
    expect((await shop.kdeploy('apply', '--adopt')).exitCode).toBe(0)
    const byKubectl = await restartedAt(cluster, 'deployment/other')
    expect(byKubectl).not.toBe('')
    await shop.change({ files: { ...files, 'profiles/prod.yaml': 'confirm: true\n' } })

    const asked = await shop.kdeploy('restart', 'deployment/other')
    const agreed = await shop.kdeploy('restart', 'deployment/other', '--yes')

    expect(asked.stderr).toMatch(/the restart of shop\/prod_shop\/\S+ was not confirmed\n/)
    expect(asked.stderr).toMatch(/would be restarted: Deployment \S+\/other \(1 pod\)/)
    expect(asked.exitCode).toBe(2)
    expect(agreed.exitCode).toBe(0)
    const time = await restartedAt(cluster, 'deployment/other')
    expect(time).not.toBe(byKubectl)
    expect((await shop.kdeploy('delete', '--give-back', '--yes')).exitCode).toBe(0)
    expect(await restartedAt(cluster, 'deployment/other')).toBe(time)
    const left = managers(await live(cluster, 'deployment/other'))
    expect(left).toEqual(expect.arrayContaining(['kdeploy-restart Update', 'kubectl-create Update']))
    expect(left).not.toContain('kdeploy Apply')
  })
})

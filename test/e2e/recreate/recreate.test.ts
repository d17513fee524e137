import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { stateful } from '../../support/projects/claims.ts'
import { migrateImage, migrateJob } from '../../support/projects/migrate-job.ts'
import { createShop } from '../../support/projects/shop.ts'

const service = (ip: string) => `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  clusterIP: ${ip}
  selector: {app: web}
  ports: [{port: 80}]
`

interface Live {
  metadata: { uid: string }
}

describe('a Job whose template changes', () => {
  test('is refused before anything is written, and says what allows it; diff shows it', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: migrateJob('1') })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    await shop.change({ greeting: 'good evening', files: migrateJob('2') })

    const { exitCode, stderr } = await shop.kdeploy('apply')
    const diff = await shop.kdeploy('diff')

    expect(stderr).toMatch(/templates\/job\.yaml:\d+:\d+: Job \S+\/migrate: spec\.template: .*field is immutable/)
    expect(stderr).toContain(
      'it must be recreated: use --replace, --replace job.batch/migrate, or the annotation kdeploy.dev/replace: allowed',
    )
    expect(exitCode).toBe(2)
    expect(await cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])).toBe('hello')
    expect(diff.stdout).toMatch(/\+\+\+ Job \S+\/migrate \(templates\/job\.yaml:1:1, to be recreated\)/)
    // Nothing of what the server makes up anew.
    expect(diff.stdout.split(/^--- /m)[2]?.match(/^[-+]\w.*$/gm)).toEqual([
      '-image: registry.example.com/migrate:1',
      '+image: registry.example.com/migrate:2',
    ])
    expect(diff.exitCode).toBe(1)
  })

  test.for([
    ['--replace', [], ['--replace']],
    ['its name', [], ['--replace', 'job/migrate']],
    ['its annotation', 'kdeploy.dev/replace: allowed', []],
  ] as const)('is replaced where %s allows it, and runs again', async ([, annotation, args], { cluster }) => {
    const files = (tag: string) => migrateJob(tag, String(annotation))
    const shop = await createShop(cluster, { files: files('1') })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    const before = await cluster.get<Live>('job/migrate')
    await shop.change({ files: files('2') })

    const { exitCode, stderr } = await shop.kdeploy('apply', ...args)

    expect(stderr).toContain('plan: 0 to create, 0 to change, 1 to recreate, 2 unchanged')
    expect(stderr).toMatch(/recreated +Job \S+\/migrate[\s\S]*ready +Job \S+\/migrate/)
    expect(stderr).toContain('revision 2, 0 created, 0 changed, 1 recreated, 2 unchanged')
    expect(exitCode).toBe(0)
    const after = await cluster.get<Live>('job/migrate')
    expect(after.metadata.uid).not.toBe(before.metadata.uid)
    const jobs = await cluster.kubectl(['get', 'pods', '-l', 'batch.kubernetes.io/job-name=migrate', '-o', 'name'])
    expect(jobs.trim().split('\n')).toHaveLength(1)
    expect((await shop.kdeploy('apply', ...args)).stderr).toContain('nothing changed')
  })
})

describe('what holds data', () => {
  test('what --replace names must be rendered', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const { exitCode, stderr } = await shop.kdeploy('apply', '--replace', 'bogus/x', '--replace', 'deployment/wbe')
    expect(stderr).toMatch(/--replace bogus\/x matches no rendered object\n.*the cluster serves no kind bogus/)
    expect(stderr).toMatch(/--replace deployment\/wbe matches no rendered object\n.*did you mean deployment\/web\?/)
    expect(stderr).toMatch(/^nothing was written$/m)
    expect(exitCode).toBe(2)
  })

  test('a StatefulSet is replaced only by name; its pods and claims stay', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/db.yaml': stateful('1Gi') } })
    await shop.kdeploy('apply', '--no-wait')
    const pod = await cluster.waitFor('the pod', () => cluster.get<Live>('pod/db-0').catch(() => undefined))
    const claim = await cluster.get<Live>('pvc/data-db-0')
    await shop.change({ files: { 'templates/db.yaml': stateful('2Gi') } })

    const refused = await shop.kdeploy('apply', '--replace', '--no-wait')
    expect(refused.stderr).toContain('use --replace statefulset.apps/db')
    expect(refused.exitCode).toBe(2)
    const replaced = await shop.kdeploy('apply', '--replace', 'sts/db', '--no-wait')

    expect(replaced.stderr).toMatch(/recreated +StatefulSet \S+\/db/)
    expect(replaced.exitCode).toBe(0)
    expect((await cluster.get<Live>('pvc/data-db-0')).metadata.uid).toBe(claim.metadata.uid)
    expect((await cluster.get<Live>('pod/db-0')).metadata.uid).toBe(pod.metadata.uid)
  })
})

describe('other fields that cannot change', () => {
  test("a Deployment's selector: old and new pods never run side by side", async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const web = (template: string) => template.replaceAll('{app: web}', '{app: web2}')
    await shop.change({ web, greeting: 'good evening' })
    const before = await cluster.get<Live>('deployment/web')

    const refused = await shop.kdeploy('apply')
    expect(refused.stderr).toMatch(/templates\/web\.yaml:8:3: Deployment \S+\/web: spec\.selector: field is immutable/)
    expect(refused.stderr).toContain(
      'it must be recreated: use --replace, --replace deployment.apps/web, or the annotation',
    )
    expect(refused.exitCode).toBe(2)
    expect((await cluster.get<Live>('deployment/web')).metadata.uid).toBe(before.metadata.uid)
    expect(await cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])).toBe('hello')
    const { exitCode, stderr } = await shop.kdeploy('apply', '--replace')

    expect(stderr).toMatch(/recreated +Deployment \S+\/web/)
    expect(exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'pods', '-l', 'app=web', '-o', 'name'])).toBe('')
  })

  test("a Service's cluster IP", async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/service.yaml': service('""') } })
    await shop.kdeploy('apply')
    await shop.change({ files: { 'templates/service.yaml': service('None') } })

    const refused = await shop.kdeploy('apply')
    expect(refused.stderr).toContain('clusterIP')
    expect(refused.exitCode).toBe(2)
    const { exitCode, stderr } = await shop.kdeploy('apply', '--replace', 'svc/web')

    expect(stderr).toMatch(/recreated +Service \S+\/web/)
    expect(exitCode).toBe(0)
  })

  test('are not named where the API server knows nothing of that name', async ({ cluster }) => {
    const shop = await createShop(cluster)

    const { exitCode, stderr } = await shop.kdeploy('apply', '--replace', 'web')

    expect(stderr).toContain('"web" is not an object name')
    expect(exitCode).toBe(2)
  })
})

describe('who allows a replacement', () => {
  const allowed = 'kdeploy.dev/replace: allowed'

  test('what kdeploy never applied is replaced by its name only', async ({ cluster }) => {
    await cluster.kubectl(['apply', '-f', '-'], { input: migrateJob('0')['templates/job.yaml'] })
    const before = await cluster.get<Live>('job/migrate')
    const shop = await createShop(cluster, { files: migrateJob('1', allowed) })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--replace')

    expect(stderr).toMatch(
      /it must be recreated, but is not part of this release \(created by kubectl-client-side-apply at \S+\): use --replace job\.batch\/migrate/,
    )
    expect(exitCode).toBe(2)
    expect((await cluster.get<Live>('job/migrate')).metadata.uid).toBe(before.metadata.uid)
    const named = await shop.kdeploy('apply', '--replace', 'job/migrate')
    expect(named.stderr).toMatch(/recreated +Job \S+\/migrate/)
    expect(named.exitCode).toBe(0)
  })

  test('in an undo, what it undoes allowed it', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: migrateJob('1') })
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', stage: 'crash-loop', files: migrateJob('2', allowed) })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--undo-on-failure')

    expect(stderr).toMatch(/undo: [\s\S]*recreated +Job \S+\/migrate/)
    expect(exitCode).toBe(6)
    expect(await migrateImage(cluster)).toBe('registry.example.com/migrate:1')
  })
})

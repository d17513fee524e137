import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { createShop } from '../../support/projects/shop.ts'

const fails = 'test.kdeploy.dev/stage: job-fails'
const secret = (annotation = '') => `apiVersion: v1
kind: Secret
metadata:
  name: db
  annotations: {${annotation}}
stringData: {password: "1"}
`
const reads = '        envFrom: [{secretRef: {name: db}}]\n'
const early = 'kdeploy.dev/hook: before-apply'

describe('what a hook before the deploy needs', () => {
  test('is missing where only the deploy after it makes it, before anything is written', async ({ cluster }) => {
    const files = { 'templates/migrate.yaml': hookJob({ container: reads }), 'templates/secret.yaml': secret() }
    const shop = await createShop(cluster, { files })

    const { stderr, exitCode } = await shop.kdeploy('apply')

    expect(stderr).toContain('migrate runs before the deploy, but refers to Secret')
    expect(stderr).toContain('db, which is not on the cluster yet')
    expect(stderr).toContain('templates/migrate.yaml:18')
    expect(stderr).toContain(
      `hint: annotate Secret ${cluster.namespace}/db with kdeploy.dev/hook: before-apply, so that it is written before the hooks run`,
    )
    expect(exitCode).toBe(2)
    expect(await cluster.kubectl(['get', 'jobs', '-o', 'name'])).toBe('')
    expect((await shop.kdeploy('apply', '--no-hooks')).exitCode).toBe(0)
  })

  test('is written first where it is annotated, with the account and its permissions, and stays a part of the release', async ({
    cluster,
  }) => {
    const account = `apiVersion: v1
kind: ServiceAccount
metadata: {name: migrator, annotations: {${early}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: migrator, annotations: {${early}}}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: migrator, annotations: {${early}}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: migrator}
subjects: [{kind: ServiceAccount, name: migrator}]
`
    const job = hookJob({ container: reads }).replace('    spec:\n', '    spec:\n      serviceAccountName: migrator\n')
    const files = {
      'templates/migrate.yaml': job,
      'templates/secret.yaml': secret(early),
      'templates/account.yaml': account,
    }
    const shop = await createShop(cluster, { files })

    const { stderr, exitCode } = await shop.kdeploy('apply')
    const again = await shop.kdeploy('apply')

    const [before = '', after = ''] = stderr.split(/^hook .*$/m)
    expect(
      before
        .match(/^created +(\w+)/gm)
        ?.map((line) => line.split(/ +/)[1])
        ?.sort(),
    ).toEqual([...['Role', 'RoleBinding', 'Secret', 'ServiceAccount']])
    expect(after.match(/^created +(\w+)/gm)).toHaveLength(2)
    expect(stderr).toContain('done: revision 1, 6 created, 0 changed, 0 unchanged')
    expect(exitCode).toBe(0)
    expect(again.stderr).toContain('nothing changed (6 unchanged)')
    expect((await shop.kdeploy('status')).stdout).toContain('6 of 6 objects ready')
  })

  test('is all that was written where the hook fails, and is undone on demand', async ({ cluster }) => {
    const files = { 'templates/secret.yaml': secret(early), 'templates/migrate.yaml': hookJob() }
    const shop = await createShop(cluster, { files })
    await shop.kdeploy('apply')
    const password = () => cluster.kubectl(['get', 'secret/db', '-o', 'jsonpath={.data.password}'])
    const changed = {
      'templates/secret.yaml': secret(early).replace('"1"', '"2"'),
      'templates/migrate.yaml': hookJob({ pod: fails }),
    }
    await shop.change({ greeting: 'goodbye', files: changed })

    const failed = await shop.kdeploy('apply')
    const written = await password()
    const undone = await shop.kdeploy('apply', '--undo-on-failure')

    expect(failed.stderr).toContain(
      'failed: revision 2, stopped by a hook: only what the hooks need was written: 0 created, 1 changed,',
    )
    expect(failed.exitCode).toBe(5)
    expect(written).toBe('Mg==')
    expect(await cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])).toBe('hello')
    expect(undone.stderr).toContain('undone: revision 1 restored as revision 4 and ready')
    expect(undone.exitCode).toBe(6)
    expect(await password()).toBe('MQ==')
  })

  test('is refused where the deploy makes the namespace that it is in', async ({ cluster }) => {
    const namespace = `${cluster.namespace}-jobs`
    const job = hookJob().replace('  name: migrate\n', `  name: migrate\n  namespace: ${namespace}\n`)
    const made = `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${namespace}}\n`
    const shop = await createShop(cluster, {
      files: { 'templates/namespace.yaml': made, 'templates/migrate.yaml': job },
    })

    const { stderr, exitCode } = await shop.kdeploy('apply')

    expect(stderr).toContain(
      `Job ${namespace}/migrate runs before the deploy, but needs Namespace ${namespace}, which the deploy creates`,
    )
    expect(exitCode).toBe(2)
    expect(await cluster.kubectl(['get', 'namespace', namespace, '--ignore-not-found', '-o', 'name'])).toBe('')
  })
})

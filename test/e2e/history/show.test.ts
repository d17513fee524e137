import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { documentContradictions } from '../../support/output/documented.ts'
import { createShop } from '../../support/projects/shop.ts'

const secret = (password: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: ${password}, user: shop}\n`

describe('history show and history diff', () => {
  test('tell what a revision recorded, and in which fields two differ', async ({ cluster }) => {
    const extra = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\n'
    const files = { 'templates/secret.yaml': secret('hunter2hunter2'), 'templates/extra.yaml': extra }
    const shop = await createShop(cluster, { files })
    expect(await shop.kdeploy('apply')).toMatchObject({ exitCode: 0 })
    await shop.change({
      tag: '2',
      replicas: 3,
      stage: 'image-pull-backoff',
      files: { 'templates/secret.yaml': secret('correct-horse'), 'templates/extra.yaml': '' },
    })
    expect(await shop.kdeploy('apply')).toMatchObject({ exitCode: 5 })

    const first = await shop.kdeploy('history', 'show', '1')
    expect(first).toMatchObject({ exitCode: 0 })
    expect(first.stdout).toMatch(/^revision +1, succeeded$/m)
    expect(first.stdout).toMatch(/^by +\S+@\S+$/m)
    expect(first.stdout).toMatch(/^duration +\d/m)
    expect(first.stdout).toMatch(/^changed +\+2 ConfigMaps, \+1 Secret, \+1 Deployment$/m)
    expect(first.stdout).toMatch(/^wrote +4 created$/m)
    expect(first.stdout).toMatch(/^images +registry\.example\.com\/shop:1$/m)
    expect(first.stdout).toMatch(new RegExp(`^Deployment ${cluster.namespace}/web +web\\.yaml$`, 'm'))
    const newest = await shop.kdeploy('history', 'show')
    expect(newest.stdout).toMatch(/^revision +2, failed$/m)
    expect(newest.stdout).toMatch(/^reason +Deployment \S+\/web: /m)

    const yaml = (await shop.kdeploy('history', 'show', '1', '--manifests')).stdout
    expect(yaml).toMatch(/^# revision +1, succeeded\n/)
    expect(yaml).toContain('---\n# Source: web.yaml\napiVersion: apps/v1\nkind: Deployment\n')
    expect(yaml).toMatch(/password: \(masked \d+\)|password: "\(masked \d+\)"/)
    await cluster.kubectl(['apply', '--dry-run=client', '-f', '-'], { input: yaml })
    const shown = JSON.parse((await shop.kdeploy('history', 'show', '1', '--manifests', '-o', 'json')).stdout)
    expect(documentContradictions(shown, 'history show -o json')).toEqual([])
    expect(shown.objects).toHaveLength(4)
    expect(shown.objects[0].manifest.kind).toBe('ConfigMap')

    const diff = await shop.kdeploy('history', 'diff', '1', '2')
    expect(diff.exitCode).toBe(0)
    expect(diff.stdout).toMatch(/-.*image: registry\.example\.com\/shop:1\n.*\+.*image: registry\.example\.com\/shop:2/)
    const { namespace } = cluster
    expect(diff.stdout).toContain(
      `--- Deployment ${namespace}/web (revision 1)\n+++ Deployment ${namespace}/web (revision 2, web.yaml)\n`,
    )
    expect(diff.stdout).toContain(`--- ConfigMap ${namespace}/extra (revision 1)\n+++ (not in revision 2)\n`)
    expect((await shop.kdeploy('history', 'diff', '2', '1')).stdout).toContain(
      `--- (not in revision 2)\n+++ ConfigMap ${namespace}/extra (revision 1, extra.yaml)\n`,
    )
    expect((await shop.kdeploy('history', 'diff', '2')).stdout).toBe(diff.stdout)
    expect((await shop.kdeploy('history', 'diff', '2', '2')).stderr).toContain('have the same manifests')
    expect((await shop.kdeploy('history', 'diff', '1', '2', '-o', 'unified')).stdout).toMatch(/^\+ +image: .*shop:2$/m)
    const document = JSON.parse((await shop.kdeploy('history', '-o', 'json', 'diff', '1', '2')).stdout)
    expect(documentContradictions(document, 'history diff -o json')).toEqual([])
    expect(document).toMatchObject({ from: 1, to: 2 })
    const changed = document.differences.map((one: { object: { kind: string; name: string }; action: string }) => [
      one.object.kind,
      one.object.name,
      one.action,
    ])
    expect(changed.sort()).toEqual([
      ['ConfigMap', 'extra', 'delete'],
      ['Deployment', 'web', 'change'],
      ['Secret', 'db', 'change'],
    ])
    for (const text of [yaml, JSON.stringify(shown), diff.stdout, JSON.stringify(document), newest.stdout])
      expect(text).not.toMatch(/hunter2|correct-horse|aHVudGVy|Y29ycmVjdC1ob3JzZQ/)

    const unknown = await shop.kdeploy('history', 'show', '7')
    expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringMatching(/has no revision 7\n[\s\S]*REVISION/)])
    expect((await shop.kdeploy('history', 'diff', '1')).stderr).toContain('has no revision before 1')
    // Options before the name count as well, and the list is as it was.
    const before = ['history', '--profile', 'prod_shop', 'show', '1']
    expect((await cluster.kdeploy(before, { cwd: shop.folder })).stdout).toBe(first.stdout)
    expect((await shop.kdeploy('history')).stdout).toMatch(/^REVISION/)
  })
})

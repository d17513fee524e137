import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

const secret = (password: string) => ({
  'templates/secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: ${password}}\n`,
})

describe('an approved plan', () => {
  test('is carried out as it is, also for what is created, and refused where anything else would be done', async ({
    cluster,
  }) => {
    const shop = await createShop(cluster, { files: secret('correct-horse') })
    const planFile = join(shop.folder, 'plan.json')
    const diff = (...more: string[]) => shop.kdeploy('diff', '--plan', 'plan.json', ...more)
    const apply = (...more: string[]) => shop.kdeploy('apply', '--no-wait', '--plan', 'plan.json', ...more)

    // A first deploy: absent objects, and no key yet.
    expect(await diff()).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/the plan was written to plan\.json\n$/),
    })
    const text = await readFile(planFile, 'utf8')
    expect(text).not.toMatch(/correct-horse|Y29ycmVjd/)
    expect(JSON.parse(text)).toMatchObject({
      kind: 'kdeploy-plan',
      objects: [{ uid: null }, { uid: null }, { uid: null }],
    })
    expect(await apply('--plan-strict')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('nothing was written'),
    })
    const { cluster: _, ...elsewhere } = JSON.parse(text)
    await writeFile(join(shop.folder, 'other.json'), JSON.stringify(elsewhere))
    const unknown = await shop.kdeploy('apply', '--no-wait', '--plan', 'other.json', '--plan-strict')
    expect(unknown.stderr).toContain(
      'the cluster was not compared with the plan other.json, which only creates objects',
    )
    expect(unknown.exitCode).toBe(2)
    const first = await apply()
    expect(first.stderr).toMatch(/warning: sensitive values were not compared with the plan plan\.json: Secret \S+\/db/)
    expect(first).toMatchObject({ exitCode: 0 })

    // The same plan again: everything is there.
    const again = await apply()
    expect(again.stderr).toMatch(/Deployment \S+\/web: to create in the plan, but now nothing is to be done/)
    expect(again.exitCode).toBe(4)

    // A change, sensitive values included: the release has its key now. What others change beside it doesn't matter.
    await shop.change({ tag: '2', files: secret('battery-staple') })
    await diff()
    await cluster.kubectl(['annotate', 'deployment/web', 'note=a'])
    await cluster.kubectl(['scale', 'deployment/web', '--replicas=1'])
    const other = await shop.change({ tag: '2', files: secret('other') }).then(() => apply('--plan-strict'))
    expect(other.stderr).toMatch(/Secret \S+\/db: a sensitive value is not the one of the plan/)
    expect(other).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('nothing was written') })
    await shop.change({ tag: '3', files: secret('battery-staple') })
    expect((await apply()).stderr).toMatch(/image: the plan has "\S+:1" → "\S+:2",\n +now it is "\S+:1" → "\S+:3"/)
    await shop.change({ tag: '2', files: secret('battery-staple') })
    const done = await apply('--plan-strict')
    expect(done).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('warning') })
    expect(await cluster.kubectl(['get', 'secret/db', '-o', 'jsonpath={.data.password}'])).toBe('YmF0dGVyeS1zdGFwbGU=')

    // Somebody changes what the plan changes, or puts another object into its place.
    await shop.change({ tag: '3', files: secret('battery-staple') })
    await diff()
    await cluster.kubectl(['delete', 'deployment/web', '--cascade=orphan'])
    await shop.change({ tag: '2', files: secret('battery-staple') })
    await shop.kdeploy('apply', '--no-wait')
    await shop.change({ tag: '3', files: secret('battery-staple') })
    const replaced = await apply()
    expect(replaced.stderr).toMatch(/Deployment \S+\/web: deleted and created again since the plan/)
    expect(replaced.stderr).toMatch(/\n {2}since the plan: revision 3 \(apply by \S+, \S+Z\)\n/)
  })

  test('needs the key that it was made with, and is refused where the file is no plan', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: secret('correct-horse') })
    const run = (command: string, env: Record<string, string>, ...more: string[]) =>
      cluster.kdeploy([command, '-p', 'prod_shop', '--plan', 'plan.json', ...more], { cwd: shop.folder, env })
    const KDEPLOY_PLAN_KEY = 'a-key-of-thirty-two-characters!!'

    expect((await run('diff', { KDEPLOY_PLAN_KEY: 'short' })).stderr).toContain('KDEPLOY_PLAN_KEY has 5 characters')
    expect(await run('diff', { KDEPLOY_PLAN_KEY })).toMatchObject({ exitCode: 1 })
    expect(await run('apply', {}, '--plan-strict', '--no-wait')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('set KDEPLOY_PLAN_KEY to the key that the diff had'),
    })
    const other = await run('apply', { KDEPLOY_PLAN_KEY: 'another-key-of-many-characters!!' }, '--no-wait')
    expect(other).toMatchObject({ exitCode: 4 })
    expect(other.stderr).toContain('hint: set KDEPLOY_PLAN_KEY to the key that the diff had; if it is that one')
    expect(await run('apply', { KDEPLOY_PLAN_KEY }, '--plan-strict', '--no-wait')).toMatchObject({ exitCode: 0 })
    for (const [text, why] of [
      ['{', 'it is not JSON'],
      ['{}', 'it is not a plan'],
      ['{"kind":"kdeploy-plan","version":2}', 'another version of kdeploy wrote it'],
      ['{"kind":"kdeploy-plan","version":1}', 'kdeploy:'],
    ] as const) {
      await writeFile(join(shop.folder, 'plan.json'), text)
      const { stderr, exitCode } = await run('apply', {})
      expect(stderr).toContain(`the plan plan.json can't be used: ${why}`)
      expect(exitCode).toBe(2)
    }
    const missing = await cluster.kdeploy(['apply', '-p', 'prod_shop', '--plan', 'none.json'], { cwd: shop.folder })
    expect(missing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('none.json does not exist') })
    const unwritable = await cluster.kdeploy(['diff', '-p', 'prod_shop', '--plan', 'none/plan.json'], {
      cwd: shop.folder,
    })
    expect(unwritable).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("the plan can't be written to none/plan.json"),
    })
  })
})

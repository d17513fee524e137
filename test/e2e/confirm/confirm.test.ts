import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { screenOf, startOnTerminal } from '../../support/output/terminal.ts'
import { createShop } from '../../support/projects/shop.ts'

const columns = 200
const confirmed = { files: { 'profiles/prod.yaml': 'confirm: true\n' } }

/** Answers each question of a run in turn; returns what the terminal then shows. */
async function answered(cluster: Cluster, folder: string, args: readonly string[], answers: readonly string[]) {
  const env = { KUBECONFIG: cluster.kubeconfig }
  const running = startOnTerminal([...args], { cwd: folder, env, columns, typed: true })
  for (const [index, answer] of answers.entries()) {
    await cluster.waitFor('the question', async () => running.output().split('[y/N').length > index + 1)
    running.child.stdin?.write(`${answer}\r`)
  }
  const { stdout, exitCode } = await running.result
  return { shown: screenOf(stdout.replace(/\u001b\[\d+G/g, ''), columns), exitCode }
}

async function greeting({ kubectl }: Cluster): Promise<string> {
  return kubectl(['get', 'configmap/shop', '--ignore-not-found', '-o', 'jsonpath={.data.greeting}'])
}

// script(1) takes other arguments elsewhere.
describe.skipIf(process.platform !== 'linux')('the question before the first write', () => {
  test('shows the objects, and takes n for a no: nothing was written', async ({ cluster }) => {
    const shop = await createShop(cluster, confirmed)

    const { shown, exitCode } = await answered(cluster, shop.folder, ['apply', '-p', 'prod_shop'], ['n'])

    expect(shown).toContain(`would be created: ConfigMap ${cluster.namespace}/shop\n`)
    expect(shown).toContain(`would be created: Deployment ${cluster.namespace}/web\n`)
    expect(shown).toMatch(/\? \[y\/N, d for the diff\] n\ncancelled; nothing was written\n$/)
    expect(shown).not.toContain('error')
    expect(exitCode).toBe(2)
    expect(await greeting(cluster)).toBe('')
  })

  test('shows the diff where that is asked for, and then asks again', async ({ cluster }) => {
    const shop = await createShop(cluster, confirmed)
    await shop.kdeploy('apply', '--yes')
    await shop.change({ ...confirmed, greeting: 'good evening' })

    const { shown, exitCode } = await answered(cluster, shop.folder, ['apply', '-p', 'prod_shop'], ['d', 'y'])

    expect(shown).toMatch(/would be changed: ConfigMap \S+\/shop\n[^\n]+\? \[y\/N, d for the diff\] d\n--- ConfigMap/)
    expect(shown).toMatch(/-greeting: hello\n\+greeting: good evening\n[^\n]+\? \[y\/N, d for the diff\] y\n/)
    expect(exitCode).toBe(0)
    expect(await greeting(cluster)).toBe('good evening')
  })

  test('of a delete says after n that nothing was deleted', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')

    const { shown, exitCode } = await answered(cluster, shop.folder, ['delete', '-p', 'prod_shop'], ['d', 'n'])

    expect(shown).toMatch(/would be deleted: Deployment \S+\/web\nwould be deleted: ConfigMap \S+\/shop\n/)
    expect(shown).toMatch(/\n\+\+\+ Deployment \S+\/web \(its release is deleted, to be deleted\)\n/)
    expect(shown).toMatch(/\ncancelled; nothing was deleted\n$/)
    expect(exitCode).toBe(2)
    expect(await greeting(cluster)).toBe('hello')
  })

  test('of an undo shows the diff first, then the objects, and the question', async ({ cluster }) => {
    const shop = await createShop(cluster, confirmed)
    await shop.kdeploy('apply', '--yes')
    await shop.change({ ...confirmed, greeting: 'good evening' })
    await shop.kdeploy('apply', '--yes')

    const { shown, exitCode } = await answered(cluster, shop.folder, ['undo', '-p', 'prod_shop'], ['n'])

    expect(shown).toMatch(
      /\n-greeting: good evening\n\+greeting: hello\nwould be changed: ConfigMap \S+\/shop\nundo to 1 of shop\/prod_shop\/\S+ \([^\n]+\)\? \[y\/N, d for the diff\] n\ncancelled; nothing was written\n$/,
    )
    expect(exitCode).toBe(2)
    expect(await greeting(cluster)).toBe('good evening')
  })

  test('of an undo of one workload shows what would change in it', async ({ cluster }) => {
    const shop = await createShop(cluster, confirmed)
    await shop.kdeploy('apply', '--yes')
    await shop.change({ ...confirmed, tag: '2' })
    await shop.kdeploy('apply', '--yes')

    const { shown, exitCode } = await answered(
      cluster,
      shop.folder,
      ['undo', 'deployment/web', '-n', cluster.namespace],
      ['n'],
    )

    expect(shown).toMatch(
      /-image: registry.example.com\/shop:2\n\+image: registry.example.com\/shop:1\n[\s\S]*would be changed: Deployment \S+\/web, to its rollout revision 1\n/,
    )
    expect(shown).toMatch(/\ncancelled; nothing was written\n$/)
    expect(exitCode).toBe(2)
  })
})

test('names the objects with -o json too, where nobody is there to ask', async ({ cluster }) => {
  const shop = await createShop(cluster, confirmed)

  const { stdout, exitCode } = await shop.kdeploy('apply', '-o', 'json')

  expect(JSON.parse(stdout.trim().split('\n').at(-2) ?? '')).toMatchObject({
    type: 'error',
    code: 'not-confirmed',
    detail: expect.stringContaining(`would be created: Deployment ${cluster.namespace}/web`),
    nothingWritten: true,
  })
  expect(exitCode).toBe(2)
})

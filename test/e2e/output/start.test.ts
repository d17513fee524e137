import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { contradictions, documentContradictions, parseEvents } from '../../support/output/documented.ts'
import { screenOf, startOnTerminal } from '../../support/output/terminal.ts'
import { createShop } from '../../support/projects/shop.ts'

const commands = ['diff', 'apply', 'status', 'history', 'undo deployment/web', 'undo', 'delete --yes']

describe('a run says first where it goes', () => {
  test('whatever the command, whether or not it succeeds', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const line = `release shop/prod_shop in namespace ${cluster.namespace}, kube context admin, https://`

    for (const command of commands) {
      const { stderr } = await shop.kdeploy(...command.split(' '))
      expect(stderr.startsWith(line), `${command}: ${stderr}`).toBe(true)
    }
  })

  test('with -o json too: an event, or fields of the document', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const { namespace } = cluster
    const place = { release: `shop/prod_shop/${namespace}`, namespace, kubeContext: 'admin' }
    await shop.kdeploy('apply')

    for (const command of commands.filter((one) => one !== 'status' && one !== 'history')) {
      const [start = { type: 'none' }] = parseEvents((await shop.kdeploy(...command.split(' '), '-o', 'json')).stdout)
      expect(contradictions(start)).toEqual([])
      expect(start, command).toMatchObject({ ...place, type: 'start', server: expect.stringMatching(/^https:/) })
    }
    await shop.kdeploy('apply')
    for (const command of ['status', 'history']) {
      const document = JSON.parse((await shop.kdeploy(command, '-o', 'json')).stdout)
      expect(documentContradictions(document, `${command} -o json`)).toEqual([])
      expect(document, command).toMatchObject({ ...place, server: expect.stringMatching(/^https:/) })
    }
  })

  test('before the guard stops it, or a source fails', async ({ cluster }) => {
    const guarded = await createShop(cluster, { files: { 'profiles/prod.yaml': 'guard: {kubeContext: other}\n' } })
    const broken = await createShop(cluster, {
      files: { 'profiles/prod.yaml': 'variablesFrom: [{configMap: nobody, as: x}]\n' },
    })

    for (const shop of [guarded, broken]) {
      for (const command of shop === guarded ? ['apply', 'diff', 'undo', 'delete', 'status'] : ['apply', 'diff']) {
        const { stderr, exitCode } = await shop.kdeploy(command)
        expect(stderr).toMatch(/^release shop\/prod_shop in namespace .*\nerror: /)
        expect(exitCode).toBe(2)
      }
    }
  })

  test('where an undo of one workload has no profile, with the namespace alone', async ({ cluster }) => {
    const { stderr } = await cluster.kdeploy(['undo', 'deployment/nope', '-n', cluster.namespace])

    expect(stderr).toMatch(new RegExp(`^namespace ${cluster.namespace}, kube context admin, https:\\S+\nerror: `))
  })

  // script(1) takes other arguments elsewhere.
  test.skipIf(process.platform !== 'linux')('on a terminal in the same words', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const env = { KUBECONFIG: cluster.kubeconfig }

    const piped = await shop.kdeploy('apply')
    const shown = await startOnTerminal(['apply', '-p', 'prod_shop'], { cwd: shop.folder, env, columns: 300 }).result

    expect(screenOf(shown.stdout, 300).split('\n')[0]).toBe(piped.stderr.split('\n')[0])
  })
})

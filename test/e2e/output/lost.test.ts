import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { program } from '../../support/kdeploy.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { createShop } from '../../support/projects/shop.ts'

const leases = (cluster: Cluster) => cluster.kubectl(['get', 'leases', '-o', 'name'])

/** Runs kdeploy with its output closed after the first byte that `stream` brings; returns the exit code and stderr. */
function runClosed(cluster: Cluster, cwd: string, stream: 'stdout' | 'stderr', ...args: readonly string[]) {
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: cluster.kubeconfig }
  const child = spawn(program.file, program.args(...args, '-p', 'prod_shop'), {
    cwd,
    env,
  })
  let stderr = ''
  if (stream === 'stdout') child.stderr.on('data', (data) => (stderr += data))
  else child.stdout.resume()
  child[stream].once('data', () => child[stream].destroy())
  return new Promise<{ exitCode: number | null; stderr: string }>((resolve) =>
    child.once('exit', (exitCode) => resolve({ exitCode, stderr })),
  )
}

describe('a run whose output nobody reads any more', () => {
  test.for(['stdout', 'stderr'] as const)('is carried out all the same: %s', async (stream, { cluster }) => {
    const shop = await createShop(cluster, { readyAfter: '2s' })

    const { exitCode, stderr } = await runClosed(cluster, shop.folder, stream, 'apply', '-o', 'json')

    expect(stderr).not.toContain('error')
    expect(exitCode).toBe(0)
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply'])
    expect(await leases(cluster)).toBe('')
  })

  test('ends quietly: diff and render', async ({ cluster }) => {
    const shop = await createShop(cluster)

    expect(await runClosed(cluster, shop.folder, 'stdout', 'diff')).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/^release .*\nplan: 2 to create, 0 to change, 0 unchanged\n$/),
    })
    expect(await runClosed(cluster, shop.folder, 'stdout', 'render')).toEqual({ exitCode: 0, stderr: '' })
  })

  for (const [title, path, code] of [
    ['is full', '/dev/full', 'ENOSPC'],
    // Nothing is mapped at address 0.
    ['fails', '/proc/self/mem', 'EIO'],
  ] as const) {
    test.skipIf(process.platform !== 'linux')(
      `as its disk ${title} is carried out, and says in the end what is lost`,
      async ({ cluster }) => {
        const shop = await createShop(cluster)
        const env = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: cluster.kubeconfig }
        const args = program.args('apply', '-p', 'prod_shop', '-o', 'json')
        const stdout = openSync(path, 'r+')
        const child = spawn(program.file, args, { cwd: shop.folder, env, stdio: ['ignore', stdout, 'pipe'] })
        let stderr = ''
        child.stderr?.on('data', (data) => (stderr += data))
        const exitCode = await new Promise((resolve) => child.once('close', resolve))
        closeSync(stdout)

        expect(stderr.match(/^error: stdout can't be written: .*$/gm)).toEqual([expect.stringContaining(code)])
        expect(stderr).toContain('done: revision 1')
        expect(exitCode).toBe(70)
        expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply'])
        expect(await leases(cluster)).toBe('')
      },
    )
  }
})

import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { childOf, startOnTerminal } from '../../support/output/terminal.ts'
import type { ProgramResult } from '../../support/program.ts'
import { createShop } from '../../support/projects/shop.ts'

function onTerminal(cluster: Cluster, cwd: string, args: string, environment: Record<string, string> = {}) {
  const env = { KUBECONFIG: cluster.kubeconfig, ...environment }
  return startOnTerminal([...args.split(' '), '-p', 'prod_shop'], { cwd, env })
}

const slow = { replicas: 2, stage: 'never-ready' }

/** The cursor is visible at the end. */
function expectCursor({ stdout }: ProgramResult): void {
  expect(stdout.lastIndexOf('\u001b[?25h')).toBeGreaterThan(stdout.lastIndexOf('\u001b[?25l'))
}

// script(1) takes other arguments elsewhere.
describe.skipIf(process.platform !== 'linux')('on a terminal', () => {
  test('apply shows the rollout as a table, then what failed, then the summary', async ({ cluster }) => {
    const shop = await createShop(cluster, slow)

    const result = await onTerminal(cluster, shop.folder, 'apply --timeout 3s').result

    expect(result.stdout).toMatch(/WORKLOAD +UPDATED +READY +TOTAL +TIME +WAITING FOR/)
    expect(result.stdout).toMatch(/Deployment web +2 +0 +2 +\ds /)
    const end = result.stdout.slice(result.stdout.lastIndexOf('\u001b[?25h'))
    expect(end).toMatch(/failed[^\n]+Deployment \S+\/web[\s\S]+failed\S+: revision 1, 2 created, [\s\S]+next:/)
    expectCursor(result)
    expect(result.exitCode).toBe(5)
  })

  test('Ctrl-C leaves the last state of what was waited for, and the cursor', async ({ cluster }) => {
    const shop = await createShop(cluster, slow)
    const running = onTerminal(cluster, shop.folder, 'apply')
    await cluster.waitFor('the table', async () => running.output().includes('WAITING FOR'))
    const pid = await cluster.waitFor('kdeploy', async () => childOf(running.child.pid))

    process.kill(pid, 'SIGINT')
    const result = await running.result

    expect(result.stdout).toMatch(/waiting\S* {2}Deployment \S+\/web: [\s\S]*interrupted by SIGINT/)
    expectCursor(result)
    expect(result.exitCode).toBe(130)
  })

  for (const environment of [{ CI: 'true' }, { TERM: 'dumb' }]) {
    test(`apply moves no cursor with ${JSON.stringify(environment)}`, async ({ cluster }) => {
      const shop = await createShop(cluster, { replicas: 2 })

      const { stdout, exitCode } = await onTerminal(cluster, shop.folder, 'apply', environment).result

      expect(stdout).not.toMatch(/\u001b\[[?\dA-L]*[A-Lhl]/)
      expect(stdout).toMatch(/ready\S* +Deployment \S+\/web: 2 replicas ready\r\n/)
      expect(exitCode).toBe(0)
    })
  }
})

import { expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

test('a pod of which its kubelet says nothing is named with its node, how long, and the state of the node', async ({
  cluster,
}) => {
  // No stage of the control plane's kubelet has that name.
  const shop = await createShop(cluster, { stage: 'silent' })

  const { exitCode, stderr } = await shop.kdeploy('apply', '--timeout', '14s')

  expect(stderr).toMatch(
    /pod web-\S+: NotStarted: the kubelet of node (\S+) has not reported on the pod, scheduled there \d+ s ago; the node's condition Ready is True \(KubeletReady: .+\)\n/,
  )
  expect(exitCode).toBe(5)
})

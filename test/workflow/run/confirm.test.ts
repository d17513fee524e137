import { expect, test } from 'vitest'
import type { Cluster } from '../../../src/cluster/api/cluster.ts'
import { confirmBeforeWriting } from '../../../src/workflow/run/confirm.ts'
import { Interrupted } from '../../../src/workflow/run/interruption.ts'
import { startRun } from '../../../src/workflow/run/run.ts'
import type { World } from '../../../src/workflow/run/world.ts'

test('a run that a signal ended before the question asks nothing', async () => {
  const asked: string[] = []
  const confirm = async (lines: readonly string[]) => asked.push(...lines) > 0
  const world = { confirm, interrupted: AbortSignal.abort('SIGINT') } as Partial<World> as World
  const cluster = { kubeContext: 'kind', server: 'https://127.0.0.1' } as Partial<Cluster> as Cluster

  await expect(
    confirmBeforeWriting(
      { action: 'apply' },
      startRun(cluster, world, () => {}),
    ),
  ).rejects.toThrow(Interrupted)

  expect(asked).toEqual([])
})

import { describe, expect } from 'vitest'
import type { Fault } from '../../support/cluster/api-proxy.ts'
import { test } from '../../support/cluster/cluster.ts'
import { applyWithFault, expireLocks, filesOf, state, writes } from '../../support/faults/faults.ts'

const broken: Fault = { code: 500, reason: 'InternalError', message: 'Internal error occurred: boom' }

/** What an apply of revision 2 over revision 1 says and leaves, where one of its writes fails for good. */
const cases: readonly {
  write: keyof typeof writes
  fault?: Fault
  exitCode: number
  says: RegExp
  leaves: { revision: string; changed: 1 | 2; locks?: number }
}[] = [
  {
    write: 'the POST of the lock',
    exitCode: 3,
    says: /^error: could not acquire the lock of shop\/prod_shop\/\S+\n {2}error: POST .*leases: the API server failed \(500\)[^\n]*\n(?: *hint: .*\n)?nothing was written\n/m,
    leaves: { revision: '1 succeeded', changed: 1 },
  },
  {
    write: 'the PUT of the parent',
    exitCode: 3,
    says: /^error: could not record this deploy\n {2}error: PUT .*\n(?: *hint: .*\n)?nothing was written\n/m,
    leaves: { revision: '1 succeeded', changed: 1 },
  },
  {
    write: 'the POST of the revision',
    exitCode: 3,
    says: /^error: could not record this deploy\n {2}error: POST .*\n(?: *hint: .*\n)?nothing was written\n/m,
    leaves: { revision: '1 succeeded', changed: 1 },
  },
  {
    write: 'the PATCH of a changed object',
    exitCode: 3,
    says: /the deploy stopped: the cluster refused a write\n.*ConfigMap \S+\/changed: the API server failed[\s\S]*\n {2}already written: ConfigMap \S+\/even\n/,
    leaves: { revision: '2 failed', changed: 1 },
  },
  {
    write: 'the PATCH of a changed object',
    fault: { lose: 'answer' },
    exitCode: 3,
    says: /the deploy stopped: the cluster stopped responding\n[\s\S]*already written: ConfigMap \S+\/even; outcome unknown: ConfigMap \S+\/changed\n/,
    leaves: { revision: '2 failed', changed: 2 },
  },
  {
    write: 'the DELETE of a pruned object',
    exitCode: 3,
    says: /^error: everything was applied, but 1 object no longer rendered could not be deleted\n.*ConfigMap \S+\/odd: the API/m,
    leaves: { revision: '2 succeeded', changed: 2 },
  },
  {
    write: 'the DELETE of a pruned object',
    fault: { lose: 'answer' },
    exitCode: 3,
    says: /ConfigMap \S+\/odd: deletion outcome unknown: the cluster \S+ can't be reached/,
    leaves: { revision: '2 succeeded', changed: 2 },
  },
  {
    write: 'the DELETE of a pruned object',
    fault: { code: 504, reason: 'Timeout', message: 'request did not complete' },
    exitCode: 3,
    says: /ConfigMap \S+\/odd: deletion outcome unknown: the API server/,
    leaves: { revision: '2 succeeded', changed: 2 },
  },
  {
    write: 'the PUT that ends the revision',
    exitCode: 3,
    says: /^error: everything was applied, but revision 2 could not be recorded as succeeded\n[\s\S]*\nhint: rerun the command/m,
    leaves: { revision: '2 pending', changed: 2 },
  },
  {
    write: 'the DELETE of the lock',
    exitCode: 0,
    says: /^warning: could not release the lock; it expires on its own: Internal error occurred: boom\ndone: revision 2/m,
    leaves: { revision: '2 succeeded', changed: 2, locks: 1 },
  },
]

describe('an apply tells truly what it did, and the next one ends it, where', () => {
  for (const { write, fault = broken, exitCode, says, leaves } of cases) {
    const end = fault === broken ? 'fails' : 'code' in fault ? `gets a ${fault.code}` : 'is never answered'
    test(`${write} ${end}`, { timeout: 60_000 }, async ({ cluster }) => {
      const { namespace } = cluster
      const project = await cluster.createProject({ files: filesOf(namespace, 1) })
      const first = await cluster.kdeploy(['apply', '--profile', 'prod_shop'], { cwd: project.folder })
      expect(first.exitCode, first.stderr).toBe(0)
      await project.write(filesOf(namespace, 2))

      const result = await applyWithFault(cluster, project.folder, writes[write], fault, Number.POSITIVE_INFINITY)

      expect(result.stderr).toMatch(says)
      expect(result.exitCode).toBe(exitCode)
      const left = await state(cluster)
      expect(left).toMatchObject({ revision: leaves.revision, locks: leaves.locks ?? 0 })
      expect(left.members).toContain(`changed ${leaves.changed}`)

      await expireLocks(cluster)
      const again = await cluster.kdeploy(['apply', '--profile', 'prod_shop', '--lock-timeout', '20s'], {
        cwd: project.folder,
      })

      expect(again.exitCode, again.stderr).toBe(0)
      const last = await state(cluster)
      expect(last).toMatchObject({ locks: 0, members: ['changed 2', 'even', 'same', 'web'] })
      expect(last.revision).toMatch(/^[23] succeeded$/)
    })
  }
})

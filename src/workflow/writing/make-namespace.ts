import type { Release } from '../../history/records/release.ts'
import { refOf } from '../../manifest/identity.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Plan } from '../../plan/types.ts'
import { isNamespace } from '../planning/release-namespace.ts'
import { rethrowAsInterrupted } from '../run/interruption.ts'
import { trackOutcome } from '../run/request-errors.ts'
import { fieldManager, type Run } from '../run/run.ts'

/**
 * The lock and the revision need the namespace, so it comes before everything else. A rendered one is
 * told of when it is written.
 */
export async function makeNamespace(run: Run, release: Release, plan: Plan): Promise<void> {
  const { cluster, emit, ledger } = run
  const rendered = plan.changes.find(
    ({ desired, action }) => action === 'create' && isNamespace(desired, release.namespace),
  )
  const made: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: release.namespace } }
  if (rendered === undefined && plan.madeNamespace === undefined) return
  const ref = refOf(made)
  const make = () => cluster.apply(rendered?.desired ?? made, { fieldManager, dryRun: false })
  await trackOutcome(ledger, ref, 'write-unknown', make).catch(rethrowAsInterrupted(run))
  ledger.record(ref, 'namespace-created')
  if (rendered === undefined) emit({ type: 'written', ref, action: 'create' })
}

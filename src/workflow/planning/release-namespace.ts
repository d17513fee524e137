import { KdeployError } from '../../errors.ts'
import { identityOf, type Release } from '../../history/records/release.ts'
import { refOf } from '../../manifest/identity.ts'
import type { KubeObject, Manifest } from '../../manifest/types.ts'
import type { Plan } from '../../plan/types.ts'
import type { Emit } from '../run/events.ts'
import { rethrowAsInterrupted } from '../run/interruption.ts'
import type { Policy } from '../run/policy.ts'
import { trackOutcome } from '../run/request-errors.ts'
import { fieldManager, type Run } from '../run/run.ts'

/**
 * The release's namespace where it must be made: it is neither there nor rendered. `missing`: what happens then; a warning tells
 * what an apply would need. @throws KdeployError `namespace-missing`
 */
export function namespaceToMake(
  absent: ReadonlySet<string>,
  release: Release,
  manifests: readonly Manifest[],
  missing: Policy['missingNamespace'],
  emit: Emit,
): string | undefined {
  if (!absent.has(release.namespace)) return undefined
  if (manifests.some(({ object }) => isNamespace(object, release.namespace))) return undefined
  if (missing === 'warn') {
    const message = `the namespace ${release.namespace} does not exist and is not rendered: apply needs --create-namespace`
    emit({ type: 'warning', message })
  }
  if (missing !== 'refuse') return release.namespace
  throw new KdeployError({
    code: 'namespace-missing',
    category: 'input',
    message: `the namespace ${release.namespace} of ${identityOf(release)} does not exist and is not rendered`,
    hint: 'create it, or use --create-namespace',
  })
}

function isNamespace(object: KubeObject, name: string): boolean {
  const ref = refOf(object)
  return ref.group === '' && ref.kind === 'Namespace' && ref.name === name
}

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
  emit({ type: 'writing' })
  const ref = refOf(made)
  const make = () => cluster.apply(rendered?.desired ?? made, { fieldManager, dryRun: false })
  await trackOutcome(ledger, ref, 'write-unknown', make).catch(rethrowAsInterrupted(run))
  ledger.record(ref, 'namespace-created')
  if (rendered === undefined) emit({ type: 'written', ref, action: 'create' })
}

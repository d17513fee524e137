import { KdeployError } from '../../errors.ts'
import { identityOf, type Release } from '../../history/records/release.ts'
import { refOf } from '../../manifest/identity.ts'
import type { KubeObject, Manifest } from '../../manifest/types.ts'
import type { Emit } from '../run/events.ts'
import type { Policy } from '../run/policy.ts'

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

/** Whether an object is the Namespace of this name. */
export function isNamespace(object: KubeObject, name: string): boolean {
  const ref = refOf(object)
  return ref.group === '' && ref.kind === 'Namespace' && ref.name === name
}

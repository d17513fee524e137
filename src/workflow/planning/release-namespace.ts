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

/**
 * Where the namespace of the release may not be read, the API server's answers tell that it isn't there, the same for each object.
 * @throws KdeployError `namespace-missing`, once
 */
export function refuseUnseenNamespace(
  judged: readonly { readonly problems: readonly KdeployError[] }[],
  release: Release,
  missing: Policy['missingNamespace'],
): void {
  const { namespace } = release
  const message = `the namespace ${namespace} of ${identityOf(release)} does not exist`
  const isUnseen = judged.some(({ problems }) =>
    problems.some(({ code, message }) => code === 'namespace-missing' && message.includes(`namespace ${namespace} `)),
  )
  if (!isUnseen) return
  const hint =
    missing === 'create'
      ? 'have it created, or ask for a ClusterRole that allows get, create and patch on namespaces: --create-namespace needs to see that it is missing'
      : 'have it created; it may not be read, so that this was seen late'
  throw new KdeployError({ code: 'namespace-missing', category: 'input', message, hint })
}

/** Whether an object is the Namespace of this name. */
export function isNamespace(object: KubeObject, name: string): boolean {
  const ref = refOf(object)
  return ref.group === '' && ref.kind === 'Namespace' && ref.name === name
}

import type { ApiResource, Cluster } from '../../../cluster/api/cluster.ts'
import { KdeployError, throwCollected } from '../../../errors.ts'
import type { Reach } from '../../../history/records/parent.ts'
import type { Release } from '../../../history/records/release.ts'
import { describeRef, groupKindOf, keyOf } from '../../../manifest/identity.ts'
import type { ObjectRef } from '../../../manifest/types.ts'
import { nearest } from '../../../nearest.ts'
import type { Member } from '../../../plan/types.ts'
import { isNamed, type NamedObject, typedName } from '../../run/named-object.ts'
import type { Run } from '../../run/run.ts'

/** Evidence that an object was once a member. */
interface FormerMembers {
  /** What the revisions recorded. */
  readonly recorded: readonly ObjectRef[]
  /** Where members may be, where a delete took the revisions already. */
  readonly reach?: Reach | undefined
}

/**
 * Keys of the candidates that a person named. One that the release had and that is gone, or being deleted, is only told, so that a
 * run that was cut off can be repeated.
 * @throws KdeployError `not-prunable` with each name that no candidate has, or several have
 */
export async function findNamed(
  run: Run,
  { namespace }: Release,
  candidates: readonly Member[],
  named: readonly NamedObject[],
  past: FormerMembers,
): Promise<ReadonlySet<string>> {
  const { cluster, emit } = run
  const keys = new Set<string>()
  const problems: KdeployError[] = []
  for (const one of named) {
    const resource = await cluster.resourceNamed(one.kind)
    const found = candidates.filter(({ ref }) => isNamed(ref, one, resource))
    const [first, second] = found
    if (first !== undefined && second === undefined) {
      keys.add(keyOf(first.ref))
      continue
    }
    const wasRecorded = first === undefined && resource !== undefined && wasMember(resource, one, candidates, past)
    const absence = wasRecorded
      ? await describeAbsence(cluster, resource, { ...one, namespace: one.namespace ?? namespace })
      : undefined
    if (absence === undefined) problems.push(notPrunable(one, found, candidates, resource))
    else emit({ type: 'notice', message: `--also-delete ${typedName(one)}: ${absence}` })
  }
  throwCollected(problems, (count) => `${count} names of --also-delete match no object that can be deleted`)
  return keys
}

/**
 * Whether the release had such an object. A kind of which its parent says that there may be some, and
 * of which there is none, had one.
 */
function wasMember(
  resource: ApiResource,
  named: NamedObject,
  candidates: readonly Member[],
  { recorded, reach }: FormerMembers,
): boolean {
  if (recorded.some((ref) => isNamed(ref, named, resource))) return true
  const groupKind = groupKindOf(resource)
  return reach?.groupKinds.includes(groupKind) === true && !candidates.some(({ ref }) => groupKindOf(ref) === groupKind)
}

/** Why an object can't be deleted any more; undefined where it is there to stay. */
async function describeAbsence(
  cluster: Cluster,
  resource: ApiResource,
  { namespace, name }: Pick<NamedObject, 'namespace' | 'name'>,
): Promise<string | undefined> {
  const live = await cluster.get({ ...resource, namespace: resource.namespaced ? namespace : undefined, name })
  if (live === null) return 'it does not exist'
  return live.metadata['deletionTimestamp'] === undefined ? undefined : 'it is already being deleted'
}

function notPrunable(
  named: NamedObject,
  found: readonly Member[],
  candidates: readonly Member[],
  resource: ApiResource | undefined,
): KdeployError {
  const list = candidates.map(({ ref }) => describeRef(ref)).join('\n')
  const names = candidates.filter(({ ref }) => isNamed(ref, ref, resource)).map(({ ref }) => ref.name)
  const meant = found.length === 0 ? nearest(named.name, names) : undefined
  const { kind } = named
  const option = `--also-delete ${typedName(named)}`
  return new KdeployError({
    code: 'not-prunable',
    category: 'input',
    message:
      found.length > 1
        ? `${option} names ${found.length} objects in different namespaces`
        : `${option} matches no object that this run can delete`,
    detail: candidates.length === 0 ? 'this run deletes nothing' : `it can delete:\n${list}`,
    hint:
      found.length > 1
        ? `say which one: ${kind}/NAMESPACE/${named.name}`
        : meant === undefined
          ? 'only objects that the release applied earlier and no longer renders can be deleted'
          : `did you mean ${kind}/${meant}?`,
  })
}

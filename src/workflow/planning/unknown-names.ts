import type { ApiResource, Cluster } from '../../cluster/api/cluster.ts'
import { KdeployError } from '../../errors.ts'
import { refOf } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { nearest } from '../../nearest.ts'
import { isNamed, type NamedObject, typedName } from '../run/named-object.ts'

/** The options that name rendered objects, with the code of what names none. */
const codes = { '--adopt': 'adopt-unknown', '--replace': 'replace-unknown' } as const

/** Each `OPTION KIND/NAME` that names nothing that is rendered, as a KdeployError; one of the release's `members` may be meant that is no longer rendered. */
export async function unknownNames(
  cluster: Cluster,
  refs: readonly ObjectRef[],
  option: keyof typeof codes,
  asked: readonly NamedObject[],
  members: readonly KubeObject[] = [],
): Promise<KdeployError[]> {
  const problems = await Promise.all(
    asked.map(async (named) => {
      const resource = await cluster.resourceNamed(named.kind)
      if (refs.some((ref) => isNamed(ref, named, resource))) return []
      return new KdeployError({
        code: codes[option],
        category: 'input',
        message: `${option} ${typedName(named)} matches no rendered object`,
        hint: hintFor(named, resource, refs, members),
      })
    }),
  )
  return problems.flat()
}

function hintFor(
  named: NamedObject,
  resource: ApiResource | undefined,
  refs: readonly ObjectRef[],
  members: readonly KubeObject[],
): string | undefined {
  const { kind, name } = named
  if (resource === undefined) return `the cluster serves no kind ${kind}`
  if (members.some((member) => isNamed(refOf(member), named, resource))) {
    return `it is no longer rendered: --also-delete ${typedName(named)} deletes it`
  }
  const meant = nearest(
    name,
    refs.filter((ref) => isNamed(ref, ref, resource)).map((ref) => ref.name),
  )
  return meant === undefined ? undefined : `did you mean ${kind}/${meant}?`
}

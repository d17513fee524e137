import { joinNames } from '../counts.ts'
import { describeRef, refOf } from '../manifest/identity.ts'
import { nearest } from '../nearest.ts'
import type { JudgedManifest } from './failure.ts'
import type { Selector } from './shapes.ts'

/** Objects that are named; more are counted. */
const mostNamed = 5

/** The manifests that a selector means. */
export function select(manifests: readonly JudgedManifest[], { kind, namespace, name }: Selector): JudgedManifest[] {
  return manifests.filter(({ manifest: { object } }) => {
    const ref = refOf(object)
    return (
      (kind === undefined || kind === ref.kind) &&
      (namespace === undefined || namespace === ref.namespace) &&
      (name === undefined || name === ref.name)
    )
  })
}

/** `Deployment my-ns/web`, `every manifest`. */
export function describeSelector({ kind, namespace, name }: Selector): string {
  if (kind === undefined && namespace === undefined && name === undefined) return 'manifest'
  const where = namespace === undefined ? '' : name === undefined ? ` in ${namespace}` : ` ${namespace}/`
  const called = name === undefined ? '' : namespace === undefined ? ` ${name}` : name
  return `${kind ?? 'object'}${where}${called}`
}

/** Objects by their names; more are counted. */
export function nameAll(manifests: readonly JudgedManifest[]): string {
  return joinNames(manifests, mostNamed, ({ masked }) => describeRef(refOf(masked)))
}

/** What a selector that means nothing was probably to mean, or what there is. */
export function explainNone(manifests: readonly JudgedManifest[], { kind, namespace, name }: Selector): string {
  if (manifests.length === 0) return 'nothing is rendered'
  const refs = manifests.map(({ masked }) => refOf(masked))
  const kinds = new Set(refs.map((ref) => ref.kind))
  if (kind !== undefined && !kinds.has(kind)) {
    const meant = nearest(kind, kinds)
    return meant === undefined ? `rendered kinds: ${[...kinds].toSorted().join(', ')}` : `did you mean ${meant}?`
  }
  const ofKind = manifests.filter(({ masked }) => kind === undefined || masked.kind === kind)
  const found = select(ofKind, { name })
  if (name !== undefined && found.length > 0 && namespace !== undefined) return `there is ${nameAll(found)}`
  const meant =
    name === undefined
      ? undefined
      : nearest(
          name,
          refs.map((ref) => ref.name),
        )
  return meant === undefined ? `there is ${nameAll(ofKind)}` : `did you mean ${meant}?`
}

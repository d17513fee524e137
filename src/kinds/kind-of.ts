import { genericKind } from './generic.ts'
import { kinds } from './registry.ts'
import type { Kind } from './rules/kind.ts'

const byName = new Map(kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind]))

/** The rules of a kind; the conventions for one that has none of its own. `hasStatus`: see genericKind. */
export function kindOf(type: { readonly group: string; readonly kind: string }, hasStatus = false): Kind {
  return byName.get(`${type.group}/${type.kind}`) ?? genericKind(type.group, type.kind, hasStatus)
}

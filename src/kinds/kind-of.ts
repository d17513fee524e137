import { genericKind } from './generic.ts'
import { kinds } from './registry.ts'
import type { Kind } from './rules/kind.ts'

const byName = new Map(kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind]))

/** The rules of a kind; kstatus's conventions for one that has none of its own. */
export function kindOf(type: { readonly group: string; readonly kind: string }): Kind {
  return byName.get(`${type.group}/${type.kind}`) ?? genericKind(type.group, type.kind)
}

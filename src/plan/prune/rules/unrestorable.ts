import { describeRef, keyOf, refOf } from '../../../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../../../manifest/types.ts'
import { referencesOf } from '../../references/references.ts'
import type { NotRestored } from '../../types.ts'
import type { PruneRule } from './rule.ts'

export interface UnrestorableFacts {
  /** What an undo can't bring back, as an object of any API group: it may be known under another one by now. */
  readonly unrestorable: ReadonlySet<string>
  /** What those name, by key, with the one that names it. */
  readonly namedByUnrestorable: ReadonlyMap<string, string>
}

/** An object that an undo leaves as it is isn't deleted either; nor is what it names, as that would break it. */
export const unrestorable: PruneRule<UnrestorableFacts> = {
  name: 'unrestorable',
  decide({ ref, fate }, { unrestorable: notRestored, namedByUnrestorable }) {
    if (fate.kind !== 'delete') return undefined
    if (notRestored.has(namesake(ref))) return { kind: 'keep', reason: "it can't be restored" }
    const by = namedByUnrestorable.get(keyOf(ref))
    return by === undefined ? undefined : { kind: 'keep', reason: `${by} refers to it, and can't be restored` }
  },
}

/** The facts of what an undo leaves as it is; `members` are the release's live objects. */
export function unrestorableFacts(
  notRestored: readonly NotRestored[],
  members: Iterable<KubeObject>,
): UnrestorableFacts {
  const namesakes = new Set(notRestored.map(({ ref }) => namesake(ref)))
  const staying = [...members].filter((live) => namesakes.has(namesake(refOf(live))))
  const references = referencesOf(staying.map(asManifest))
  const namedByUnrestorable = new Map(references.map(({ from, to }) => [keyOf(to), describeRef(refOf(from.object))]))
  return { unrestorable: namesakes, namedByUnrestorable }
}

/** An object in any API group. */
function namesake({ kind, namespace, name }: ObjectRef): string {
  return `${kind}/${namespace ?? ''}/${name}`
}

function asManifest(object: KubeObject): Manifest {
  const file = describeRef(refOf(object))
  return { object, template: file, sensitive: [], placeOf: () => ({ file }) }
}

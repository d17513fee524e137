import { kindOf } from '../../kinds/kind-of.ts'
import { childTypes, noChildren } from '../../kinds/rules/children.ts'
import { judge } from '../../kinds/rules/judge.ts'
import { isBuiltInGroup } from '../../manifest/scope.ts'
import { type Applied, allNeeds, type Need, needsOfObjects, optional } from './need.ts'

/** What explains why something isn't ready. */
const explaining = "why something isn't ready"

/**
 * What waiting for these objects needs: watching those that aren't ready as soon as they are written, or that must stay ready for
 * `stableFor` milliseconds; what explains why one isn't is optional.
 */
export function needsOfWaiting(objects: readonly Applied[], stableFor: number): Need[] {
  const waitedFor = objects.filter((object) => isWaitedFor(object, stableFor))
  return [
    ...needsOfObjects(waitedFor, ['list', 'watch']).map((need) => ({ ...need, names: [] })),
    ...waitedFor.flatMap(({ ref }) => needsOfExplaining(kindOf(ref).children, ref.namespace)),
    ...objects
      .filter(isSelecting)
      .flatMap(({ ref: { namespace } }) =>
        optional(allNeeds({ group: '', resource: 'pods', namespace }, ['list'], 'whether a Service selects any pods')),
      ),
    // Its controller may have said by the time it is written that it isn't ready.
    ...optional(needsOfObjects(objects.filter(isCustom), ['list', 'watch']).map((need) => ({ ...need, names: [] }))),
  ]
}

/** A Service whose pods are looked for. */
function isSelecting({ ref, desired }: Applied): boolean {
  return kindOf(ref).podSelector?.(desired) !== undefined
}

function isWaitedFor({ ref, desired }: Applied, stableFor: number): boolean {
  const kind = kindOf(ref)
  // As it is written, before its controller has seen it.
  const unseen = { ...desired, metadata: { ...desired.metadata, generation: 1 } }
  return judge(kind, unseen, noChildren, 0).state !== 'ready' || (stableFor > 0 && kind.keepsRunning === true)
}

function isCustom({ ref }: Applied): boolean {
  return !isBuiltInGroup(ref.group)
}

function needsOfExplaining(children: readonly (keyof typeof childTypes)[], namespace: string | undefined): Need[] {
  const watching = children.flatMap((type) => {
    const { group, kind } = childTypes[type]
    return allNeeds({ group, resource: `${kind.toLowerCase()}s`, namespace }, ['list', 'watch'], explaining)
  })
  if (!children.includes('Pod')) return optional(watching)
  const logs = allNeeds({ group: '', resource: 'pods/log', namespace }, ['get'], explaining)
  const nodes = allNeeds({ group: '', resource: 'nodes', namespace: undefined }, ['get'], explaining)
  return optional([...watching, ...logs, ...nodes])
}

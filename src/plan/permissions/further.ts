import { groupBy } from '../../group-by.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import { type Applied, allNeeds, type Need, needsOfObjects, optional } from './need.ts'

/** A resource in a namespace, or in the whole cluster. */
export type Where = Pick<Need, 'group' | 'resource' | 'namespace'>

/** What finding and deleting members needs that are no longer rendered: where they may be. */
export function needsOfPrune(places: readonly Where[]): Need[] {
  return optional(places.flatMap((place) => allNeeds(place, ['get', 'list', 'delete'], 'what is no longer rendered')))
}

/** What seeing needs that others changed objects: a dry-run PUT. */
export function needsOfDrift(objects: readonly Applied[]): Need[] {
  const updating = needsOfObjects(objects, ['update'])
  return optional(updating.map((need) => ({ ...need, for: 'what others changed' })))
}

/** What seeing needs that what manifests name is there: `targets` with the plural of their kinds. */
export function needsOfReferences(targets: readonly { readonly ref: ObjectRef; readonly plural: string }[]): Need[] {
  const places = groupBy(targets, ({ ref, plural }) => `${ref.group}/${plural}/${ref.namespace ?? ''}`)
  const needs = [...places.values()].flatMap(([{ ref, plural }]) =>
    allNeeds({ group: ref.group, resource: plural, namespace: ref.namespace }, ['get', 'list'], 'what manifests name'),
  )
  return optional(needs)
}

/** What seeing needs that namespaces are there, and that their quotas have room. */
export function needsOfNamespaces(namespaces: readonly string[]): Need[] {
  const needs = namespaces.flatMap((namespace) => [
    ...allNeeds({ group: '', resource: 'namespaces', namespace }, ['get'], 'whether the namespace is there'),
    ...allNeeds({ group: '', resource: 'resourcequotas', namespace }, ['list'], 'whether quotas have room'),
    ...allNeeds({ group: '', resource: 'limitranges', namespace }, ['list'], 'whether quotas have room'),
  ])
  return optional(needs)
}

/** What seeing needs that an autoscaler sets the replicas of these objects. */
export function needsOfAutoscalers(objects: readonly Applied[]): Need[] {
  const scaled = objects.filter(({ ref }) => ref.group === 'apps' && ref.kind !== 'DaemonSet')
  const namespaces = [...new Set(scaled.map(({ ref }) => ref.namespace))]
  const needs = namespaces.flatMap((namespace) => {
    const autoscalers = { group: 'autoscaling', resource: 'horizontalpodautoscalers', namespace }
    return allNeeds(autoscalers, ['list'], 'whether an autoscaler sets the replicas')
  })
  return optional(needs)
}

import type { Place } from '../../errors.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'patch' | 'update' | 'delete'

/** One thing that a run must be allowed to do, or had better be. */
export interface Need {
  readonly verb: Verb
  readonly group: string
  /** The plural of its URL, with a subresource: `deployments`, `pods/log`. */
  readonly resource: string
  /** undefined: in the whole cluster. */
  readonly namespace: string | undefined
  /** The objects that it is about; empty where they have no name yet, or all are meant. */
  readonly names: readonly string[]
  /** What needs it: a template's line, or what it is for. */
  readonly for: Place | string
  /** Needed only where an object isn't there yet, which the server knows. */
  readonly onlyForNew: boolean
  /** Without it a run can go on, and leaves something out. Default: it can't. */
  readonly isOptional?: true
}

/** An object that is to be applied, with the plural of its kind's URL. */
export interface Applied {
  readonly ref: ObjectRef
  readonly plural: string
  readonly place: Place
  /** Known not to be there: its namespace isn't. */
  readonly absent: boolean
  /** As it is sent. */
  readonly desired: KubeObject
}

/** Reading, dry-running and applying an object. */
const applying: readonly Verb[] = ['get', 'patch', 'create']

/**
 * What these objects need, once per verb, resource and namespace; default: what reading, dry-running and applying them does.
 */
export function needsOfObjects(
  objects: readonly Omit<Applied, 'desired'>[],
  verbs: readonly Verb[] = applying,
): Need[] {
  const needs = new Map<string, Need & { readonly names: string[]; onlyForNew: boolean }>()
  for (const object of objects) {
    const { ref, plural, absent } = object
    for (const verb of verbs) {
      const key = `${verb}/${ref.group}/${plural}/${ref.namespace ?? ''}`
      const onlyForNew = verb === 'create' && !absent
      const known = needs.get(key)
      if (known !== undefined) {
        known.names.push(ref.name)
        known.onlyForNew &&= onlyForNew
        continue
      }
      const { group, namespace, name } = ref
      needs.set(key, { verb, group, resource: plural, namespace, names: [name], for: object.place, onlyForNew })
    }
  }
  return [...needs.values()]
}

/** What running hooks needs: each Job is deleted and created again. */
export function needsOfHooks(hooks: readonly Omit<Applied, 'desired'>[]): Need[] {
  const remade = hooks.map((hook) => ({ ...hook, absent: true }))
  return needsOfObjects(remade, [...applying, 'delete'])
}

/** What keeping a release's state on the cluster needs: its revisions and parent (Secrets), its lock (a Lease). */
export function needsOfRelease(namespace: string): Need[] {
  return [
    ...allNeeds({ group: '', resource: 'secrets', namespace }, ['get', 'list', 'create', 'update'], revisions),
    ...optional(allNeeds({ group: '', resource: 'secrets', namespace }, ['delete'], 'deleting old revisions')),
    ...needsOfLock(namespace),
  ]
}

/** What deleting a release's state needs, besides what deleting its objects does. */
export function needsOfDelete(namespace: string): Need[] {
  const verbs = ['get', 'list', 'create', 'update', 'delete'] as const
  return [...allNeeds({ group: '', resource: 'secrets', namespace }, verbs, revisions), ...needsOfLock(namespace)]
}

const revisions = "the release's revisions"

function needsOfLock(namespace: string): Need[] {
  const lease = { group: 'coordination.k8s.io', resource: 'leases', namespace }
  return allNeeds(lease, ['get', 'create', 'update', 'delete'], "the release's lock")
}

/** One need for each verb, for all objects of a resource. */
export function allNeeds(
  where: Pick<Need, 'group' | 'resource' | 'namespace'>,
  verbs: readonly Verb[],
  purpose: Need['for'],
): Need[] {
  return verbs.map((verb) => ({ verb, ...where, names: [], for: purpose, onlyForNew: false }))
}

/** The same needs, of a run that can go on without. */
export function optional(needs: readonly Need[]): Need[] {
  return needs.map((need) => ({ ...need, isOptional: true }))
}

/** Each verb of a resource and namespace once: as needed where it is that at all, and for all names. */
export function mergeNeeds(needs: readonly Need[]): Need[] {
  const merged = new Map<string, Need>()
  for (const need of needs) {
    const key = `${need.verb}/${need.group}/${need.resource}/${need.namespace ?? ''}`
    const known = merged.get(key)
    merged.set(key, known === undefined ? need : mergeNeed(known, need))
  }
  return [...merged.values()]
}

function mergeNeed(one: Need, other: Need): Need {
  if (isWeaker(one, other)) return other
  if (isWeaker(other, one)) return one
  const names = one.names.length === 0 || other.names.length === 0 ? [] : [...new Set([...one.names, ...other.names])]
  return { ...one, names }
}

function isWeaker(one: Need, other: Need): boolean {
  const rank = ({ isOptional, onlyForNew }: Need) => (isOptional ? 0 : onlyForNew ? 1 : 2)
  return rank(one) < rank(other)
}

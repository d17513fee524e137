import type { Cluster, KubeList, ResourceType } from '../../cluster/api/cluster.ts'
import { labelsOf } from '../../manifest/annotations.ts'
import { partOfLabel } from '../../manifest/membership.ts'
import type { KubeObject } from '../../manifest/types.ts'

/** Milliseconds for which one release takes over what another has read of what they share. */
const freshFor = 5000

/** Milliseconds for which a LIST waits for those of other releases. */
const gatherFor = 2

/** Releases whose members one LIST reads: their labels stand in its URL. */
const mostGathered = 32

/** What one release has read and the next takes over; the wrappers of one connection have it in common. */
interface Known {
  readonly namespaces: Map<string, Read<KubeObject | null>>
  readonly reviews: Map<string, Read<KubeObject>>
  readonly lists: Map<string, Gathering>
}

interface Read<Value> {
  readonly value: Promise<Value>
  readonly at: number
}

/** LISTs of one type in one namespace that are to become one. */
interface Gathering {
  readonly asked: Map<string, Promise<KubeList>>
  readonly list: Promise<KubeList>
}

/**
 * A cluster that the releases of a set read together: a Namespace and what one is allowed there are read once for those that ask soon
 * after each other, and the members of several releases, by LISTs that are asked for at the same time, in one. What the set itself writes
 * to a Namespace or to RBAC has both read again.
 */
export function withSharedReads(cluster: Cluster, clock: () => number): Cluster {
  return wrap(cluster, { namespaces: new Map(), reviews: new Map(), lists: new Map() }, clock)
}

function wrap(cluster: Cluster, known: Known, clock: () => number): Cluster {
  const forget = (group: string, kind: string) => {
    if (kind === 'Namespace' && group === '') known.namespaces.clear()
    if (group === 'rbac.authorization.k8s.io') known.reviews.clear()
  }
  /** Before and after: what is read while it is written may be either. */
  const writing = async <Result>(group: string, kind: string, write: () => Promise<Result>): Promise<Result> => {
    forget(group, kind)
    try {
      return await write()
    } finally {
      forget(group, kind)
    }
  }
  return {
    ...cluster,
    guarded: (check) => wrap(cluster.guarded(check), known, clock),
    get: (ref) =>
      ref.kind === 'Namespace' && ref.group === ''
        ? remembered(known.namespaces, ref.name, clock, () => cluster.get(ref))
        : cluster.get(ref),
    list: (type, options = {}) => {
      const { namespace, labelSelector = '', fieldSelector, metadataOnly } = options
      const isPlain = fieldSelector === undefined && metadataOnly !== true && ownLabel.test(labelSelector)
      return isPlain ? gathered(cluster, known.lists, type, namespace, labelSelector) : cluster.list(type, options)
    },
    create: (object) =>
      object.kind === 'SelfSubjectRulesReview'
        ? remembered(known.reviews, JSON.stringify(object['spec']), clock, () => cluster.create(object))
        : writing(groupOf(object), object.kind, () => cluster.create(object)),
    apply: (object, options) => writing(groupOf(object), object.kind, () => cluster.apply(object, options)),
    replace: (object, options) => writing(groupOf(object), object.kind, () => cluster.replace(object, options)),
    patch: (ref, type, body, options) => writing(ref.group, ref.kind, () => cluster.patch(ref, type, body, options)),
    delete: (ref, options) => writing(ref.group, ref.kind, () => cluster.delete(ref, options)),
  }
}

/** What failed, or isn't there, is asked for again. */
function remembered<Value>(
  reads: Map<string, Read<Value>>,
  key: string,
  clock: () => number,
  read: () => Promise<Value>,
): Promise<Value> {
  const before = reads.get(key)
  if (before !== undefined && clock() - before.at < freshFor) return before.value
  const made = { value: read(), at: clock() }
  reads.set(key, made)
  const drop = () => {
    if (reads.get(key) === made) reads.delete(key)
  }
  made.value.then((value) => {
    if (value === null) drop()
  }, drop)
  return made.value
}

/** All of one release, and nothing else. */
const ownLabel = new RegExp(`^${partOfLabel}=([\\w.-]+)$`)

function gathered(
  cluster: Cluster,
  lists: Map<string, Gathering>,
  type: ResourceType,
  namespace: string | undefined,
  labelSelector: string,
): Promise<KubeList> {
  const key = JSON.stringify([type.group, type.version, type.kind, namespace])
  const [, label = ''] = ownLabel.exec(labelSelector) ?? []
  const gathering = lists.get(key) ?? gather(cluster, lists, key, type, namespace)
  const before = gathering.asked.get(label)
  if (before !== undefined) return before
  const own = gathering.list.then(({ items, resourceVersion }) => ({
    items: items.filter((item) => labelsOf(item)[partOfLabel] === label),
    resourceVersion,
  }))
  gathering.asked.set(label, own)
  if (gathering.asked.size >= mostGathered) lists.delete(key)
  return own
}

function gather(
  cluster: Cluster,
  lists: Map<string, Gathering>,
  key: string,
  type: ResourceType,
  namespace: string | undefined,
): Gathering {
  const asked = new Map<string, Promise<KubeList>>()
  const list = new Promise((resolve) => setTimeout(resolve, gatherFor)).then(() => {
    if (lists.get(key)?.asked === asked) lists.delete(key)
    const labels = [...asked.keys()]
    const selector = labels.length === 1 ? `${partOfLabel}=${labels[0]}` : `${partOfLabel} in (${labels.join(',')})`
    return cluster.list(type, { namespace, labelSelector: selector })
  })
  const gathering = { asked, list }
  lists.set(key, gathering)
  return gathering
}

function groupOf({ apiVersion }: KubeObject): string {
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['']
  return group
}

import { asMap } from '../../json-map.ts'
import { fieldAt, listAt, numberAt } from '../../manifest/fields.ts'
import { parseQuantity } from '../../manifest/quantity.ts'
import type { Json, JsonObject, KubeObject } from '../../manifest/types.ts'

/** Amounts by a quota's resource name: `requests.cpu`, `limits.memory`, `pods`. */
export type Amounts = ReadonlyMap<string, number>

/** What a namespace's LimitRanges give a container that doesn't ask itself, by resource. */
export interface ContainerDefaults {
  readonly requests: Amounts
  readonly limits: Amounts
}

export const noDefaults: ContainerDefaults = { requests: new Map(), limits: new Map() }

/** The defaults of LimitRanges; where two give one, the first counts (kubernetes.io, "Limit Ranges"). */
export function defaultsOf(limitRanges: readonly KubeObject[]): ContainerDefaults {
  const items = limitRanges
    .flatMap((range) => listAt(range, 'spec', 'limits'))
    .filter(({ type }) => type === 'Container')
    .reverse()
  return {
    requests: new Map(items.flatMap(({ defaultRequest }) => [...amountsIn(defaultRequest)])),
    limits: new Map(items.flatMap((item) => [...amountsIn(item['default'])])),
  }
}

/** Pods that are alike. */
export interface Pods {
  readonly count: number
  /** Of one of them. */
  readonly spec: Json | undefined
  /** What one of them takes from a quota. */
  readonly each: Amounts
}

/**
 * The pods that a workload keeps and what they request, where that can be told from the object alone: a Deployment,
 * ReplicaSet, StatefulSet, Job or Pod. None for a DaemonSet (it depends on the nodes) and a CronJob. The pods that a
 * rolling update adds for a while don't count.
 */
export function podsOf(object: KubeObject, defaults: ContainerDefaults = noDefaults): Pods {
  const spec = object.kind === 'Pod' ? object['spec'] : fieldAt(object, 'spec', 'template', 'spec')
  return { count: podCount(object), spec, each: podAmounts(spec, defaults) }
}

/** What one pod takes from a quota. */
export function podAmounts(spec: Json | undefined, defaults: ContainerDefaults = noDefaults): Amounts {
  const amounts = new Map([
    ['pods', 1],
    ['count/pods', 1],
  ])
  for (const [side, plain] of [
    ['requests', true],
    ['limits', false],
  ] as const) {
    for (const [resource, amount] of podResources(spec, side, defaults)) {
      amounts.set(`${side}.${resource}`, amount)
      if (plain && ['cpu', 'memory', 'ephemeral-storage'].includes(resource)) amounts.set(resource, amount)
    }
  }
  return amounts
}

function podCount(object: KubeObject): number {
  switch (`${object.apiVersion.split('/')[0]}/${object.kind}`) {
    case 'v1/Pod':
      return 1
    case 'apps/Deployment':
    case 'apps/ReplicaSet':
    case 'apps/StatefulSet':
      return numberAt(object, 'spec', 'replicas') ?? 1
    case 'batch/Job': {
      if (fieldAt(object, 'spec', 'suspend') === true) return 0
      const parallelism = numberAt(object, 'spec', 'parallelism') ?? 1
      return Math.min(parallelism, numberAt(object, 'spec', 'completions') ?? parallelism)
    }
    default:
      return 0
  }
}

/**
 * What the scheduler and the quotas count for one pod: its containers and sidecars together, or its largest init
 * container, and its overhead (kubernetes.io, "Resource sharing within containers"). A request without a value is the limit.
 */
function podResources(
  spec: Json | undefined,
  side: 'requests' | 'limits',
  defaults: ContainerDefaults,
): Map<string, number> {
  const running = new Map<string, number>()
  const starting = new Map<string, number>()
  for (const container of listAt(spec, 'initContainers')) {
    const sidecar = container['restartPolicy'] === 'Always'
    for (const [resource, amount] of containerResources(container, side, defaults)) {
      const beside = (running.get(resource) ?? 0) + amount
      if (sidecar) running.set(resource, beside)
      else starting.set(resource, Math.max(starting.get(resource) ?? 0, beside))
    }
  }
  for (const container of listAt(spec, 'containers')) {
    for (const [resource, amount] of containerResources(container, side, defaults))
      running.set(resource, (running.get(resource) ?? 0) + amount)
  }
  const overhead = amountsIn(fieldAt(spec, 'overhead'))
  // The overhead raises only those limits that are set (kubernetes, component-helpers/resource, PodLimits).
  const names = new Set([...running.keys(), ...starting.keys(), ...(side === 'requests' ? overhead.keys() : [])])
  return new Map(
    [...names].map((name) => [
      name,
      Math.max(running.get(name) ?? 0, starting.get(name) ?? 0) + (overhead.get(name) ?? 0),
    ]),
  )
}

function containerResources(
  container: JsonObject,
  side: 'requests' | 'limits',
  defaults: ContainerDefaults,
): Map<string, number> {
  const limits = amountsIn(fieldAt(container, 'resources', 'limits'))
  if (side === 'limits') return new Map([...defaults.limits, ...limits])
  return new Map([...defaults.requests, ...limits, ...amountsIn(fieldAt(container, 'resources', 'requests'))])
}

function amountsIn(list: Json | undefined): Map<string, number> {
  return new Map(
    Object.entries(asMap(list)).flatMap(([name, value]) => {
      const amount = parseQuantity(value)
      return amount === undefined ? [] : [[name, amount] as const]
    }),
  )
}

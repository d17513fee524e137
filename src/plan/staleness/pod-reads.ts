import { timeAt } from '../../manifest/fields.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { type DataRead, readByEnvironment, sourcesOf } from '../references/data-read.ts'
import { at, type Field, itemsOf, textOf } from '../references/field.ts'

/** What a container of a pod took of ConfigMaps and Secrets when it started, and takes again only when it restarts. */
export interface ContainerReads {
  readonly container: string
  /** When it started, in milliseconds since 1970. */
  readonly startedAt: number
  readonly reads: readonly Omit<DataRead, 'isFile'>[]
}

/**
 * What the containers of a pod that runs read at their start: environment variables, and files mounted by `subPath`. A volume that
 * is mounted as a whole is none of it: the kubelet updates it, and whether the process looks again nobody can tell.
 */
export function readsAtStart(pod: KubeObject): ContainerReads[] {
  const spec = at({ value: pod, path: [] }, 'spec')
  const volumes = new Map(itemsOf(at(spec, 'volumes')).map((volume) => [textOf(at(volume, 'name')), volume]))
  const status = at({ value: pod, path: [] }, 'status')
  const created = timeAt(pod, 'metadata', 'creationTimestamp')
  return [
    ['containers', 'containerStatuses', 'running'],
    // What ran before the others, and left them what it read.
    ['initContainers', 'initContainerStatuses', 'terminated'],
    // A sidecar.
    ['initContainers', 'initContainerStatuses', 'running'],
  ].flatMap(([list = '', statuses = '', state = '']) => {
    const started = new Map(
      itemsOf(at(status, statuses)).map((one) => [
        textOf(at(one, 'name')),
        timeAt(at(one, 'state').value, state, 'startedAt'),
      ]),
    )
    return itemsOf(at(spec, list)).flatMap((container): ContainerReads[] => {
      const name = textOf(at(container, 'name'))
      const startedAt = started.get(name) ?? 0
      if (startedAt === 0) return []
      const files = itemsOf(at(container, 'volumeMounts')).flatMap((mount) =>
        readsOfMount(mount, volumes.get(textOf(at(mount, 'name')))),
      )
      const reads = [...readByEnvironment(container), ...files].filter((read) => read.name !== '')
      // A node's clock may be behind the API server's, which says when the pod was made.
      return reads.length === 0 ? [] : [{ container: name, startedAt: Math.max(startedAt, created), reads }]
    })
  })
}

/** Of a mount of a part of a volume: the key that is the file, where the path names it. */
function readsOfMount(mount: Field, volume: Field | undefined): Omit<DataRead, 'isFile'>[] {
  const subPath = textOf(at(mount, 'subPath'))
  const isPart = subPath !== '' || textOf(at(mount, 'subPathExpr')) !== ''
  if (volume === undefined || !isPart) return []
  return sourcesOf(volume).flatMap(({ kind, name, source }) => {
    const items = itemsOf(at(source, 'items'))
    const shown = items.filter((item) => textOf(at(item, 'path')) === subPath)
    const keys =
      subPath === '' ? [undefined] : items.length === 0 ? [subPath] : shown.map((item) => textOf(at(item, 'key')))
    return keys.map((key) => ({ kind, name, key }))
  })
}

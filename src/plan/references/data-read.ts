import { annotationsOf } from '../../manifest/annotations.ts'
import { refOf } from '../../manifest/identity.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { at, type Field, itemsOf, textOf } from './field.ts'

/** What the pods of a workload read of a ConfigMap or Secret of their namespace. */
export interface DataRead {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  /** Only this key; undefined: all of them. */
  readonly key: string | undefined
  /** As a file that follows a change; else it is as it was when the container started. */
  readonly isFile: boolean
}

/** The workloads that replace their pods where their template changes. */
const rolling = ['Deployment', 'StatefulSet', 'DaemonSet']

/** Controllers that restart pods where what they read changes. */
const reloaders = /(?:^|\.)reloader\.stakater\.com\/|^wave\.pusher\.com\//

/** What the pods of a Deployment, StatefulSet or DaemonSet read, unless a controller looks after that; nothing of any other object. */
export function dataReadBy(object: KubeObject): DataRead[] {
  const { group, kind } = refOf(object)
  if (group !== 'apps' || !rolling.includes(kind)) return []
  if (isReloaded(annotationsOf(object))) return []
  const spec = at({ value: object, path: [] }, 'spec', 'template', 'spec')
  const containers = ['initContainers', 'containers'].flatMap((list) => itemsOf(at(spec, list)))
  const fixed = new Set(
    containers.flatMap((container) =>
      itemsOf(at(container, 'volumeMounts'))
        .filter((mount) => textOf(at(mount, 'subPath')) !== '' || textOf(at(mount, 'subPathExpr')) !== '')
        .map((mount) => textOf(at(mount, 'name'))),
    ),
  )
  const read = [
    ...containers.flatMap(readByEnvironment),
    ...itemsOf(at(spec, 'volumes')).flatMap((volume) => readByVolume(volume, !fixed.has(textOf(at(volume, 'name'))))),
  ]
  return read.filter(({ name }) => name !== '')
}

/** Whether a controller restarts a workload's pods where what they read changes. */
export function isReloaded(annotations: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(annotations).some((name) => reloaders.test(name))
}

/** What environment variables of a container are set from. */
export function readByEnvironment(container: Field): DataRead[] {
  return [
    ...itemsOf(at(container, 'env')).flatMap((variable) => [
      readAt('ConfigMap', at(variable, 'valueFrom', 'configMapKeyRef'), 'name', false),
      readAt('Secret', at(variable, 'valueFrom', 'secretKeyRef'), 'name', false),
    ]),
    ...itemsOf(at(container, 'envFrom')).flatMap((source) => [
      readAt('ConfigMap', at(source, 'configMapRef'), 'name', false),
      readAt('Secret', at(source, 'secretRef'), 'name', false),
    ]),
  ]
}

function readByVolume(volume: Field, isFile: boolean): DataRead[] {
  return sourcesOf(volume).map(({ kind, name, source }) => ({ kind, name, key: keyOf(source), isFile }))
}

/** The ConfigMaps and Secrets that a volume shows, and what it says of each. */
export function sourcesOf(volume: Field): (Pick<DataRead, 'kind' | 'name'> & { readonly source: Field })[] {
  return [volume, ...itemsOf(at(volume, 'projected', 'sources'))].flatMap((place) =>
    (['ConfigMap', 'Secret'] as const).flatMap((kind) => {
      const source = at(place, kind === 'ConfigMap' ? 'configMap' : 'secret')
      const name = textOf(at(source, kind === 'Secret' && place === volume ? 'secretName' : 'name'))
      return name === '' ? [] : [{ kind, name, source }]
    }),
  )
}

function readAt(kind: DataRead['kind'], source: Field, nameField: string, isFile: boolean): DataRead {
  return { kind, name: textOf(at(source, nameField)), key: keyOf(source), isFile }
}

function keyOf(source: Field): string | undefined {
  const key = textOf(at(source, 'key'))
  return key === '' ? undefined : key
}

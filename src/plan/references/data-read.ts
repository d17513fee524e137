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
  if (Object.keys(annotationsOf(object)).some((name) => reloaders.test(name))) return []
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

function readByEnvironment(container: Field): DataRead[] {
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
  const sources = [volume, ...itemsOf(at(volume, 'projected', 'sources'))]
  return sources.flatMap((source) => [
    readAt('ConfigMap', at(source, 'configMap'), 'name', isFile),
    readAt('Secret', at(source, 'secret'), source === volume ? 'secretName' : 'name', isFile),
  ])
}

function readAt(kind: DataRead['kind'], source: Field, nameField: string, isFile: boolean): DataRead {
  const key = textOf(at(source, 'key'))
  return { kind, name: textOf(at(source, nameField)), key: key === '' ? undefined : key, isFile }
}

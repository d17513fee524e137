import { asMap, getOwn } from '../json-map.ts'
import type { Json, JsonObject, KubeObject } from './types.ts'

/** The annotations of an object; empty where it has none. */
export function annotationsOf({ metadata }: KubeObject): JsonObject {
  return asMap(metadata['annotations'])
}

/** The value of an annotation; undefined where the object doesn't have it. */
export function annotationOf(object: KubeObject, name: string): Json | undefined {
  return getOwn(annotationsOf(object), name)
}

/** The labels of an object; empty where it has none. */
export function labelsOf({ metadata }: KubeObject): JsonObject {
  return asMap(metadata['labels'])
}

/**
 * What begins the names of annotations that say where an object comes from, such as `kdeploy.dev/info-commit`: they are written with
 * what else changes of it, and are no change themselves.
 */
export const infoPrefix = 'kdeploy.dev/info-'

/** The object without them. */
export function withoutInfo(object: KubeObject): KubeObject {
  return hasInfo(object) ? withAnnotations(object, without(annotationsOf(object))) : object
}

/** The object with those of another one in place of its own. */
export function withInfoOf(object: KubeObject, other: KubeObject): KubeObject {
  if (!hasInfo(object) && !hasInfo(other)) return object
  return withAnnotations(object, { ...without(annotationsOf(object)), ...only(annotationsOf(other)) })
}

function hasInfo(object: KubeObject): boolean {
  return Object.keys(annotationsOf(object)).some(isInfo)
}

function isInfo(name: string): boolean {
  return name.startsWith(infoPrefix)
}

function without(annotations: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => !isInfo(name)))
}

function only(annotations: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => isInfo(name)))
}

function withAnnotations(object: KubeObject, annotations: JsonObject): KubeObject {
  const { annotations: _, ...metadata } = object.metadata
  const isEmpty = Object.keys(annotations).length === 0
  return { ...object, metadata: (isEmpty ? metadata : { ...metadata, annotations }) as KubeObject['metadata'] }
}

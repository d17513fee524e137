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

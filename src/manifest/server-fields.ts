import type { KubeObject } from './types.ts'

/** Metadata that the API server writes and that no manifest decides (API conventions, "Metadata"). */
const metadataFields = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
])

/** The object without its status and without the metadata that the server writes: what two states are compared by. */
export function withoutServerFields(object: KubeObject): KubeObject {
  const { status, ...rest } = object
  const metadata = Object.entries(object.metadata).filter(([name]) => !metadataFields.has(name))
  return { ...rest, metadata: Object.fromEntries(metadata) } as KubeObject
}

import { decodeRevision } from '../../../src/history/records/decode-revision.ts'
import { parseIdentity } from '../../../src/history/records/release.ts'
import { identityAnnotation, type Revision } from '../../../src/history/records/revision.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'

/** A revision of whichever release its Secret names. */
export function revisionIn(secret: KubeObject): Revision {
  const annotations = secret.metadata['annotations'] as JsonObject
  const release = parseIdentity(String(annotations[identityAnnotation]))
  if (release === undefined) throw new Error(`${secret.metadata.name} names no release`)
  return decodeRevision(release, secret)
}

import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { annotationOf, annotationsOf } from '../../manifest/annotations.ts'
import type { JsonObject, KubeObject } from '../../manifest/types.ts'
import { identityOf, type Release } from '../records/release.ts'
import { outcomeAnnotation, schemaAnnotation } from '../records/revision.ts'
import type { HistoryKeys } from './keys.ts'
import { type Distrust, isDistrust, sign, signatureAnnotation, statementIn } from './sign.ts'

/** A revision's Secret with a signature; as it was where there is no key. `parent`: the UID of the release's parent. */
export function signRevision(
  release: Release,
  secret: KubeObject,
  { number, parent }: { readonly number: number; readonly parent: string },
  [key]: HistoryKeys,
): KubeObject {
  if (key === undefined) return secret
  const { [signatureAnnotation]: _, ...annotations } = annotationsOf(secret)
  const signature = sign({ ...statementOf(release, secret, parent), number, step: stepOf(secret) }, key)
  return {
    ...secret,
    metadata: { ...secret.metadata, annotations: { ...annotations, [signatureAnnotation]: signature } },
  }
}

/** How far the Secret of revision `number` had come when kdeploy signed it as it is; else why it isn't trusted. */
export function signedStep(
  release: Release,
  secret: KubeObject,
  { number, parent }: { readonly number: number; readonly parent: string },
  keys: HistoryKeys,
): number | Distrust {
  const said = statementIn(annotationOf(secret, signatureAnnotation), keys)
  if (isDistrust(said)) return said
  const found = statementOf(release, secret, parent)
  const isSame = (field: string) => isDeepStrictEqual(said[field], found[field])
  if (said['of'] !== found['of']) return { untrusted: 'its signature belongs to something else' }
  if (!isSame('release')) return { untrusted: `signed for ${said['release']}` }
  if (!isSame('parent')) return { untrusted: 'signed in another cluster, or before the release was deleted' }
  if (said['number'] !== number || !isSame('secret')) return { untrusted: `signed for revision ${said['number']}` }
  for (const part of Object.keys({ ...(said['data'] as object), ...(found['data'] as object) })) {
    if ((said['data'] as JsonObject)[part] === (found['data'] as JsonObject)[part]) continue
    return { untrusted: `${partNames[part] ?? 'its data was'} altered` }
  }
  if (!isSame('outcome')) return { untrusted: 'its outcome was altered' }
  if (!isSame('schema')) return { untrusted: 'its schema was altered' }
  return Number(said['step'])
}

const partNames: Readonly<Record<string, string>> = {
  revision: 'its metadata was',
  manifests: 'its manifests were',
  adopted: 'its adopted objects were',
  parts: 'its list of parts was',
}

/** Of the state that is signed. */
export function signedDigest(secret: KubeObject): string {
  return digestOf(String(annotationOf(secret, signatureAnnotation)))
}

function statementOf(release: Release, secret: KubeObject, parent: string): JsonObject {
  const annotations = annotationsOf(secret)
  const data = Object.entries((secret['data'] ?? {}) as JsonObject)
  return {
    of: 'revision',
    release: identityOf(release),
    parent,
    secret: secret.metadata.name,
    schema: annotations[schemaAnnotation] ?? null,
    outcome: annotations[outcomeAnnotation] ?? null,
    data: Object.fromEntries(data.map(([name, value]) => [name, digestOf(String(value))])),
  }
}

/**
 * A revision's stage, which only increases: pending, finished, finished with a later outcome. This tells an older state that was
 * put back from a newer one that the index doesn't list yet.
 */
export function stepOf(secret: KubeObject): number {
  if (annotationOf(secret, outcomeAnnotation) !== undefined) return 2
  return secret['immutable'] === true ? 1 : 0
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

import { isDeepStrictEqual } from 'node:util'
import { annotationOf, annotationsOf } from '../../manifest/annotations.ts'
import type { JsonObject, KubeObject } from '../../manifest/types.ts'
import { expiresAnnotation } from '../records/expiry.ts'
import { additionalNamespaces, groupKinds } from '../records/parent.ts'
import { identityOf, objectNameOf, type Release } from '../records/release.ts'
import type { HistoryKeys } from './keys.ts'
import { type Distrust, isDistrust, sign, signatureAnnotation, statementIn } from './sign.ts'

/** The revisions that the parent's signature lists, which reveals any that were replaced or removed. */
export interface RevisionIndex {
  /** The highest number that was ever given; 0 for none. */
  readonly newest: number
  readonly entries: ReadonlyMap<number, IndexEntry>
}

/** A state of a revision. */
export interface IndexEntry {
  /** See `signedStep`. */
  readonly step: number
  readonly digest: string
}

export const emptyIndex: RevisionIndex = { newest: 0, entries: new Map() }

/** The parent, which has a UID, with a signature; as it was where there is no key. */
export function signParent(
  release: Release,
  parent: KubeObject,
  ledger: RevisionIndex,
  [key]: HistoryKeys,
): KubeObject {
  if (key === undefined) return parent
  const { newest, entries } = ledger
  const revisions = [...entries].map(([number, { step, digest }]) => [number, step, digest])
  const signature = sign({ ...statementOf(release, parent), newest, revisions }, key)
  const annotations = { ...annotationsOf(parent), [signatureAnnotation]: signature }
  return { ...parent, metadata: { ...parent.metadata, annotations } }
}

/** What a parent's signature says of the revisions; else why the parent isn't trusted. */
export function readIndex(release: Release, parent: KubeObject | null, keys: HistoryKeys): RevisionIndex | Distrust {
  if (parent === null) return { untrusted: `the Secret ${objectNameOf(release)} does not exist` }
  const statement = statementIn(annotationOf(parent, signatureAnnotation), keys)
  if (isDistrust(statement)) return statement
  const { newest, revisions, ...said } = statement
  const found = statementOf(release, parent)
  if (said['of'] !== found['of']) return { untrusted: 'its signature belongs to something else' }
  if (said['release'] !== found['release']) return { untrusted: `signed for ${said['release']}` }
  if (said['parent'] !== found['parent'])
    return { untrusted: 'signed in another cluster, or before the release was deleted' }
  if (said['expires'] !== found['expires']) return { untrusted: 'its expiry was altered' }
  if (!isDeepStrictEqual(said, found)) return { untrusted: 'the kinds or namespaces in it were altered' }
  const entries = (revisions as [number, number, string][]).map(
    ([number, step, digest]) => [number, { step, digest }] as const,
  )
  return { newest: Number(newest), entries: new Map(entries) }
}

function statementOf(release: Release, parent: KubeObject): JsonObject {
  const annotations = annotationsOf(parent)
  return {
    of: 'parent',
    release: identityOf(release),
    parent: String(parent.metadata['uid']),
    groupKinds: annotations[groupKinds] ?? null,
    namespaces: annotations[additionalNamespaces] ?? null,
    // Left out where there is none, as in what was signed before there was any.
    ...(annotations[expiresAnnotation] === undefined ? {} : { expires: annotations[expiresAnnotation] }),
  }
}

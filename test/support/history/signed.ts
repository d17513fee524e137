import type { Revision } from '../../../src/history/records/revision.ts'
import { type HistoryKeys, parseHistoryKeys } from '../../../src/history/signing/keys.ts'
import { type RevisionIndex, signParent } from '../../../src/history/signing/sign-parent.ts'
import { signedDigest, signRevision, stepOf } from '../../../src/history/signing/sign-revision.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { recordOf, release } from './stored.ts'

/** Two keys, the older one first, and what signs unless another is given. */
export const old = 'old-key-old-key-old-key-old-key-1'
export const recent = 'new-key-new-key-new-key-new-key-2'
export const keys = parseHistoryKeys(old)
/** The UID of the parent. */
export const uid = 'parent-1'

interface Signed {
  readonly number: number
  readonly status?: Revision['status']
  readonly value?: string
  readonly by?: HistoryKeys
  readonly parent?: string
  readonly of?: typeof release
}

/** A revision's Secret as kdeploy signs it. */
export function signed({
  number,
  status = 'succeeded',
  value = 'a',
  by = keys,
  parent = uid,
  of = release,
}: Signed): KubeObject {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { value } }
  const encoded = recordOf(of, {
    number,
    status,
    createdAt: '2026-11-21T06:00:00.000Z',
    by: 'ada',
    command: 'apply',
    kdeployVersion: '0.1.0',
    manifests: [{ template: 't', object, sensitive: [] }],
  })
  const creationTimestamp = `2026-11-21T06:00:${String(number).padStart(2, '0')}Z`
  const secret = { ...encoded, metadata: { ...encoded.metadata, creationTimestamp, resourceVersion: String(number) } }
  return signRevision(of, secret, { number, parent }, by)
}

const numberOf = ({ metadata }: KubeObject) => Number(metadata.name.split('-r').at(-1))
const entryOf = (secret: KubeObject) => ({ step: stepOf(secret), digest: signedDigest(secret) })

/** The parent that knows these revisions. */
export function parentOf(
  secrets: readonly KubeObject[],
  { newest = 0, by = keys, of = release, at = uid } = {},
): KubeObject {
  const metadata = {
    name: 'parent',
    uid: at,
    annotations: { 'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap' },
  }
  const entries = secrets.map((secret) => [numberOf(secret), entryOf(secret)] as const)
  const index: RevisionIndex = {
    newest: Math.max(newest, ...entries.map(([number]) => number)),
    entries: new Map(entries),
  }
  return signParent(of, { apiVersion: 'v1', kind: 'Secret', metadata }, index, by)
}

/** An object with further annotations. */
export const annotated = (object: KubeObject, annotations: JsonObject): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...(object.metadata['annotations'] as object), ...annotations } },
})

import { gunzipSync, gzipSync } from 'node:zlib'
import { KdeployError } from '../errors.ts'
import { parseJson, stringifyJson } from '../json.ts'
import type { KubeObject, ObjectRef, SensitiveField } from '../manifest/types.ts'
import { identityOf, objectNameOf, type Release, revisionNameOf } from './release.ts'

/**
 * `pending` while its deploy runs, and after one that was killed; `applied` where nobody waited for the workloads;
 * `succeeded` where they got ready; `failed` where one failed or timed out. `unreadable` is never stored: it stands for one that
 * is damaged, or that a newer kdeploy wrote.
 */
export type RevisionStatus = 'pending' | 'applied' | 'succeeded' | 'failed' | 'unreadable'

/** A manifest as it was rendered for a revision, without kdeploy's own labels. */
export interface RecordedManifest {
  readonly template: string
  readonly object: KubeObject
  /**
   * Its fields that derive from sensitive values: an undo masks them, and whatever shows the cluster as
   * this revision left it.
   */
  readonly sensitive: readonly SensitiveField[]
}

/** An object that existed before the release took it over. */
export interface RecordedAdoption {
  /** As it was before, with its metadata and managedFields. */
  readonly object: KubeObject
}

/** An object of a release outside its namespace (another namespace's, or cluster-scoped), as a run wrote it. */
export interface OutsideMember {
  readonly ref: ObjectRef
  readonly uid: string
}

/** One numbered deploy of a release. */
export interface Revision {
  /** From 1. */
  readonly number: number
  readonly status: RevisionStatus
  /** RFC 3339. */
  readonly createdAt: string
  readonly finishedAt?: string | undefined
  /** Who deployed: `user@host`, or what CI calls the job. */
  readonly by: string
  /** The command that made it: `apply`, or `undo to 3`. */
  readonly command: string
  readonly kdeployVersion: string
  /** Why it failed, or what it left to be deleted though it succeeded; one line. */
  readonly reason?: string | undefined
  /** It failed before all of it was done: interrupted, killed, or stopped by an error. */
  readonly cutOff?: boolean | undefined
  /** It failed before anything of it was written, so that what was there before it still is. */
  readonly untouched?: boolean | undefined
  /** The number of the revision that it brought back: an undo. */
  readonly restores?: number | undefined
  readonly manifests: readonly RecordedManifest[]
  /** The members that were adopted, each as it was before: a whole live object. Default: none. */
  readonly adopted?: readonly RecordedAdoption[] | undefined
  /** The members outside the release's namespace. Default: none. */
  readonly outside?: readonly OutsideMember[] | undefined
}

export const revisionType = 'kdeploy.dev/revision'
export const releaseLabel = 'kdeploy.dev/release'
export const revisionLabel = 'kdeploy.dev/revision'
export const schemaAnnotation = 'kdeploy.dev/schema'
export const identityAnnotation = 'kdeploy.dev/identity'

/** Version of the Secret's form; a newer one than this is refused rather than misread. */
const schemaVersion = 1

/** The API server's limit of a Secret's data, in bytes. */
const largestSecret = 1024 * 1024

/** The Secret that records a revision. @throws KdeployError `revision-too-large` */
export function encodeRevision(release: Release, revision: Revision): KubeObject {
  const { manifests, adopted = [], ...facts } = revision
  const compressed = compress(manifests)
  const adoptions = adopted.length === 0 ? {} : { adopted: compress(adopted) }
  const size = (compressed.length + (adoptions.adopted ?? '').length) * 0.75
  if (size > largestSecret - 8192) {
    const what = adopted.length === 0 ? '' : ` and the ${adopted.length} adopted objects as they were`
    throw new KdeployError({
      code: 'revision-too-large',
      category: 'input',
      message: `the ${manifests.length} manifests${what} compress to ${Math.round(size / 1024)} KiB, and the cluster stores at most 1 MiB in one revision`,
      hint: 'split the project into several, each with its own name in kdeploy.yaml',
    })
  }
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: revisionType,
    metadata: {
      name: revisionNameOf(release, revision.number),
      namespace: release.namespace,
      labels: {
        'app.kubernetes.io/managed-by': 'kdeploy',
        [releaseLabel]: objectNameOf(release),
        [revisionLabel]: String(revision.number),
      },
      annotations: { [schemaAnnotation]: String(schemaVersion), [identityAnnotation]: identityOf(release) },
    },
    data: { revision: Buffer.from(JSON.stringify(facts)).toString('base64'), manifests: compressed, ...adoptions },
  }
}

function compress(value: object): string {
  return gzipSync(stringifyJson(value), { level: 9 }).toString('base64')
}

function decompress(data: string): unknown {
  return parseJson(gunzipSync(Buffer.from(data, 'base64')).toString('utf8'))
}

/** @throws KdeployError `revision-unreadable` where it isn't one, is damaged, or is of a newer schema. */
export function decodeRevision(secret: KubeObject): Revision {
  const unreadable = (why: string, cause?: unknown) =>
    new KdeployError({
      code: 'revision-unreadable',
      category: 'cluster',
      message: `Secret ${secret.metadata['namespace']}/${secret.metadata.name} can't be read as a revision: ${why}`,
      cause,
    })
  const annotations = secret.metadata['annotations'] as Record<string, string> | undefined
  const schema = Number(annotations?.[schemaAnnotation])
  if (schema !== schemaVersion)
    throw unreadable(`its schema is ${annotations?.[schemaAnnotation]}, this kdeploy reads ${schemaVersion}`)
  const data = secret['data'] as Record<string, string> | undefined
  if (data?.['revision'] === undefined || data['manifests'] === undefined) throw unreadable('its data is incomplete')
  try {
    const facts = JSON.parse(Buffer.from(data['revision'], 'base64').toString('utf8')) as Omit<Revision, 'manifests'>
    const manifests = decompress(data['manifests']) as RecordedManifest[]
    if (data['adopted'] === undefined) return { ...facts, manifests }
    return { ...facts, manifests, adopted: decompress(data['adopted']) as RecordedAdoption[] }
  } catch (error) {
    throw unreadable('its data is damaged', error)
  }
}

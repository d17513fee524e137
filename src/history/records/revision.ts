import { KdeployError } from '../../errors.ts'
import type { KubeObject, ObjectRef, SensitiveField } from '../../manifest/types.ts'
import { identityOf, objectNameOf, type Release, revisionNameOf } from './release.ts'
import { pack, readable } from './unpack.ts'

/**
 * `pending` while its deploy runs, and after one that was killed; `applied` where nobody waited for the workloads;
 * `succeeded` where they got ready; `failed` where one failed or timed out. `unreadable` is never stored: it stands for one that
 * is damaged or was tampered with, or that a newer kdeploy wrote.
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

/** What a deploy did to objects, by its ledger. */
export interface RecordedWrites {
  readonly created: number
  readonly changed: number
  readonly adopted: number
  /** Of whose fields only the ownership changed. */
  readonly transferred: number
  readonly recreated: number
  readonly deleted: number
  readonly orphaned: number
  /** Objects of unknown outcome: the API server did not respond. */
  readonly unknown: number
}

/** One numbered deploy of a release. */
export interface Revision {
  /** From 1; 0 for an `unreadable` one whose name has none. */
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
  /** Of one that failed: which of its manifests (by index) it was to write and did not. undefined where that isn't known. */
  readonly unwritten?: readonly number[] | undefined
  /** What its deploy did, in numbers of objects; undefined while it runs, or where it was killed. */
  readonly writes?: RecordedWrites | undefined
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
/** What was found out of a finished revision, whose data is immutable: it takes the place of its status, reason and end. */
export const outcomeAnnotation = 'kdeploy.dev/outcome'

/** Version of the Secret's form; a newer one than this is refused rather than misread. */
export const schemaVersion = 1

/** The API server's limit of a Secret's data, in bytes. */
const largestSecret = 1024 * 1024

/** The Secret that records a revision; immutable once it is finished. @throws KdeployError `revision-too-large` */
export function encodeRevision(release: Release, revision: Revision): KubeObject {
  const { manifests, adopted = [], ...facts } = revision
  const data: Record<string, string> = { revision: Buffer.from(JSON.stringify(facts)).toString('base64') }
  const parts = { manifests, ...(adopted.length === 0 ? {} : { adopted }) }
  for (const [name, part] of Object.entries(parts)) {
    const packed = pack(part)
    if (packed === undefined) throw tooLarge(revision, `exceed what can be read back (${readable})`)
    data[name] = packed
  }
  const size = Object.values(data).reduce((sum, { length }) => sum + length * 0.75, 0)
  if (size > largestSecret - 8192) {
    throw tooLarge(
      revision,
      `compress to ${Math.round(size / 1024)} KiB, and the cluster stores at most 1 MiB in one revision`,
    )
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
    ...(revision.status === 'pending' ? {} : { immutable: true }),
    data,
  }
}

function tooLarge({ manifests, adopted = [] }: Revision, because: string): KdeployError {
  const what = adopted.length === 0 ? '' : ` and the ${adopted.length} adopted objects as they were`
  return new KdeployError({
    code: 'revision-too-large',
    category: 'input',
    message: `the ${manifests.length} manifests${what} ${because}`,
    hint: 'split the project into several, each with its own name in kdeploy.yaml',
  })
}

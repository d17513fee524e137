import { KdeployError } from '../../errors.ts'
import type { KubeObject, ObjectRef, SensitiveField } from '../../manifest/types.ts'
import { mostInParts, splitIntoParts } from './parts.ts'
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

/** A point that no undo goes back beyond unless it is told to: an object or hook that is annotated so. */
export interface RecordedBarrier {
  /** Why, in the words of the annotation. */
  readonly text: string
  readonly ref: ObjectRef
  /** The revision that brought it. */
  readonly revision: number
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

/** What stands for the manifests of a revision. */
export interface ManifestOutline {
  readonly refs: readonly ObjectRef[]
  /** Those that may hold what must be hidden. */
  readonly sensitive: readonly RecordedManifest[]
}

/** One run of a command, which may have deployed several releases. */
export interface RevisionRun {
  /** It sorts by time: `20261130T035812-9f3c`. */
  readonly id: string
  /** Of how many releases the run's set was; 1: it had none besides. */
  readonly releases: number
  /** Whether it was to bring all of them back where one failed. */
  readonly allOrNothing?: true | undefined
  /** The namespace of the Lease by which it says that it is on its way; undefined where it has none. */
  readonly lease?: string | undefined
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
  /** The commit that was deployed, in hexadecimal, as CI's variables tell it. */
  readonly commit?: string | undefined
  /** The address of the CI job that deployed it. */
  readonly job?: string | undefined
  /** Milliseconds from its record's beginning to its end; undefined while it runs, or where it was killed. */
  readonly duration?: number | undefined
  /** What its plan changed, masked, in one line: `web: image 1.4 → 1.5, replicas 2 → 3; +1 ConfigMap`. */
  readonly summary?: string | undefined
  /** By image, the digests that its pods ran, where a run saw them; an image that names its own digest isn't listed. */
  readonly digests?: Readonly<Record<string, readonly string[]>> | undefined
  /** The number of the revision that it brought back: an undo. */
  readonly restores?: number | undefined
  /** undefined for one of before runs had an identity. */
  readonly run?: RevisionRun | undefined
  /**
   * How the run of a set ended, which is known after the revision: `ended TIME`, or `superseded by RUN` where that never was, and a later
   * one found or made the release as it should be. It isn't part of what is signed. undefined: it has not, or was no set.
   */
  readonly runEnded?: string | undefined
  /** Of a revision with an outline they are unpacked each time they are asked for. */
  readonly manifests: readonly RecordedManifest[]
  /** What is needed of every revision, where there is no room to keep the manifests of all; undefined where there is. */
  readonly outline?: ManifestOutline | undefined
  /** The members that were adopted, each as it was before: a whole live object. Default: none. */
  readonly adopted?: readonly RecordedAdoption[] | undefined
  /** The members outside the release's namespace. Default: none. */
  readonly outside?: readonly OutsideMember[] | undefined
  /**
   * The barriers that this state has behind it, oldest first, its own among them; of one that did not end, also those that it may have
   * brought. undefined where that isn't recorded.
   */
  readonly barriers?: readonly RecordedBarrier[] | undefined
}

export const revisionType = 'kdeploy.dev/revision'
export const releaseLabel = 'kdeploy.dev/release'
export const revisionLabel = 'kdeploy.dev/revision'
/** The run's identity, for whoever looks for its revisions: what a revision says itself is in its data. */
export const runLabel = 'kdeploy.dev/run'
export const runEndedAnnotation = 'kdeploy.dev/run-ended'
export const schemaAnnotation = 'kdeploy.dev/schema'
export const identityAnnotation = 'kdeploy.dev/identity'
/** What was found out of a finished revision, whose data is immutable: it takes the place of its status, reason and end. */
export const outcomeAnnotation = 'kdeploy.dev/outcome'

/** Version of the Secret's form where one holds all of a revision; a newer one than these two is refused rather than misread. */
export const schemaVersion = 1
/** The same where it is the head of a revision in parts: what reads only the former finds it unreadable, and not empty. */
export const splitSchemaVersion = 2

/** Bytes that a Secret's data may be: the API server's limit, and room to spare. */
const largestSecret = 1024 * 1024 - 8192

/** A revision as Secrets. */
export interface EncodedRevision {
  /** What records it; immutable once it is finished. */
  readonly head: KubeObject
  /** What is too large for one Secret besides; empty for most revisions. Each is immutable, and there before the head names it. */
  readonly parts: readonly KubeObject[]
}

/** The Secrets that record a revision: one, or, where that would be too large, a head and its parts. @throws KdeployError `revision-too-large` */
export function encodeRevision(release: Release, revision: Revision): EncodedRevision {
  const { manifests, adopted = [], outline: _, runEnded: __, ...facts } = revision
  const lists = { manifests, ...(adopted.length === 0 ? {} : { adopted }) }
  const whole = { revision: plain(facts), ...packed(revision, lists) }
  if (sizeOf(whole) <= largestSecret) return { head: secretOf(release, revision, schemaVersion, whole), parts: [] }
  const { outside = [], ...rest } = facts
  const all = { ...lists, ...(outside.length === 0 ? {} : { outside }) }
  const metadata = metadataOf(release, revision, splitSchemaVersion)
  const split = splitIntoParts(release, revision.number, packed(revision, all), metadata)
  if (split === undefined) throw tooLarge(revision, `compress to more than ${mostInParts}`)
  const head = { revision: plain(rest), parts: plain(split.list) }
  if (sizeOf(head) > largestSecret) throw tooLarge(revision, 'have facts that exceed what one Secret holds (1 MiB)')
  return { head: secretOf(release, revision, splitSchemaVersion, head), parts: split.parts }
}

function packed(revision: Revision, lists: Readonly<Record<string, object>>): Record<string, string> {
  const entries = Object.entries(lists).map(([name, list]) => {
    const text = pack(list)
    if (text === undefined) throw tooLarge(revision, `exceed what can be read back (${readable})`)
    return [name, text] as const
  })
  return Object.fromEntries(entries)
}

function plain(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64')
}

function sizeOf(data: Readonly<Record<string, string>>): number {
  return Object.values(data).reduce((sum, { length }) => sum + length * 0.75, 0)
}

function secretOf(release: Release, revision: Revision, schema: number, data: Record<string, string>): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: revisionType,
    metadata: { name: revisionNameOf(release, revision.number), ...metadataOf(release, revision, schema) },
    ...(revision.status === 'pending' ? {} : { immutable: true }),
    data,
  }
}

function metadataOf(release: Release, { number, run, runEnded }: Revision, schema: number) {
  return {
    namespace: release.namespace,
    labels: {
      'app.kubernetes.io/managed-by': 'kdeploy',
      [releaseLabel]: objectNameOf(release),
      [revisionLabel]: String(number),
      ...(run === undefined ? {} : { [runLabel]: run.id }),
    },
    annotations: {
      [schemaAnnotation]: String(schema),
      [identityAnnotation]: identityOf(release),
      ...(runEnded === undefined ? {} : { [runEndedAnnotation]: runEnded }),
    },
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

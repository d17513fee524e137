import type { KdeployError, Place } from '../../errors.ts'
import type { HeldLock } from '../../history/lock/read-lock.ts'
import type { Expiry } from '../../history/records/expiry.ts'
import type { StoredFreeze } from '../../history/records/freeze.ts'
import type { Release } from '../../history/records/release.ts'
import type { RecordedBarrier, RecordedWrites, RevisionRun, RevisionStatus } from '../../history/records/revision.ts'
import type { Counts } from '../../kinds/rules/kind.ts'
import type { Json, JsonObject, ObjectRef } from '../../manifest/types.ts'
import type { PlanCounts } from '../../plan/build.ts'
import type { ObjectDiff } from '../../plan/diff/types.ts'
import type { NeededImage } from '../../plan/images/needed-images.ts'
import type { Impact } from '../../plan/impact/impact.ts'
import type { Drift } from '../../plan/ownership/drift.ts'
import type { NotRestored } from '../../plan/types.ts'
import type { FailureReport, ReportedCause } from './events.ts'

/** How an apply ended. */
export interface Deployed {
  /** Where it went, for the commands to type next; `''` in a pod. */
  readonly kubeContext: string
  /** The new revision's number; undefined where nothing changed. */
  readonly revision: number | undefined
  /** The revision that an undo would bring back; undefined where there is none, or the run left a revision that succeeded as it was. */
  readonly previous: number | undefined
  readonly created: number
  readonly changed: number
  /** Existed, and became the release's. */
  readonly adopted: number
  /** Of whose fields only the ownership changed. */
  readonly transferred: number
  /** Deleted and created again. */
  readonly recreated: number
  /** What was no longer rendered, and is gone. */
  readonly deleted: number
  /** No longer rendered, and kept: no longer part of a release. */
  readonly orphaned: number
  readonly unchanged: number
  /** Whether it was waited until everything was ready. */
  readonly waited: boolean
  /** What an undo left as it is, as it can't be restored. */
  readonly notRestored: readonly NotRestored[]
  /** Workloads that failed or weren't ready in time; empty when all are ready. */
  readonly failures: readonly FailureReport[]
  /** A hook before the deploy failed, so that nothing was written but what the hooks need. */
  readonly stoppedByHook: boolean
  /** What ended the writes midway where it was to be undone; it was told as an event. */
  readonly refusal?: KdeployError | undefined
  /** What `--undo-on-failure` made of the failures or the refusal; undefined where there were none, or it wasn't asked for. */
  readonly restoration?: Restoration | undefined
  /** Where what was applied is reached, after an apply that succeeded. Default: nothing is known. */
  readonly urls?: readonly ObjectUrls[] | undefined
}

/** The URLs that an Ingress or an HTTPRoute serves. */
export interface ObjectUrls {
  readonly ref: ObjectRef
  readonly urls: readonly string[]
  /** Whether there is an address yet at which they could be reached. */
  readonly hasAddress: boolean
}

/** How the undo after a failed deploy ended. */
export type Restoration =
  /** The last good revision is back, and its workloads are ready. `revision` is the new one that records it. */
  | { readonly outcome: 'restored'; readonly target: number; readonly revision: number }
  /** The same, except for objects that can't be restored. `problem`: objects of the failed deploy that could not be deleted. */
  | {
      readonly outcome: 'incomplete'
      readonly target: number
      readonly revision: number
      readonly notRestored: readonly NotRestored[]
      readonly problem: KdeployError | undefined
    }
  /** `barriers`: those that would have been crossed, if that is the reason. */
  | { readonly outcome: 'nothing'; readonly reason: string; readonly barriers?: readonly RecordedBarrier[] | undefined }
  /** It was written, and its workloads failed or weren't ready in time. */
  | {
      readonly outcome: 'unready'
      readonly target: number
      readonly revision: number
      readonly notRestored: readonly NotRestored[]
      readonly failures: readonly FailureReport[]
    }
  /** `written`: what of it was, as far as that is known. */
  | {
      readonly outcome: 'refused'
      readonly target: number
      readonly problem: KdeployError
      readonly written: 'nothing' | 'part' | 'all' | 'unknown'
    }

/** How a delete of a release ended. */
export interface Deleted {
  /** See Deployed. */
  readonly kubeContext: string
  /** `name/PROFILE/namespace`. */
  readonly release: string
  /** Whether only its records were to go, and its objects stay. */
  readonly forgotten: boolean
  /** What is gone. */
  readonly deleted: number
  /** What is being deleted, where nobody waits for it; its release's parent stays, too. */
  readonly terminating: number
  /** Kept by their annotation: no longer part of a release. */
  readonly orphaned: number
  /** What stays, as it is deleted only by name. */
  readonly kept: number
}

/** How a rename of a release ended. */
export interface Renamed {
  /** See Deployed. */
  readonly kubeContext: string
  /** `name/PROFILE/namespace`, before and after. */
  readonly from: string
  readonly to: string
  /** Objects that carry the new name now. */
  readonly moved: number
  /** Revisions of the release. */
  readonly revisions: number
  /** What is left to be changed in the project's files. */
  readonly leftToChange: readonly string[]
  /** Whether nothing of it was done. */
  readonly dryRun: boolean
}

/** How an undo of a release ended. */
export interface Undone extends Deployed {
  /** The revision that was brought back. */
  readonly target: number
}

/** What a run would do, which stopped after its plan (`--dry-run`). */
export interface Preview {
  /** Where it would go; `''` in a pod. */
  readonly kubeContext: string
  readonly objects: readonly ObjectDiff[]
  /** What an undo would leave as it is, as it can't be restored. */
  readonly notRestored: readonly NotRestored[]
  /** What would be done, a line for each kind of objects that is not left as it is. */
  readonly outline: readonly string[]
}

export interface UndoPreview extends Preview {
  /** The revision that would be brought back. */
  readonly target: number
}

/** How an undo of one workload ended. */
export interface UndoneWorkload {
  /** See Deployed. */
  readonly kubeContext: string
  readonly ref: ObjectRef
  /** The workload's own revision that was brought back. */
  readonly target: number
  /** False where the workload had that template already. */
  readonly changed: boolean
  /** See Deployed. */
  readonly waited: boolean
  readonly failures: readonly FailureReport[]
}

/** How a restart of workloads ended. */
export interface Restarted {
  /** See Deployed. */
  readonly kubeContext: string
  /** `name/PROFILE/namespace`. */
  readonly release: string
  readonly restarted: readonly ObjectRef[]
  /** How many of those that were meant stay as they are: they have no pods, or none that is stale, or can't be restarted. */
  readonly left: number
  /** See Deployed. */
  readonly waited: boolean
  readonly failures: readonly FailureReport[]
}

/** Which release on which cluster an answer is about. */
export interface ReleasePlace {
  /** `name/PROFILE/namespace`. */
  readonly release: string
  readonly namespace: string
  /** `''` where none is used, as in a pod. */
  readonly kubeContext: string
  readonly server: string
  /** The user that all requests impersonate. Default: nobody. */
  readonly as?: string | undefined
}

/** What an apply would change. Sensitive values are masked already. */
export interface Difference extends ReleasePlace {
  readonly counts: PlanCounts
  readonly impact: Impact
  readonly objects: readonly ObjectDiff[]
  /** Objects that change in fields alone that kdeploy.yaml's `ignoreDiff` names. */
  readonly unshown: readonly ObjectRef[]
  /** Why it would be refused, and so what of other manifests isn't shown; undefined where it would not. */
  readonly refused: KdeployError | undefined
}

/** The revisions of a release, oldest first. */
export interface ReleaseHistory extends ReleasePlace {
  readonly revisions: readonly ListedRevision[]
  /** The undo barriers that separate any of them from what is deployed, oldest first. */
  readonly barriers: readonly RecordedBarrier[]
  /** The freeze that is in force; undefined where none is. */
  readonly freeze?: StoredFreeze['freeze'] | undefined
  /** When it expires, so that `sweep` deletes it; undefined where it never does. */
  readonly expiry?: Expiry | undefined
}

export interface ListedRevision {
  /** undefined for an unreadable one whose Secret's name has none. */
  readonly number: number | undefined
  readonly status: RevisionStatus
  /** RFC 3339. */
  readonly createdAt: string
  readonly finishedAt: string | undefined
  readonly by: string
  readonly command: string
  /** The revision that it brought back. */
  readonly restores: number | undefined
  /** A good state that an undo left behind: only its number brings it back. */
  readonly undone?: true | undefined
  readonly reason: string | undefined
  /** It failed before it wrote an object of the release. */
  readonly untouched?: true | undefined
  /** Why it isn't trusted; undefined also where no key for signatures is set. */
  readonly untrusted: string | undefined
  /** What its deploy did; undefined where that isn't recorded. */
  readonly writes: RecordedWrites | undefined
  /** An undo barrier separates it from what is deployed, so that no undo goes back to it. */
  readonly beyondBarrier?: true | undefined
  /** Its run was killed, or is still on its way, so that nothing is known of what it did. */
  readonly isExtentUnknown?: true | undefined
  /** Against the revision before it; undefined where that one isn't kept any more. */
  readonly changes: ManifestChanges | undefined
  /** What its plan changed, in one line; undefined where that isn't recorded, or it changed nothing. */
  readonly summary?: string | undefined
  /** Those of its manifests, sorted. */
  readonly images: readonly ListedImage[]
  /** In hexadecimal. */
  readonly commit?: string | undefined
  /** The address of the CI job. */
  readonly job?: string | undefined
  /** Milliseconds. */
  readonly duration?: number | undefined
  /** The run that made it; undefined where that isn't recorded. */
  readonly run?: RevisionRun | undefined
}

/** One revision with its manifests. */
export interface ShownRevision extends ReleasePlace {
  readonly revision: ListedRevision
  /** In their order; empty for an unreadable one. */
  readonly manifests: readonly ShownManifest[]
}

/** What differs between two revisions. */
export interface RevisionDifference extends ReleasePlace {
  readonly from: number
  readonly to: number
  readonly objects: readonly ObjectDiff[]
}

/** A manifest as a revision recorded it. */
export interface ShownManifest {
  readonly ref: ObjectRef
  readonly template: string
  /** Its deploy was to write it and surely did not. */
  readonly isUnwritten: boolean
  /** The manifest, masked; made when asked for. */
  readonly object: () => JsonObject
  /** The same as YAML. */
  readonly yaml: () => string
}

/** Images, and what needs them. */
export interface ImageList {
  /** undefined: all namespaces, or none is decided. */
  readonly namespace: string | undefined
  /** `''` where none is used. */
  readonly kubeContext: string
  /** undefined where no cluster was asked. */
  readonly server: string | undefined
  /** Each once, sorted. */
  readonly images: readonly NeededImage[]
  /** Why the list may lack images; empty: it is complete. */
  readonly problems: readonly KdeployError[]
}

/** An image that a revision needs. */
export interface ListedImage {
  /** As its manifests name it. */
  readonly image: string
  /** Empty where none is known. */
  readonly digests: readonly string[]
}

/** Numbers of manifests. */
export interface ManifestChanges {
  readonly created: number
  readonly changed: number
  readonly removed: number
}

/** How the objects of what runs of a release are. */
export interface ReleaseStatus extends ReleasePlace {
  /** The newest that can be read. */
  readonly revision: ListedRevision
  /** The one that the cluster runs: `revision`, or, where that wrote nothing, one before it; undefined where none wrote anything. */
  readonly running: ListedRevision | undefined
  /** Who deploys right now, or was killed and holds the lock still; null: nobody; undefined: it may not be read. */
  readonly lock: HeldLock | null | undefined
  /** The freeze that is in force; undefined where none is. */
  readonly freeze?: StoredFreeze['freeze'] | undefined
  /** When it expires, so that `sweep` deletes it; undefined where it never does. */
  readonly expiry?: Expiry | undefined
  /** Whether `running` may have left objects as they were, and did not record which. */
  readonly isExtentUnknown: boolean
  /** Those that came after it, oldest first. */
  readonly unreadable: readonly ListedRevision[]
  /** Those of `running`. */
  readonly objects: readonly ObjectStatus[]
  /** Of those of them that are there. Default: there are none. */
  readonly urls?: readonly ObjectUrls[]
  /** Members that the revision doesn't have and that aren't gone yet. */
  readonly terminating: readonly TerminatingMember[]
}

/** The releases of a namespace, or of the whole cluster. */
export interface ReleaseList {
  /** See ReleasePlace. */
  readonly kubeContext: string
  readonly server: string
  /** undefined: of all namespaces. */
  readonly namespace: string | undefined
  /** By namespace and name. */
  readonly releases: readonly ListedRelease[]
  /** Those that are frozen and were never deployed. */
  readonly frozen: readonly FrozenRelease[]
  /** Namespaces whose Secrets may not be listed. */
  readonly unlistable: readonly string[]
}

/** A release to which nobody may write now. */
export interface FrozenRelease {
  readonly release: Release
  readonly freeze: StoredFreeze['freeze']
}

/** A release by its newest revision, and by its workloads. */
export interface ListedRelease {
  readonly release: Release
  readonly revision: number
  /** `unknown`: it may not be read. */
  readonly status: RevisionStatus | 'unknown'
  /** Its run ended without finishing the revision. */
  readonly isKilled: boolean
  /** RFC 3339. */
  readonly createdAt: string
  /** Who deployed; undefined where the revision can't be read. */
  readonly by: string | undefined
  readonly reason: string | undefined
  /** Its Deployments, StatefulSets and DaemonSets; undefined where they may not be listed. */
  readonly workloads: { readonly ready: number; readonly total: number } | undefined
  /** The freeze that is in force; undefined where none is. */
  readonly freeze?: StoredFreeze['freeze'] | undefined
  /** When it expires; undefined where it never does. */
  readonly expiry?: Expiry | undefined
}

/** A release that was waited for. */
export interface AwaitedRelease {
  readonly status: ReleaseStatus
  /** What failed or wasn't ready in time. */
  readonly failures: readonly FailureReport[]
}

/** An object of a release that was deleted, and isn't gone yet. */
export interface TerminatingMember {
  readonly ref: ObjectRef
  /** What holds it, in words. */
  readonly reason: string
}

export interface ObjectStatus {
  readonly ref: ObjectRef
  /** The template that it comes from. */
  readonly template: string
  /** `unknown`: it may not be read. */
  readonly state: 'ready' | 'progressing' | 'failed' | 'missing' | 'unknown'
  /** Whether a deploy waits for it; one that it doesn't may be in whatever state, as long as it is there. */
  readonly isAwaited: boolean
  readonly message: string
  readonly counts: Counts | undefined
  readonly causes: readonly ReportedCause[]
  /** Of a Deployment, StatefulSet or DaemonSet: what changed since pods read it at their start. */
  readonly stale: readonly StaleRead[]
  /** `running` was to write it and did not: it is as it was before. */
  readonly isUnwritten: boolean
  /** Where it differs from what the revision alone makes of it; empty where nobody asked. */
  readonly drift: readonly Drift[]
  /** The release that claimed it since; undefined also where nobody asked. */
  readonly claimedBy: string | undefined
  /** Why it is unknown whether it differs; undefined also if it was not compared. */
  readonly driftUnknown: string | undefined
}

/** A ConfigMap or Secret whose data changed after pods started that have what it said before. */
export interface StaleRead {
  readonly ref: ObjectRef
  /** RFC 3339. */
  readonly changedAt: string
  /** The field manager that changed it, or the revision: `revision 7`; undefined where the server doesn't say. */
  readonly by: string | undefined
  /** Their names, sorted. */
  readonly pods: readonly string[]
}

/** One manifest as it would be applied. */
export interface RenderedManifest {
  readonly template: string
  readonly yaml: string
}

/** One template's text, exactly as it was rendered. */
export interface RenderedText {
  readonly template: string
  readonly text: string
}

/** A profile as its files describe it. */
export interface ListedProfile {
  readonly profile: string
  readonly envType: string
  readonly profileName: string
  /** undefined: the kube context's. */
  readonly namespace: string | undefined
  /** undefined: the current one. */
  readonly kubeContext: string | undefined
  readonly templates: readonly string[]
  /** undefined where it has none. Where it has some, its namespace and kube context are what all of them have, if they do. */
  readonly clusters?: readonly ListedCluster[] | undefined
  /** The profiles that it needs, sorted; undefined where that can't be told, as something is wrong with what profiles need. */
  readonly needs?: readonly string[] | undefined
}

/** A profile among those that it needs, and that need it. */
export interface GraphedProfile {
  readonly profile: string
  /** Those that it needs, sorted. */
  readonly needs: readonly string[]
  /** 1 where it needs none; else one more than the highest of those that it needs. */
  readonly level: number
  /** Names; empty where it has none. */
  readonly clusters: readonly string[]
}

/** One of the clusters that a profile is deployed to. */
export interface ListedCluster {
  readonly name: string
  readonly namespace: string | undefined
  readonly kubeContext: string | undefined
  readonly canary: boolean
}

/** A value and what gave it; a sensitive one is masked already. */
export interface GivenValue {
  readonly value: Json
  readonly sensitive: boolean
  /** `profiles/prod.yaml`, `ConfigMap my-ns/shared`, `--set`. */
  readonly by: string
  readonly place: Place | undefined
}

export interface ShownVariable extends GivenValue {
  /** `db.password`, `hosts[0]`. */
  readonly name: string
  /** The strongest first. */
  readonly overrode: readonly GivenValue[]
}

/** A variable in which two profiles differ; undefined where one hasn't got it. */
export interface ComparedVariable {
  readonly name: string
  readonly left: GivenValue | undefined
  readonly right: GivenValue | undefined
}

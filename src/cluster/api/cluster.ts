import type { Json, KubeObject, ObjectRef } from '../../manifest/types.ts'
import type { Impersonation } from '../../shell-words.ts'

/** One resource type that the API server serves (discovery). */
export interface ApiResource {
  readonly group: string
  readonly version: string
  readonly kind: string
  /** The plural of the URL: `deployments`. */
  readonly plural: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  /** Whether its status is a subresource, which its controller writes. */
  readonly hasStatus: boolean
}

export interface ApplyOptions {
  readonly fieldManager: string
  readonly dryRun: boolean
  /** Take fields over from other managers. Default false: a conflict is ApiError 409. */
  readonly force?: boolean
}

export interface ReplaceOptions {
  /** Default: the user agent's name. */
  readonly fieldManager?: string
  /** Default false. */
  readonly dryRun?: boolean
}

export interface ListOptions {
  readonly namespace?: string | undefined
  readonly labelSelector?: string | undefined
  readonly fieldSelector?: string | undefined
  /** Objects without anything but their metadata; a list alone. Default: whole objects. */
  readonly metadataOnly?: boolean | undefined
}

export interface KubeList {
  readonly items: readonly KubeObject[]
  /** Where a watch goes on from. */
  readonly resourceVersion: string
}

export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string }

export interface DeleteOptions {
  readonly uid?: string | undefined
  readonly resourceVersion?: string | undefined
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan' | undefined
  readonly dryRun?: boolean | undefined
}

export interface PatchOptions {
  readonly fieldManager: string
  readonly dryRun: boolean
  /**
   * The body sets the resourceVersion that was read, so that the server refuses it (409) on any other: also when an answer was
   * lost and it is tried again.
   */
  readonly guarded?: boolean
}

export interface LogOptions {
  readonly container?: string | undefined
  /** The previous, terminated instance of the container. */
  readonly previous?: boolean | undefined
  readonly tailLines?: number | undefined
}

export interface FollowOptions {
  readonly container: string
  /** The container has ended, or nobody wants more: what is left is read, and then it is over. */
  readonly over: AbortSignal
  /** Ends at once. */
  readonly signal: AbortSignal
}

/** Which resource type to ask for: group and kind, the version where it matters. */
export interface ResourceType {
  readonly group: string
  readonly version?: string | undefined
  readonly kind: string
}

export type PatchType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json'

/** What a request was about, as its path says. */
export interface WarningSubject extends Pick<ApiResource, 'group' | 'version' | 'plural'> {
  readonly namespace: string | undefined
  /** undefined: all objects, or a new one. */
  readonly name: string | undefined
}

/** A warning of the API server. */
export interface ServerWarning {
  readonly text: string
  readonly about: WarningSubject | undefined
}

/**
 * The API server, as raw JSON: no field is dropped, no timestamp converted. Every failure is an ApiError
 * (api-error.ts), or a KdeployError of category `cluster` where the server wasn't reached. Objects are never retyped.
 */
export interface Cluster {
  /** The kube context's name; `''` in a pod. */
  readonly kubeContext: string
  /** `--kubeconfig` as it was given. */
  readonly kubeconfig?: string | undefined
  readonly server: string
  /** `--as`, `--as-uid` and `--as-group` as they were given. */
  readonly as?: Impersonation | undefined
  /** The user that requests impersonate, by those options or the kubeconfig; undefined: nobody. */
  readonly user?: string | undefined
  /** The kube context's namespace, else `default`. */
  readonly defaultNamespace: string

  /**
   * The same cluster, but `check` is asked before each try of each request that writes (no dry-run),
   * and may refuse it by throwing.
   */
  guarded(check: () => Promise<void>): Cluster
  /** Reads discovery once; again after `refreshResources`. */
  resourceOf(type: ResourceType): Promise<ApiResource | undefined>
  /** A resource by what a person types: `deployment`, `deploy`, `deployments.apps`. */
  resourceNamed(name: string): Promise<ApiResource | undefined>
  /** All that is served, in every version. */
  servedResources(): Promise<readonly ApiResource[]>
  refreshResources(): void
  /** Keeps the API server's warnings back until what it returns is called, which gives them: they aren't told again. */
  holdWarnings(): () => ServerWarning[]

  /** null where the object (or its resource type) isn't there. */
  get(ref: ObjectRef): Promise<KubeObject | null>
  /** All pages. */
  list(type: ResourceType, options?: ListOptions): Promise<KubeList>
  /** Ends when the signal aborts; an expired resourceVersion is ApiError 410. */
  watch(
    type: ResourceType,
    options: ListOptions & { readonly resourceVersion: string; readonly signal: AbortSignal },
  ): AsyncIterable<WatchEvent>
  /** Server-side apply with strict field validation. */
  apply(object: KubeObject, options: ApplyOptions): Promise<KubeObject>
  /** POST; ApiError 409 AlreadyExists where it is there, unless a lost answer of this POST itself was that it made it. */
  create(object: KubeObject): Promise<KubeObject>
  /** PUT; its metadata.resourceVersion, which it must have, guards it (ApiError 409 Conflict). */
  replace(object: KubeObject, options?: ReplaceOptions): Promise<KubeObject>
  patch(ref: ObjectRef, type: PatchType, body: Json, options: PatchOptions): Promise<KubeObject>
  /** false where it was gone already. */
  delete(ref: ObjectRef, options?: DeleteOptions): Promise<boolean>
  /** A container's log, as text. */
  logs(pod: { readonly namespace: string; readonly name: string }, options: LogOptions): Promise<string>
  /** A container's log line by line while it is written, each line once, across broken connections and restarts. */
  followLogs(pod: { readonly namespace: string; readonly name: string }, options: FollowOptions): AsyncIterable<string>
  /**
   * Milliseconds since 1970 by the API server's clock, as its answers tell it: what the times in its objects are compared with.
   * This machine's clock may be off, and step.
   */
  serverClock(): number
  /** Closes kept-alive connections, so that the process can end. */
  close(): void
}

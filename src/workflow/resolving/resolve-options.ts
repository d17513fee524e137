import type { Guard } from '../../profile/settings.ts'
import type { LiveReader } from '../../sources/source.ts'
import type { TemplateEngine } from '../../variables/engine.ts'
import type { Known } from './checks/undeclared-overrides.ts'
import type { Overrides } from './overrides.ts'

export interface Connection {
  /** The kube context's namespace, else `default`. */
  readonly defaultNamespace: string
  readonly live: LiveReader
}

/** What a profile and the options decide before any source outside the project is read. */
export interface ProfilePlace {
  readonly guard: Guard
  /** --context, else the profile's; undefined: the current one. */
  readonly kubeContext: string | undefined
  /** undefined: the kube context's, or none is decided. */
  readonly namespace: string | undefined
  /** Whether the profile has a source that runs a program or reads the cluster. */
  readonly readsOutside: boolean
}

export interface ResolveOptions extends Overrides {
  /** One of the profile's clusters; undefined: it has none. */
  readonly cluster?: string | undefined
  /** --namespace. */
  readonly namespace: string | undefined
  /** --context. */
  readonly kubeContext: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly engine: TemplateEngine
  /**
   * Called at most once, and only where a live source or the kube context's namespace is needed, with the kube
   * context of the profile. undefined: offline, the sources' examples stand for them.
   */
  readonly connect: ((kubeContext: string | undefined) => Promise<Connection>) | undefined
  /** Awaited before a program is run or anything of a cluster is read; what it throws ends the resolving. */
  readonly beforeReading?: ((place: ProfilePlace) => Promise<void>) | undefined
  /** No program may be run for a profile: its sources that would run one are errors, unless their examples stand for them. */
  readonly noCommands?: boolean | undefined
  /** Which variables are rendered, by their names (`db.host`, `hosts[0]`); default: all. What they need always is. */
  readonly isRequested?: ((name: string) => boolean) | undefined
  readonly signal?: AbortSignal | undefined
  /** Runs what may compute for long, and needs nothing outside the project; default: calls it. */
  readonly compute?: (<Result>(work: () => Result | Promise<Result>) => Promise<Result>) | undefined
  /** What the options are held to; undefined: to nothing. */
  readonly known?: Known | undefined
  /** Told which sources were read. */
  readonly trace?: ((line: string) => void) | undefined
  /** Told of every sensitive value as soon as it is read, so that no later error shows it. */
  readonly registerSecrets?: ((values: readonly string[]) => void) | undefined
}

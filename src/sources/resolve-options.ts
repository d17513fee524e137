import type { TemplateEngine } from '../variables/engine.ts'
import type { LiveReader } from './live.ts'
import type { Overrides } from './overrides.ts'

export interface Connection {
  /** The kube context's namespace, else `default`. */
  readonly defaultNamespace: string
  readonly live: LiveReader
}

export interface ResolveOptions extends Overrides {
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
  readonly signal?: AbortSignal | undefined
  /** Told of every sensitive value as soon as it is read, so that no later error shows it. */
  readonly learn?: ((values: readonly string[]) => void) | undefined
}

import type { JsonObject } from '../../manifest/types.ts'
import type { Impersonation } from '../../shell-words.ts'

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The cluster and user that a kube context names, as the kubeconfig holds them; paths are absolute. */
export interface KubeTarget {
  /** `''` in a pod. */
  readonly kubeContext: string
  /** The file with the kube context; `''` in a pod. */
  readonly file: string
  /** `--kubeconfig` as it was given; undefined where there is none. */
  readonly kubeconfig?: string | undefined
  readonly server: string
  readonly namespace: string
  readonly cluster: JsonObject
  readonly userName: string
  /** With what `as` says in the place of its own fields. */
  readonly user: JsonObject
  /** `--as`, `--as-uid` and `--as-group`. */
  readonly as?: Impersonation | undefined
}

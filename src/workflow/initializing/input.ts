import type { InitResult } from '../../scaffold/init-result.ts'
import type { ClusterTarget } from '../run/world.ts'

/** What a person gives to `kdeploy init`; what is undefined is asked, or has a default. */
export interface InitInput {
  /** From the working folder; undefined: that one. */
  readonly folder: string | undefined
  readonly name: string | undefined
  /** `web,worker`. */
  readonly templates: string | undefined
  readonly image: string | undefined
  readonly port: string | undefined
  /** `dev,prod`. */
  readonly envTypes: string | undefined
  readonly namespace: string | undefined
  /** Whether the project uses the library as an npm package, rather than a copy. */
  readonly usesPackage: boolean
  /** Live objects, files and folders. */
  readonly from: readonly string[]
  readonly selector: string | undefined
  readonly target: ClusterTarget
  /** Nothing is asked. */
  readonly yes: boolean
  readonly dryRun: boolean
}

/** A project as it is to be written. */
export type NewProject = Pick<InitResult, 'files' | 'profile' | 'applyOptions' | 'notes'>

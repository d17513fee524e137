import { KdeployError } from '../../errors.ts'
import type { Manifest } from '../../manifest/types.ts'

export interface EmptyOption {
  /** Deploy a profile that renders no manifest at all, which mostly is a mistake. */
  readonly allowEmpty?: boolean
}

/** @throws KdeployError `render-empty` where a profile renders nothing, and nobody said that it may */
export function refuseEmpty(manifests: readonly Manifest[], profile: string, { allowEmpty }: EmptyOption): void {
  if (manifests.length > 0 || allowEmpty === true) return
  throw new KdeployError({
    code: 'render-empty',
    category: 'input',
    message: `the profile ${profile} renders no manifests`,
    hint: 'check the templates and their conditions, or use --allow-empty if this is intended',
  })
}

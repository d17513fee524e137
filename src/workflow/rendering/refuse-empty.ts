import { KdeployError } from '../../errors.ts'
import type { Manifest } from '../../manifest/types.ts'
import type { OpenedProfile } from '../resolving/open-profile.ts'

export interface EmptyOption {
  /** Deploy a profile that renders no manifest at all, which mostly is a mistake. */
  readonly allowEmpty?: boolean
}

/** @throws KdeployError `render-empty` where a profile renders nothing, and nobody said that it may */
export function refuseEmpty(
  manifests: readonly Manifest[],
  profile: string,
  project: Pick<OpenedProfile['project'], 'templates' | 'templatesFolder' | 'otherTemplates'>,
  { allowEmpty }: EmptyOption,
): void {
  if (manifests.length > 0 || allowEmpty === true) return
  const shared = { code: 'render-empty', category: 'input' } as const
  if (project.templates.length + project.otherTemplates.length === 0) {
    throw new KdeployError({
      ...shared,
      message: `${project.templatesFolder} has no template`,
      hint: `put one there: its name ends in .yaml, .yml, .json or .j2, and does not begin with _; --allow-empty if this is intended`,
    })
  }
  throw new KdeployError({
    ...shared,
    message: `the profile ${profile} renders no manifests`,
    hint: 'check the templates and their conditions, or use --allow-empty if this is intended',
  })
}

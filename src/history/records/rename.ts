import { KdeployError } from '../../errors.ts'
import { annotationOf } from '../../manifest/annotations.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { shellWords } from '../../shell-words.ts'
import { shorten } from '../../shorten.ts'
import { identityOf, parseIdentity, type Release } from './release.ts'

/** On the parents of both releases while one is renamed to the other: until it is finished no other run writes to either. */
export const renameAnnotation = 'kdeploy.dev/rename'

/** A release, and what it becomes. */
export interface Rename {
  readonly from: Release
  readonly to: Release
}

/** What `renameAnnotation` says: `shop/prod_old/ns -> shop/prod_new/ns`. */
export function describeRename({ from, to }: Rename): string {
  return `${identityOf(from)} -> ${identityOf(to)}`
}

/** Whether a parent says that this very rename was begun, in whichever direction: one that was cut off may also be taken back. */
export function isMarkedFor(parent: KubeObject | null, { from, to }: Rename): boolean {
  const said = parent === null ? undefined : annotationOf(parent, renameAnnotation)
  return said === describeRename({ from, to }) || said === describeRename({ from: to, to: from })
}

/** @throws KdeployError `rename-unfinished` where a rename of the release, or to it, was begun and is not finished */
export function refuseUnfinishedRename(release: Release, parent: KubeObject | null): void {
  const said = parent === null ? undefined : annotationOf(parent, renameAnnotation)
  if (said === undefined) return
  const rename = parseRename(String(said))
  throw new KdeployError({
    code: 'rename-unfinished',
    category: 'conflict',
    message: `a rename of ${identityOf(release)} was begun and is not finished: ${shorten(String(said), { most: 200 })}`,
    hint:
      rename === undefined
        ? `kdeploy did not write this: check who may write Secrets in ${release.namespace}, and remove the annotation ${renameAnnotation} from the Secret ${parent?.metadata.name}`
        : `to finish it: ${renameCommand(rename)}; to take it back: ${renameCommand({ from: rename.to, to: rename.from })}`,
  })
}

function parseRename(text: string): Rename | undefined {
  const [from, to, ...rest] = text.split(' -> ').map(parseIdentity)
  return from === undefined || to === undefined || rest.length > 0 ? undefined : { from, to }
}

/** The command that renames one release to another, to be typed. */
export function renameCommand({ from, to }: Rename): string {
  return shellWords([
    ...['kdeploy', 'rename', '-p', from.profile, '--name', from.name, '-n', from.namespace],
    ...(to.profile === from.profile ? [] : ['--to-profile', to.profile]),
    ...(to.name === from.name ? [] : ['--to-name', to.name]),
    ...(to.namespace === from.namespace ? [] : ['--to-namespace', to.namespace]),
  ])
}

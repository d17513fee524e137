import { createHash } from 'node:crypto'
import { keyOf } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import type { SetRelease } from '../../order/release.ts'

/** The folder of a release: `prod_bus`, `prod_bus/eu`. */
export function folderOf({ profile, cluster }: Pick<SetRelease, 'profile' | 'cluster'>): string {
  return cluster === undefined ? profile : `${profile}/${cluster}`
}

/**
 * A name for the file of each object, in their order: `deployment-web.yaml`. One whose name no file can have on every system, or that
 * another would share, has a part of its identity's digest besides; none depends on the order.
 */
export function fileNames(refs: readonly ObjectRef[]): string[] {
  const plain = refs.map(({ kind, name }) => `${kind}-${name}`.toLowerCase().replace(/[^a-z0-9.-]/g, '_'))
  return refs.map((ref, index) => {
    const name = plain[index] ?? ''
    const isOwn = plain.indexOf(name) === plain.lastIndexOf(name)
    const isWhole = name === `${ref.kind}-${ref.name}`.toLowerCase() && name.length <= 200
    if (isOwn && isWhole) return `${name}.yaml`
    const digest = createHash('sha256').update(keyOf(ref)).digest('hex')
    return `${name.replace(/(?<=^.{200}).*/, '')}-${digest.replace(/(?<=^.{8}).*/, '')}.yaml`
  })
}

import { groupBy } from '../../group-by.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { Manifest, ObjectRef } from '../../manifest/types.ts'
import { editDistance } from '../../nearest.ts'
import type { Reference } from '../../plan/references/reference.ts'
import { offersOf, referencesOf } from '../../plan/references/references.ts'
import { serviceHostsOf } from '../../plan/references/service-hosts.ts'
import type { Rule, Violation } from './rule.ts'
import { serviceReferencesOf } from './service-references.ts'

export const likelyTypo: Rule = {
  name: 'likely-typo',
  severity: 'warning',
  finds:
    'a name of an object that is not rendered, a letter or two away from one that is rendered and that nothing names',
  reason: 'It may be on the cluster already; more likely the name is misspelled, and pods wait for it.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  fix: 'correct the name; if the object comes from elsewhere, except it in kdeploy.yaml (validate.except)',
  *check(release): Iterable<Violation> {
    const references: readonly Name[] = [
      ...referencesOf(release.manifests),
      ...serviceHostsOf(release.manifests),
      ...serviceReferencesOf(release).map(({ manifest, to, namePath }) => ({ from: manifest, to, path: namePath })),
    ]
    const offers = offersOf(release.manifests)
    const open = references.filter(({ to }) => !offers.has(keyOf(to)))
    if (open.length === 0) return
    const named = new Set(references.map(({ to }) => keyOf(to)))
    const unnamed = groupBy(
      release.manifests.filter(({ object }) => !named.has(keyOf(refOf(object)))),
      ({ object }) => placeOf(refOf(object)),
    )
    for (const { from, path, to, host } of open) {
      const meant = (unnamed.get(placeOf(to)) ?? []).find((manifest) => isNear(manifest, to.name))
      if (meant === undefined) continue
      const message = `${to.kind} ${to.name} is not rendered; did you mean ${meant.object.metadata.name}?`
      yield { manifest: from, path, line: host?.line, message }
    }
  },
}

/** A place that names an object. */
type Name = Pick<Reference, 'from' | 'to' | 'path' | 'host'>

function placeOf({ group, kind, namespace }: ObjectRef): string {
  return `${group}/${kind}/${namespace ?? ''}`
}

/** Names that differ in a digit are siblings: `cache-1`, `cache-2`. */
function isNear({ object }: Manifest, name: string): boolean {
  const meant = object.metadata.name
  const [withoutDigits, meantWithout] = [name, meant].map((one) => one.replaceAll(/\d/g, ''))
  if (withoutDigits === meantWithout || Math.min(name.length, meant.length) < 4) return false
  const most = name.length < 8 ? 1 : 2
  return Math.abs(name.length - meant.length) <= most && editDistance(name, meant, most) <= most
}

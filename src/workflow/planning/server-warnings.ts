import type { ApiResource, Cluster, ServerWarning } from '../../cluster/api/cluster.ts'
import { parseFieldPath } from '../../cluster/errors/server-field.ts'
import { joinNames } from '../../counts.ts'
import { groupBy } from '../../group-by.ts'
import { describeRef, refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import { textMaskerOf } from '../../plan/masking/mask-text.ts'
import type { Notice } from '../run/events.ts'

/** More objects are counted. */
const most = 5

/** The API server's warnings with the objects that they are about, and the line of the first; each text once. */
export async function placeWarnings(
  cluster: Cluster,
  warnings: readonly ServerWarning[],
  manifests: readonly Manifest[],
  mask: Masker,
): Promise<Notice[]> {
  if (warnings.length === 0) return []
  const typed = await Promise.all(
    manifests.map(async (manifest) => {
      // Where the server no longer tells what it serves, that is told by whoever needs it.
      const resource = await cluster.resourceOf(refOf(manifest.object)).catch(() => undefined)
      return { manifest, resource }
    }),
  )
  return [...groupBy(warnings, ({ text }) => text)].map(([text, group]) => {
    const about = new Set(group.flatMap((warning) => manifestsOf(warning, typed)))
    const [first] = about
    if (first === undefined) return { type: 'warning', message: text }
    const names = joinNames([...about], most, ({ object }) => describeRef(refOf(object)))
    const message = [...about].reduce((shown, manifest) => textMaskerOf(manifest, mask)(shown), text)
    return { type: 'warning', message: `${names}: ${message}`, place: placeOf(text, first) }
  })
}

/** The object that was asked about; all of its kind where it wasn't asked about by its name. */
function manifestsOf(
  { about }: ServerWarning,
  typed: readonly { readonly manifest: Manifest; readonly resource: ApiResource | undefined }[],
): Manifest[] {
  const ofType = typed
    .filter(
      ({ resource }) =>
        resource !== undefined &&
        resource.group === about?.group &&
        resource.version === about.version &&
        resource.plural === about.plural,
    )
    .map(({ manifest }) => manifest)
  const named = ofType.filter(({ object }) => {
    const { name, namespace } = refOf(object)
    return name === about?.name && namespace === about.namespace
  })
  return about?.name === undefined ? ofType : named
}

/** Most warnings begin with the field that they are about: `spec.template.spec.nodeSelector[…]: deprecated …`. */
function placeOf(text: string, { object, placeOf }: Manifest) {
  const [, field] = /^((?:spec|metadata|data)[.[]\S*): /.exec(text) ?? []
  return placeOf(field === undefined ? ['kind'] : parseFieldPath(field, object))
}

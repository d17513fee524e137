import { count, joinNames } from '../../counts.ts'
import { groupBy } from '../../group-by.ts'
import { numberAt } from '../../manifest/fields.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Masking } from '../../masking/masking.ts'
import { parseImage } from '../../plan/images/image-reference.ts'
import { imagesIn } from '../../plan/images/images-of.ts'
import { textMaskerOf } from '../../plan/masking/mask-text.ts'
import type { Change, Plan } from '../../plan/types.ts'
import { recordedReason } from './recorded-reason.ts'

/** Objects that are named where the same changed in each; more are counted. */
const mostNamed = 3
/** Groups of named objects, and of kinds that are counted. */
const mostGroups = 4
const mostKinds = 6

/** Characters of a digest that tell it from others. */
const shortDigest = 19

/**
 * What a plan changes, for the history, in one line, masked: what of the images and replicas of named workloads, and how many objects of
 * which kinds else: `web: image 1.4 → 1.5, replicas 2 → 3; +1 ConfigMap`. undefined where it changes nothing.
 */
export function describeChanges(
  { changes, candidates }: Plan,
  masking: Pick<Masking, 'redact' | 'mask'>,
): string | undefined {
  const named = changes.map((change) => ({
    change,
    detail: change.action === 'change' ? detailOf(change, masking.mask) : '',
  }))
  const groups = [
    ...groupBy(
      named.filter(({ detail }) => detail !== ''),
      ({ detail }) => detail,
    ),
  ]
  const details = groups.slice(0, mostGroups).map(([detail, alike]) => {
    const names = joinNames(alike, mostNamed, ({ change }) => change.ref.name)
    return `${names}: ${detail}`
  })
  const rest = groups.slice(mostGroups).flatMap(([, alike]) => alike)
  const others = [...rest, ...named.filter(({ detail }) => detail === '')].map(({ change }) => change)
  const by = (action: Change['action']) => others.filter((change) => change.action === action)
  const counted = [
    ...kindsOf(by('create'), (kinds) => `+${kinds}`),
    ...kindsOf(
      candidates.filter(({ fate }) => fate.kind === 'delete'),
      (kinds) => `-${kinds}`,
    ),
    ...kindsOf(by('change'), (kinds) => `${kinds} changed`),
    ...kindsOf(by('recreate'), (kinds) => `${kinds} recreated`),
    ...kindsOf(by('adopt'), (kinds) => `${kinds} adopted`),
    ...kindsOf(
      candidates.filter(({ fate }) => fate.kind === 'orphan'),
      (kinds) => `${kinds} orphaned`,
    ),
  ]
  const kinds = counted.length === 0 ? [] : [joinNames(counted, mostKinds)]
  const parts = [...details, ...kinds]
  return parts.length === 0 ? undefined : recordedReason(parts.join('; '), masking)
}

/** `+2 ConfigMaps`, one text for each kind. */
function kindsOf(objects: readonly Pick<Change, 'ref'>[], tell: (kinds: string) => string): string[] {
  return [...groupBy(objects, ({ ref }) => ref.kind)].map(([kind, alike]) =>
    tell(count(alike.length, kind, plural(kind))),
  )
}

function plural(kind: string): string {
  return /(?:s|x|ch)$/.test(kind) ? `${kind}es` : kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`
}

/** What changes of an object's images and replicas; `''` where none does, or where it is created. */
function detailOf({ live, merged, manifest }: Change, mask: Masking['mask']): string {
  if (live === null) return ''
  const maskText = textMaskerOf(manifest, mask)
  const before = numberAt(live, 'spec', 'replicas')
  const after = numberAt(merged, 'spec', 'replicas')
  const replicas =
    before === undefined || after === undefined || before === after ? [] : [`replicas ${before} → ${after}`]
  return [...imageChanges(live, merged), ...replicas].map(maskText).join(', ')
}

/** `image 1.4 → 1.5`; with the container's name where it has several images. */
function imageChanges(live: KubeObject, merged: KubeObject): string[] {
  const before = new Map(imagesIn(live).map(({ container, image }) => [container, image]))
  const now = imagesIn(merged)
  const changed = now.flatMap(({ container, image }) => {
    const old = before.get(container)
    return old === undefined || old === image ? [] : [{ container, text: difference(old, image) }]
  })
  const texts = new Set(changed.map(({ text }) => text))
  if (now.length === changed.length && texts.size === 1) return [...texts].map((text) => `image ${text}`)
  return changed.map(({ container, text }) => `image of ${container} ${text}`)
}

/** Only the tags, else the digests, where the repository is the same. */
function difference(old: string, image: string): string {
  const [before, after] = [parseImage(old), parseImage(image)]
  const pairs = [
    [before.tag, after.tag],
    [before.digest.slice(0, shortDigest), after.digest.slice(0, shortDigest)],
  ]
  const [from, to] = pairs.find(([one, other]) => one !== other) ?? []
  return before.repository === after.repository && from && to ? `${from} → ${to}` : `${old} → ${image}`
}

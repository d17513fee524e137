import { groupBy } from '../../../group-by.ts'
import { ownWords, shownLine } from '../../../masking/shown.ts'
import type { SetRelease } from '../../../order/release.ts'
import type { ReleaseEnd, SetResult } from '../../../sets/told/results.ts'
import type { ImageList } from '../../../workflow/run/results.ts'
import { jsonImageUse, showImageLines } from '../../images.ts'
import { redactStrings } from '../../json/json-events.ts'
import { jsonError } from '../../json/json-parts.ts'
import type { Pen } from '../../terminal/screen.ts'
import { tableOf } from '../../terminal/text-width.ts'
import { jsonRelease } from '../json.ts'

/** Of the JSON form, as docs/reference/output.md documents it. */
const version = 1

type Use = ImageList['images'][number]['neededBy'][number]

/** An image that releases need, once for all of them. */
interface SharedImage {
  readonly image: string
  readonly digests: readonly string[]
  readonly uses: readonly { readonly release: SetRelease; readonly use: Use }[]
}

/** Each image once, sorted, with what needs it of each release. */
export function showSetImages(set: SetResult<ImageList>, pen: Pen): void {
  const rows = imagesIn(set).map(({ image, uses }) =>
    [image, whoNeeds(uses)].map((text) => shownLine(text, pen.redact)),
  )
  if (rows.length > 0) for (const line of tableOf([['IMAGE', 'NEEDED BY'].map(ownWords), ...rows])) pen.line(line)
}

/** Each image alone on its line, once for all releases. See showImageLines. */
export function showSetImageLines(set: SetResult<ImageList>, digests: boolean, pen: Pen): void {
  const images = imagesIn(set).map((image) => ({ ...image, neededBy: [] }))
  showImageLines({ images, problems: problemsIn(set) }, digests, pen)
}

/** The same as one JSON document. */
export function showSetImagesAsJson(set: SetResult<ImageList>, pen: Pen): void {
  const problems = problemsIn(set)
  const document = {
    version,
    complete: problems.length === 0,
    releases: set.ends.map(({ release, result }) => ({ ...jsonRelease(release), namespace: result?.namespace })),
    images: imagesIn(set).map(({ image, digests, uses }) => ({
      image,
      digests: digests.length === 0 ? undefined : digests,
      neededBy: uses.map(({ release: { label }, use }) => ({ label, ...jsonImageUse(use) })),
    })),
    problems: problems.map(({ release: { label }, error }) => ({ label, ...jsonError(error, false) })),
  }
  pen.json(redactStrings(document, pen.redact), 2)
}

function imagesIn({ ends }: SetResult<ImageList>): SharedImage[] {
  const all = ends.flatMap(({ release, result }) => (result?.images ?? []).map((image) => ({ release, ...image })))
  return [...groupBy(all, ({ image }) => image)]
    .map(([image, found]) => ({
      image,
      digests: [...new Set(found.flatMap(({ digests }) => digests))].sort(),
      uses: found.flatMap(({ release, neededBy }) => neededBy.map((use) => ({ release, use }))),
    }))
    .sort((one, other) => (one.image < other.image ? -1 : 1))
}

/** Those whose images may not all be known. */
function problemsIn({ ends }: SetResult<ImageList>): readonly ReleaseEnd<ImageList>[] {
  return ends.filter(({ state }) => state !== 'done')
}

/** `prod_bus: Deployment bus, Job migrate; prod_web: Deployment web`. */
function whoNeeds(uses: SharedImage['uses']): string {
  return [...groupBy(uses, ({ release }) => release.label)]
    .map(
      ([label, its]) =>
        `${label}: ${[...new Set(its.map(({ use: { ref } }) => `${ref.kind} ${ref.name}`))].join(', ')}`,
    )
    .join('; ')
}

import { ownWords, type Shown, shownLine } from '../masking/shown.ts'
import type { ImageList } from '../workflow/run/results.ts'
import { redactStrings } from './json/json-events.ts'
import { jsonError, jsonObject } from './json/json-parts.ts'
import type { Pen } from './terminal/screen.ts'
import { tableOf } from './terminal/text-width.ts'

/** Of the JSON form, as docs/reference/output.md documents it. */
const version = 1

type Image = ImageList['images'][number]

/** A line for each image, with the digests that are known and what needs it. */
export function showImages({ images }: ImageList, pen: Pen): void {
  const shown = (text: string): Shown => shownLine(text, pen.redact)
  const rows = images.map(({ image, digests, neededBy }) => [image, digests.join(', '), whoNeeds(neededBy)].map(shown))
  const titles = ['IMAGE', 'DIGEST', 'NEEDED BY'].map(ownWords)
  if (rows.length > 0) for (const line of tableOf([titles, ...rows])) pen.line(line)
}

/**
 * Each image alone on its line, with `digests` also once for each digest that is known of it, as `NAME:TAG@DIGEST`. Where the list
 * may lack some, its last line is no image, so that it never looks complete.
 */
export function showImageLines(
  { images, problems }: Pick<ImageList, 'images'> & { readonly problems: readonly unknown[] },
  digests: boolean,
  pen: Pen,
): void {
  for (const { image, digests: known } of images) {
    pen.line(shownLine(image, pen.redact))
    const others = digests && !image.includes('@') ? known : []
    for (const digest of others) pen.line(shownLine(`${image}@${digest}`, pen.redact))
  }
  if (problems.length > 0) pen.safeLine('# incomplete: see the errors')
}

/** The list as one JSON document. */
export function showImagesAsJson({ namespace, kubeContext, server, images, problems }: ImageList, pen: Pen): void {
  const document = {
    version,
    complete: problems.length === 0,
    namespace,
    kubeContext: kubeContext === '' ? undefined : kubeContext,
    server,
    images: images.map(({ image, digests, neededBy }) => ({
      image,
      digests: digests.length === 0 ? undefined : digests,
      neededBy: neededBy.map(jsonImageUse),
    })),
    problems: problems.map((problem) => jsonError(problem, false)),
  }
  pen.json(redactStrings(document, pen.redact), 2)
}

/** What needs an image, in the form that docs/reference/output.md documents. */
export function jsonImageUse({ release, revisions, ref, container }: Image['neededBy'][number]) {
  return {
    release,
    revisions: revisions.length === 0 ? undefined : revisions,
    object: jsonObject(ref),
    container: container === '' ? undefined : container,
  }
}

/** `shop/prod_shop/ns 1-3, 5; till/prod_till/ns 2`; of what is rendered, the objects. */
function whoNeeds(neededBy: Image['neededBy']): string {
  const releases = new Map<string, Set<number>>()
  const objects = new Set<string>()
  for (const { release, revisions, ref } of neededBy) {
    if (release === undefined) objects.add(`${ref.kind} ${ref.name}`)
    else releases.set(release, new Set([...(releases.get(release) ?? []), ...revisions]))
  }
  const named = [...releases].map(([release, revisions]) => `${release} ${ranges([...revisions])}`)
  return [...objects, ...named].join('; ')
}

/** `1-3, 5`. */
function ranges(numbers: readonly number[]): string {
  const found: [number, number][] = []
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = found.at(-1)
    if (last !== undefined && last[1] === number - 1) last[1] = number
    else found.push([number, number])
  }
  return found.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(', ')
}

import { count, joinNames } from '../counts.ts'
import { describeRef } from '../manifest/identity.ts'
import type { ObjectRef } from '../manifest/types.ts'
import { escapeCiCommands, oneLine } from '../printable.ts'
import type { RenderedSet } from '../sets/rendering/render-to-folder.ts'
import type { RenderedManifest, RenderedText } from '../workflow/run/results.ts'
import type { Pen } from './terminal/screen.ts'

/** Manifests as one YAML stream, each with the template it comes from. */
export function showManifests(manifests: readonly RenderedManifest[], pen: Pen): void {
  for (const { template, yaml } of manifests) pen.raw(`---\n# Source: ${escapeCiCommands(oneLine(template))}\n${yaml}`)
}

/** The templates' own text, byte for byte; several are kept apart by a document separator, as kubectl needs it. */
export function showRaw(texts: readonly RenderedText[], pen: Pen): void {
  for (const [index, { text }] of texts.entries()) {
    if (index > 0) pen.raw('---\n')
    pen.raw(text.endsWith('\n') || index === texts.length - 1 ? text : `${text}\n`)
  }
}

/** Names in one line. */
const mostNamed = 12

/** What became of a folder that releases were rendered into. */
export function showRenderedSet(
  { releases, written, unchanged, removed, kept, omitted }: RenderedSet,
  folder: string,
  pen: Pen,
): void {
  const counts = `${count(written.length, 'file')} written, ${unchanged.length} unchanged, ${removed.length} removed`
  pen.line(`${count(releases.length, 'release')} in ${folder}: ${counts}`)
  if (kept.length > 0)
    pen.line(`not rendered any more, but changed by someone, and left: ${joinNames(kept, mostNamed)}`)
  for (const { release, ref } of omitted) showOmitted(release.label, [ref], pen)
}

/** Which Secrets of a release weren't rendered. */
export function showOmitted(label: string, omitted: readonly ObjectRef[], pen: Pen): void {
  for (const ref of omitted) pen.line(`left out of ${label}, as it holds sensitive values: ${describeRef(ref)}`)
}

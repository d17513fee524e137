import { escapeCiCommands, oneLine } from '../printable.ts'
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

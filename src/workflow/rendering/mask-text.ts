import type { RenderedTemplate } from '../../manifest/read.ts'
import type { Masker } from '../../masking/masking.ts'
import { secretRanges } from './secret-ranges.ts'

/** A template's text with tokens in place of what derives from sensitive values, and of what any Secret in it holds. */
export function maskText(rendered: RenderedTemplate, mask: Masker): string {
  const { text } = rendered
  const hidden = [...(rendered.sensitiveRanges ?? []), ...secretRanges(text)].sort((a, b) => a.start - b.start)
  let masked = ''
  let at = 0
  for (const { start, end } of hidden) {
    if (end <= at || end === start) continue
    masked += text.slice(at, Math.max(at, start)) + mask(text.slice(Math.max(at, start), end))
    at = end
  }
  return masked + text.slice(at)
}

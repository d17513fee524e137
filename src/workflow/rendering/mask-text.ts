import { KdeployError } from '../../errors.ts'
import type { RenderedTemplate, TextRange } from '../../manifest/read.ts'
import { isSecret } from '../../manifest/secret.ts'
import type { Masker } from '../../masking/masking.ts'
import { isMap } from '../../yaml/json.ts'
import { readDocuments, type YamlDocument } from '../../yaml/read.ts'

/** A template's text with tokens in place of what derives from sensitive values, and of the data of any Secret in it. */
export function maskText(rendered: RenderedTemplate, mask: Masker): string {
  const { text } = rendered
  const hidden = [...(rendered.sensitiveRanges ?? []), ...secretData(rendered)].sort((a, b) => a.start - b.start)
  let masked = ''
  let at = 0
  for (const { start, end } of hidden) {
    if (end <= at) continue
    masked += text.slice(at, Math.max(at, start)) + mask(text.slice(Math.max(at, start), end))
    at = end
  }
  return masked + text.slice(at)
}

/** Where the values of Secrets stand. Text that is no YAML holds none that could be told. */
function secretData({ text, template }: RenderedTemplate): TextRange[] {
  return documentsOf(text, template).flatMap(({ value, rangeOf }) => {
    if (!isMap(value) || !isSecret(value)) return []
    return ['data', 'stringData'].flatMap((field) =>
      Object.keys(isMap(value[field]) ? value[field] : {}).map((key) => rangeOf([field, key]).value),
    )
  })
}

function documentsOf(text: string, template: string): YamlDocument[] {
  try {
    return readDocuments(text, template)
  } catch (error) {
    if (error instanceof KdeployError) return []
    throw error
  }
}

import { KdeployError } from '../../../src/errors.ts'
import type { Span } from '../../../src/template/provenance.ts'
import type { TemplateEngine } from '../../../src/variables/engine.ts'

/** A string with taints, as this engine hands it to templates. */
export class Marked {
  readonly text: string
  readonly spans: readonly Span[]

  constructor(text: string, spans: readonly Span[]) {
    this.text = text
    this.spans = spans
  }
}

/** `{{ name.key }}` and `{{ name | default('x') }}` only: enough to show what variables do with a dialect. */
export const simpleEngine: TemplateEngine = {
  render: (source, variables) => {
    let text = ''
    const spans: Span[] = []
    let from = 0
    for (const match of source.matchAll(/\{\{ *([\w.[\]']+)(?: *\| *default\('([^']*)'\))? *\}\}/g)) {
      text += source.slice(from, match.index)
      from = match.index + match[0].length
      const value = lookUp(variables, match[1] ?? '') ?? match[2]
      if (value === undefined) throw undefinedVariable(match[1] ?? '')
      const part =
        value instanceof Marked ? value.text : typeof value === 'object' ? JSON.stringify(value) : String(value)
      const taints = value instanceof Marked ? value.spans.flatMap((span) => span.taints) : []
      spans.push({ start: text.length, end: text.length + part.length, origin: undefined, taints })
      text += part
    }
    return { text: text + source.slice(from), spans }
  },
  float: (value) => value.toFixed(1),
  mark: (text, spans) => new Marked(text, spans),
  taint: (value, taints) => {
    const text = String(value)
    return new Marked(text, [{ start: 0, end: text.length, origin: undefined, taints }])
  },
}

function lookUp(variables: Readonly<Record<string, unknown>>, path: string): unknown {
  let at: unknown = variables
  for (const key of path.split(/[.[\]']+/).filter((step) => step !== '')) {
    at =
      typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined
  }
  return at
}

function undefinedVariable(name: string): KdeployError {
  return new KdeployError({ code: 'template-undefined', category: 'input', message: `'${name}' is undefined` })
}

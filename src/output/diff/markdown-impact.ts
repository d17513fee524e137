import type { Impact } from '../../plan/impact/impact.ts'
import { inCode, inWords } from '../markdown/syntax.ts'
import { describeImpact, type Wording } from '../progress/impact.ts'
import { objectName } from '../terminal/object-name.ts'

/** A paragraph of Markdown, and what its line begins with: `impact`, `risk`. */
export interface LabelledParagraph {
  readonly label: string
  readonly text: string
}

/** How names and words stand in Markdown. */
export function markdownWording(redact: (text: string) => string): Wording {
  return {
    object: (ref) => inCode(objectName(ref, redact)),
    name: (text) => inCode(redact(text)),
    words: (text) => inWords(redact(text)),
  }
}

/** What a plan means to the pods that run, a paragraph for each line of it. */
export function impactParagraphs(impact: Impact, redact: (text: string) => string): LabelledParagraph[] {
  return describeImpact(impact, markdownWording(redact)).map(labelled)
}

/** A line such as `plan: 1 to change`, its label set off. */
export function labelled(line: string): LabelledParagraph {
  const [label = '', ...words] = line.split(': ')
  return { label, text: `\n**${label}:** ${words.join(': ')}\n` }
}

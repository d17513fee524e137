import { formatOrigin } from '../../errors.ts'
import type { Finding } from '../../findings/finding.ts'
import { prefixOf } from '../../findings/prefix.ts'
import { groupBy } from '../../group-by.ts'
import { shownLine } from '../../masking/shown.ts'
import { escapeCiCommands } from '../../printable.ts'
import type { CiCommand } from '../terminal/screen.ts'
import { workflowCommand } from './github-command.ts'

/** Of a severity, GitHub shows as many of a step. */
const mostShown = 10

/** Lines of a finding's detail; the log has all. */
const mostLines = 6

/** How an annotation's texts and places are written. */
export interface AnnotationForm {
  /** `kdeploy apply`. */
  readonly title: string
  /** Masks known sensitive values. */
  readonly redact: (text: string) => string
  /** The path of a file within the repository; undefined for one that isn't in it. */
  readonly pathOf: (file: string) => string | undefined
}

/** A finding; of a run on several releases with the label of its own, or those of several. */
type Annotated = Finding & { readonly release?: string | undefined }

/**
 * GitHub's annotations, a workflow command each: an error or a warning at the line of a template, a profile or a test. The last one that is
 * shown of a severity counts the others.
 */
export function annotationCommands(findings: readonly Annotated[], form: AnnotationForm): CiCommand {
  const bySeverity = groupBy(findings, ({ severity }) => severity)
  const lines = (['error', 'warning'] as const).flatMap((severity) => {
    const commands = new Set((bySeverity.get(severity) ?? []).map((finding) => annotation(finding, form, '')))
    if (commands.size <= mostShown) return [...commands]
    const each = [...groupBy(bySeverity.get(severity) ?? [], (finding) => annotation(finding, form, '')).values()]
    const left = each.length - mostShown
    return each
      .slice(0, mostShown)
      .map(([finding], index) =>
        annotation(finding, form, index === mostShown - 1 ? `\nand ${left} more in the log of this step` : ''),
      )
  })
  return lines.join('') as CiCommand
}

function annotation(finding: Annotated, form: AnnotationForm, more: string) {
  const { rule, severity, message, detail, place, about, hint, release } = finding
  const whose = release === undefined ? '' : ` ${release}`
  const { title, redact, pathOf } = form
  const shown = (text: string) => escapeCiCommands(shownLine(text, redact))
  const file = place === undefined ? undefined : pathOf(place.file)
  const object = prefixOf(message, about)
  // A place outside of the repository, or in a template that another one had rendered, is told in words.
  const isTold = place !== undefined && (file === undefined || place.by !== undefined)
  const where = isTold ? [`at ${formatOrigin(place)}`] : []
  const next = hint === undefined ? [] : [`hint: ${hint}`]
  const at = file === undefined ? {} : { file: shown(file), line: place?.line, col: place?.column }
  const data = [`${object}${message}`, ...firstLines(detail, redact), ...where, ...next].map(shown).join('\n')
  return workflowCommand(severity, { ...at, title: shown(`${title}${whose}: ${rule}`) }, `${data}${more}`)
}

function firstLines(detail: string | undefined, redact: (text: string) => string): string[] {
  const lines = redact(detail ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const left = lines.length - mostLines
  return [...lines.slice(0, mostLines), ...(left > 0 ? [`and ${left} more lines in the log of this step`] : [])]
}

import { formatPlace, type Place } from '../../errors.ts'
import { shownText } from '../../masking/shown.ts'
import type { Pen } from './screen.ts'

/** Something that a person should know, and that stops nothing: the API server's own warnings among it. */
export function showWarning(message: string, pen: Pen, place?: Place): void {
  pen.fold(undefined)
  const where = place === undefined ? '' : `${formatPlace(place)}: `
  pen.safeLine(`${pen.colour.yellow('warning:')} ${where}${shownText(message, pen.redact)}`)
}

import { escapeHtml } from '../markup.ts'
import { isMarkup, type Text } from '../text.ts'

/** Whether a method's result is Markup: every method of Markup that gives a str gives Markup. */
export function isSafe(self: Text): boolean {
  return isMarkup(self)
}

/** An argument that goes into the result: Markup's methods escape it. */
export function escaped(self: Text, argument: Text): Text {
  return isMarkup(self) ? escapeHtml(argument) : argument
}

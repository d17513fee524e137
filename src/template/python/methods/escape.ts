import { isMarkup, type Text } from '../text.ts'

/** Whether a method's result is Markup: every method of Markup that gives a str gives Markup. */
export function isSafe(self: Text): boolean {
  return isMarkup(self)
}

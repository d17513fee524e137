import { striptags, unescapeHtml } from '../html.ts'
import type { Text } from '../text.ts'
import { caseMethods } from './str-case.ts'
import { formatMethods } from './str-format.ts'
import { padMethods } from './str-pad.ts'
import { searchMethods } from './str-search.ts'
import { splitMethods } from './str-split.ts'
import { testMethods } from './str-test.ts'
import { translateMethods } from './str-translate.ts'
import { type MethodTable, methodTable, none } from './table.ts'

const groups = [caseMethods, formatMethods, padMethods, searchMethods, splitMethods, testMethods, translateMethods]

/** Objects/unicodeobject.c */
export const strMethods: MethodTable<Text> = methodTable<Text>('str', ...groups)

/** markupsafe.Markup: the same methods, which keep Markup and escape what goes in, and two of its own. */
export const markupMethods: MethodTable<Text> = methodTable<Text>('Markup', ...groups, {
  striptags: none((self) => striptags(self)),
  unescape: none((self) => unescapeHtml(self)),
})

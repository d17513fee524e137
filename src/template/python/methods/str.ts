import { striptags, unescapeHtml } from '../html.ts'
import { signature } from '../signature.ts'
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
export const markupMethods: MethodTable<Text> = withSignatures(
  methodTable<Text>('Markup', ...groups, {
    striptags: none((self) => striptags(self)),
    unescape: none((self) => unescapeHtml(self)),
  }),
  {
    capitalize: ['/'],
    casefold: ['/'],
    center: ['width', "fillchar=' '", '/'],
    format: ['*args', '**kwargs'],
    format_map: ['mapping', '/'],
    expandtabs: ['/', 'tabsize=8'],
    join: ['iterable', '/'],
    ljust: ['width', "fillchar=' '", '/'],
    lower: ['/'],
    lstrip: ['chars=None', '/'],
    partition: ['sep', '/'],
    removeprefix: ['prefix', '/'],
    removesuffix: ['suffix'],
    replace: ['old', 'new', 'count=-1', '/'],
    rjust: ['width', "fillchar=' '", '/'],
    rpartition: ['sep', '/'],
    rsplit: ['/', 'sep=None', 'maxsplit=-1'],
    rstrip: ['chars=None', '/'],
    split: ['/', 'sep=None', 'maxsplit=-1'],
    splitlines: ['/', 'keepends=False'],
    strip: ['chars=None', '/'],
    striptags: ['/'],
    swapcase: ['/'],
    title: ['/'],
    translate: ['table', '/'],
    unescape: ['/'],
    upper: ['/'],
    zfill: ['width', '/'],
  },
)

/** The methods that markupsafe writes in Python: their errors about arguments are those of Python functions. */
function withSignatures(
  methods: MethodTable<Text>,
  declared: Readonly<Record<string, readonly string[]>>,
): MethodTable<Text> {
  const table = new Map(methods)
  for (const [name, parameters] of Object.entries(declared)) {
    const method = methods.get(name)
    if (method === undefined) throw new Error(`Markup has no method ${name}`)
    table.set(name, { ...method, signature: signature(`Markup.${name}`, '@self', ...parameters) })
  }
  return table
}

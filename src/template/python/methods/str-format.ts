import { Bytes } from '../bytes.ts'
import { PyDict } from '../dict.ts'
import { encodeText } from '../encode.ts'
import { formatText } from '../format.ts'
import { itemOf } from '../item.ts'
import { provenanceOf, type Text, textOf } from '../text.ts'
import { Tuple } from '../tuple.ts'
import { textArgument } from './argument.ts'
import { any, keywords, one } from './table.ts'

/** str.format, format_map and encode. */
export const formatMethods = {
  format: any<Text>('*args **kwargs', (self, args, kwargs) =>
    formatText(self, {
      positional: args instanceof Tuple ? args.items : [],
      keyword: (name) => (kwargs instanceof PyDict ? kwargs.get(name) : undefined),
    }),
  ),
  format_map: one<Text>((self, mapping) =>
    formatText(self, { positional: null, keyword: (name) => itemOf(mapping, name) }),
  ),
  encode: keywords<Text>("encoding='utf-8' errors='strict'", (self, encoding, errors) => {
    const codec = textOf(textArgument(encoding, "encode() argument 'encoding' must"))
    const handler = textOf(textArgument(errors, "encode() argument 'errors' must"))
    return new Bytes(encodeText(textOf(self), codec, handler), provenanceOf(self))
  }),
}

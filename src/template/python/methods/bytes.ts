import type { Bytes } from '../bytes.ts'
import { decodeBytes } from '../decode.ts'
import { textOf, withProvenance } from '../text.ts'
import { textArgument } from './argument.ts'
import { keywords, type MethodTable, methodTable, none } from './table.ts'

/** Objects/bytesobject.c, as far as text goes through bytes: the methods that str has too are not here. */
export const bytesMethods: MethodTable<Bytes> = methodTable<Bytes>('bytes', {
  decode: keywords("encoding='utf-8' errors='strict'", (self, encoding, errors) => {
    const codec = textOf(textArgument(encoding, "decode() argument 'encoding' must"))
    const handler = textOf(textArgument(errors, "decode() argument 'errors' must"))
    // CPython returns early: an empty value has no encoding to know.
    if (self.data.length === 0) return ''
    return withProvenance(decodeBytes(self.data, codec, handler), self.provenance)
  }),
  hex: none((self) => withProvenance(Buffer.from(self.data).toString('hex'), self.provenance)),
})

import { registerType } from '../attribute.ts'
import { bytesMethods } from './bytes.ts'
import { dictMethods } from './dict.ts'
import { listMethods } from './list.ts'
import { boolMethods, floatMethods, floatValues, intMethods, intValues } from './number.ts'
import { rangeMethods, rangeValues } from './range.ts'
import { markupMethods, strMethods } from './str.ts'
import { tupleMethods } from './tuple.ts'
import { viewMethods } from './view.ts'

/** What templates may reach of each built-in type, by `type(value).__name__`. */
registerType('str', strMethods)
registerType('Markup', markupMethods)
registerType('bytes', bytesMethods)
registerType('int', intMethods, intValues)
registerType('bool', boolMethods, intValues)
registerType('float', floatMethods, floatValues)
registerType('list', listMethods)
registerType('tuple', tupleMethods)
registerType('dict', dictMethods)
registerType('range', rangeMethods, rangeValues)
registerType('dict_keys', viewMethods)
registerType('dict_items', viewMethods)

import { registerType } from '../attribute.ts'
import { dictMethods } from './dict.ts'
import { listMethods } from './list.ts'
import { tupleMethods } from './tuple.ts'

/** What templates may reach of each built-in type, by `type(value).__name__`. */
registerType('dict', dictMethods)
registerType('list', listMethods)
registerType('tuple', tupleMethods)

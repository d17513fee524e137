import type { Json } from '../../json-map.ts'

/**
 * What a value may be: what Kubernetes' own definitions and those of custom resources say, in one form. A schema may contain itself
 * (JSONSchemaProps), so its parts may be getters.
 */
export interface Schema {
  readonly type: SchemaType
  readonly format?: Format | undefined
  /** The only values that it may have. */
  readonly values?: readonly Json[] | undefined
  /** null counts as a value that isn't there (Kubernetes' own kinds), or is one of its values (`nullable`); else it is refused. */
  readonly null?: 'absent' | 'allowed' | undefined
  readonly default?: Json | undefined
  readonly limits?: Limits | undefined
  /** Of an object: its fields by name. */
  readonly fields?: ReadonlyMap<string, Schema> | undefined
  readonly required?: readonly string[] | undefined
  /** Of an object: what any other field may be; `unknown fields are kept` by `keepsUnknown`. Default: there may be no other. */
  readonly others?: Schema | undefined
  readonly keepsUnknown?: boolean | undefined
  /** Of a list. */
  readonly items?: Schema | undefined
  /** Of a list: the fields that tell its items apart (x-kubernetes-list-map-keys); empty where the items are a set. */
  readonly keys?: readonly string[] | undefined
  /** Combinations of schemas; what these say of a field's type was said already. */
  readonly allOf?: readonly Schema[] | undefined
  readonly anyOf?: readonly Schema[] | undefined
  readonly oneOf?: readonly Schema[] | undefined
  readonly not?: Schema | undefined
  /** It says more than is checked: a format or a pattern that isn't known here. */
  readonly partial?: boolean | undefined
}

export type SchemaType =
  | 'any'
  | 'object'
  | 'list'
  | 'string'
  | 'boolean'
  | 'integer'
  | 'number'
  /** An integer or a string. */
  | 'int-or-string'
  /** A number or a string. */
  | 'quantity'

/** Formats that the API server checks. */
export type Format = 'int32' | 'int64' | 'byte' | 'date-time'

/** As JSON Schema has them. */
export interface Limits {
  readonly minimum?: number | bigint
  readonly maximum?: number | bigint
  readonly exclusiveMinimum?: boolean
  readonly exclusiveMaximum?: boolean
  readonly multipleOf?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: Pattern
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly minProperties?: number
  readonly maxProperties?: number
}

/** A regular expression. */
export interface Pattern {
  readonly source: string
  readonly test: (text: string) => boolean
}

/** Anything at all. */
export const anything: Schema = { type: 'any', null: 'allowed' }

/** An object with any fields. */
export const anyObject: Schema = { type: 'object', null: 'absent', keepsUnknown: true }

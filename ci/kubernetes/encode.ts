import { nameIn, type OpenApiSchema, shortName } from './openapi.ts'

/** Definitions that are written as one letter, as scalars are. */
const ownTypes: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'q',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'I',
  'meta.v1.Time': 't',
  'meta.v1.MicroTime': 'T',
  'meta.v1.FieldsV1': 'o',
  'meta.v1.Patch': 'o',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'o',
  'apiextensions.v1.JSON': 'x',
  'apiextensions.v1.JSONSchemaPropsOrArray': 'x',
  'apiextensions.v1.JSONSchemaPropsOrBool': 'x',
  'apiextensions.v1.JSONSchemaPropsOrStringArray': 'x',
}

const scalars: Readonly<Record<string, string>> = {
  string: 's',
  'string/byte': 'y',
  boolean: 'b',
  'integer/int32': 'i',
  'integer/int64': 'l',
  'number/double': 'n',
  object: 'o',
}

/** The text of a schema, as src/schemas/read-type.ts reads it. `values`: the only ones that a string may have; a blank in one is `~`. */
export function encode(schema: OpenApiSchema, values?: readonly string[]): string {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref
  if (ref !== undefined) {
    const name = shortName(nameIn(ref))
    return ownTypes[name] ?? ownTypes[nameIn(ref)] ?? `&${name}`
  }
  if (schema.type === 'array' && schema.items !== undefined) {
    const keys = schema['x-kubernetes-list-map-keys']
    const isSet = schema['x-kubernetes-list-type'] === 'set'
    return `[${encode(schema.items, values)}]${keys === undefined ? (isSet ? '{}' : '') : `{${keys.join()}}`}`
  }
  if (schema.additionalProperties !== undefined) return `<${encode(schema.additionalProperties, values)}>`
  const key = schema.format === undefined ? String(schema.type) : `${schema.type}/${schema.format}`
  const scalar = scalars[key]
  if (scalar === undefined) throw new Error(`no form for the schema ${JSON.stringify(schema)}`)
  return scalar === 's' && values !== undefined ? `s(${values.join('|').replaceAll(' ', '~')})` : scalar
}

/** Whether references to a definition are written as one letter, so that nothing needs the definition itself. */
export function isOwnType(name: string): boolean {
  return name in ownTypes
}

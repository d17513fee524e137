import { asMap, getOwn, isMap, setOwn } from '../json-map.ts'
import { fieldAt, listAt } from '../manifest/fields.ts'
import { refOf } from '../manifest/identity.ts'
import type { Json, JsonObject, KubeObject } from '../manifest/types.ts'

/** The property that holds the probed object. */
const probe = 'kdeployProbe'

/**
 * A definition in which an object stands as a default: the API server validates the defaults of a schema by the schema (patterns,
 * formats, combinations, rules in CEL), so that a dry-run of it tells what the schema will say of the object once it is written.
 * undefined where the object's version isn't defined.
 */
export function probingDefinition(definition: KubeObject, object: KubeObject): KubeObject | undefined {
  const versions = listAt(definition, 'spec', 'versions')
  const own = versions.find(({ name }) => name === refOf(object).version)
  const schema = fieldAt(own, 'schema', 'openAPIV3Schema')
  if (own === undefined || !isMap(schema)) return undefined
  const whole = { ...schema, 'x-kubernetes-embedded-resource': true, default: withDefaults(object, schema) }
  // What else refers to fields of the schema would miss them.
  const { selectableFields: _, ...rest } = own
  const probing = { ...rest, schema: { openAPIV3Schema: { type: 'object', properties: { [probe]: whole } } } }
  const spec = asMap(definition['spec'])
  return {
    ...definition,
    spec: { ...spec, versions: versions.map((version) => (version === own ? probing : version)) },
  }
}

/** The field of the probed object that a refusal of a probing definition is about, as the server names it; undefined where it is about the definition. */
export function probedField(field: string): string | undefined {
  return new RegExp(`\\.properties\\[${probe}\\]\\.default(?:\\.|(?=\\[)|$)(.*)$`, 's').exec(field)?.[1]
}

/** A value with the defaults of its schema, which the server fills in before it validates (Kubernetes documentation, "Defaulting"). */
function withDefaults(value: Json, schema: JsonObject): Json {
  const items = asMap(schema['items'])
  if (Array.isArray(value)) return value.map((item) => withDefaults(item, items))
  if (!isMap(value)) return value
  const properties = asMap(schema['properties'])
  const additional = asMap(schema['additionalProperties'])
  const filled: JsonObject = {}
  for (const [key, field] of Object.entries(value)) {
    const own = asMap(getOwn(properties, key) ?? additional)
    const isLeftOut = field === null && own['nullable'] !== true && own['default'] !== undefined
    if (!isLeftOut) setOwn(filled, key, withDefaults(field, own))
  }
  for (const [key, property] of Object.entries(properties)) {
    const { default: byDefault } = asMap(property)
    if (byDefault !== undefined && !Object.hasOwn(filled, key))
      setOwn(filled, key, withDefaults(byDefault, asMap(property)))
  }
  return filled
}

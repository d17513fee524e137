import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/json-map.ts'
import { compileVariablesSchema } from '../../src/variables/json-schema.ts'
import { mapNode, toNode } from '../../src/variables/tree.ts'

/** A tree whose values stand in lines by their paths. */
function treeOf(value: Json, secret?: string) {
  const taint = () => ({ source: 'Secret db', key: 'password' })
  const isFloat = (path: readonly unknown[]) => path.at(-1) === 'whole'
  const by = (path: readonly unknown[]) => ({ label: 'a.yaml', place: { file: `a.yaml#${path.join('.')}` } })
  const node = toNode(value, { by, isFloat })
  if (node.kind !== 'map') throw new Error('not a map')
  if (secret === undefined) return node
  const sensitive = toNode({ password: secret }, { by, taint })
  return mapNode([...node.entries, ...(sensitive.kind === 'map' ? sensitive.entries : [])], node.by)
}

async function refused(schema: object, value: Json, secret?: string) {
  const check = await compileVariablesSchema(schema)
  return check(treeOf(value, secret)).map(({ name, problem, by }) => [name, problem, by.place?.file.split('#')[1]])
}

describe("the schema of a project's variables", () => {
  it('passes what fits, with numbers however they are written', async () => {
    const schema = { properties: { replicas: { type: 'integer' }, whole: { type: 'integer' } }, required: ['replicas'] }
    expect(await refused(schema, { replicas: 3, whole: 1 })).toEqual([])
  })

  it.each<[string, object, Json, unknown]>([
    [
      'a wrong type',
      { properties: { db: { properties: { port: { type: 'integer' } } } } },
      { db: { port: '3' } },
      ['db.port', 'must be an integer, found the text "3"', 'db.port'],
    ],
    [
      'a missing variable',
      { properties: { db: { required: ['host'] } } },
      { db: { port: 3 } },
      ['db.host', 'is missing', 'db'],
    ],
    [
      'an unknown one, with the nearest',
      { additionalProperties: false, properties: { replicas: {} } },
      { replica: 3 },
      ['replica', 'is not in the schema; did you mean replicas?', 'replica'],
    ],
    [
      'an unknown one of several schemas together',
      { allOf: [{ properties: { replicas: {} } }], unevaluatedProperties: false },
      { replica: 3 },
      ['replica', 'is not in the schema; did you mean replicas?', 'replica'],
    ],
    [
      'none of several forms by reference, once',
      {
        $defs: { text: { type: 'string' }, flag: { type: 'boolean' } },
        properties: { a: { anyOf: [{ $ref: '#/$defs/text' }, { $ref: '#/$defs/flag' }] } },
      },
      { a: 3 },
      ['a', 'must match a schema in anyOf, found 3', 'a'],
    ],
    ['a list', { properties: { a: { type: 'string' } } }, { a: [1] }, ['a', 'must be a text, found a list of 1', 'a']],
    [
      'one in a list',
      { properties: { a: { items: { enum: ['x', 'y'] } } } },
      { a: ['x', 'z'] },
      ['a[1]', 'must be one of "x", "y", found the text "z"', 'a.1'],
    ],
    [
      'none of several forms, once',
      { properties: { a: { anyOf: [{ type: 'string' }, { type: 'integer' }] } } },
      { a: true },
      ['a', 'must match a schema in anyOf, found true', 'a'],
    ],
    [
      'a key with the signs of a pointer',
      { properties: { 'a/b~c': { type: 'string' } } },
      { 'a/b~c': 1 },
      ['a/b~c', 'must be a text, found 1', 'a/b~c'],
    ],
    ['a range', { properties: { a: { minimum: 2 } } }, { a: 1 }, ['a', 'must be >= 2, found 1', 'a']],
  ])('refuses %s', async (_, schema, value, expected) => {
    expect(await refused(schema, value)).toEqual([expected])
  })

  it('sees no built-in variable, and tells no sensitive value', async () => {
    const schema = { properties: { password: { maxLength: 3 } }, propertyNames: { enum: ['password'] } }
    expect(await refused(schema, { PROFILE: 'prod_a', env_type: 'prod' }, 'hunter2')).toEqual([
      ['password', 'must NOT have more than 3 characters, found a sensitive value', 'password'],
    ])
  })

  it('is refused where it is none', async () => {
    await expect(compileVariablesSchema({ type: 'text' })).rejects.toThrow('schema is invalid')
  })
})

// Writes the JSON Schemas of the files that people write, for editors, into a folder; build.js puts them into the package.
import { mkdirSync, writeFileSync } from 'node:fs'
import { testJsonSchema } from '../src/expectations/json-schema.ts'
import { profileJsonSchema, projectJsonSchema } from '../src/profile/json-schema.ts'
import { sources } from '../src/sources/registry.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: schemas.ts FOLDER')
const schemas = { kdeploy: projectJsonSchema(sources), profile: profileJsonSchema(sources), test: testJsonSchema() }
mkdirSync(folder)
for (const [name, schema] of Object.entries(schemas)) {
  writeFileSync(`${folder}/${name}.schema.json`, `${JSON.stringify(schema, undefined, 2)}\n`)
}

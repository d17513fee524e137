import * as z from 'zod/mini'
import { testFileShape } from './shapes.ts'

/** The JSON Schema of test files, for editors. */
export function testJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(testFileShape) as Record<string, unknown>
  return { $schema, title: 'kdeploy tests', ...schema, required: ['tests'] }
}

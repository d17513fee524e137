import { formatPath } from '../../../src/field-path.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { problemText } from '../../../src/schemas/check/problem.ts'
import { checkObject, type Schemas, schemasOf } from '../../../src/schemas/schemas.ts'
import { readDocuments } from '../../../src/yaml/read.ts'

/** The objects of a YAML text. */
export function objectsIn(text: string): KubeObject[] {
  return readDocuments(text, 'test.yaml').flatMap(({ value }) => (value === null ? [] : [value as KubeObject]))
}

/** What the schemas say of the objects of a YAML text: `PATH: MESSAGE; HINT`. */
export function problemsIn(text: string, schemas: Schemas = schemasOf(36)): string[] {
  return objectsIn(text).flatMap((object) =>
    checkObject(schemas, object).problems.map(
      (problem) =>
        `${formatPath(problem.path)}: ${problemText(problem)}${problem.hint === undefined ? '' : `; ${problem.hint}`}`,
    ),
  )
}

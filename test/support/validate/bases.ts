import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { readDocuments } from '../../../src/yaml/read.ts'
import { repository } from '../projects/project.ts'

const folder = join(repository, 'test/support/validate/bases')

/** Valid manifests of the usual kinds, by the names of their files. */
export function readBases(): Map<string, KubeObject> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'))
  return new Map(
    files.sort().map((file) => {
      const [document] = readDocuments(readFileSync(join(folder, file), 'utf8'), file)
      return [file.replace('.yaml', ''), document?.value as KubeObject]
    }),
  )
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { templatesAmong } from './templates.ts'

/** The template library that comes with kdeploy. */
export interface Library {
  /** Its templates, sorted; partials are not among them. */
  readonly templates: readonly string[]
  /** A template's or a partial's text; null where there is none of that name. */
  read(name: string): string | null
}

/** The library's folder: `templates` in the package, wherever below it this code runs: as a source file, or from the bundle. */
export function openLibrary(start: string = fileURLToPath(new URL('.', import.meta.url))): Library {
  const folder = libraryFolder(start)
  return {
    templates: templatesAmong(readdirSync(folder)).sort(),
    read: (name) =>
      /^[\w.-]+$/.test(name) && existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : null,
  }
}

function libraryFolder(start: string): string {
  for (let at = start; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json')) && existsSync(join(at, 'templates'))) return join(at, 'templates')
    if (at === dirname(at)) throw new Error(`There is no template library above ${start}`)
  }
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { templatesAmong } from './templates.ts'

/** The template library that comes with kdeploy. */
export interface Library {
  /** Its templates, sorted; partials are not among them. */
  readonly templates: readonly string[]
  /** A template's or a partial's text; null where there is none of that name. */
  read(name: string): string | null
}

/** The library of these texts, by file name. Default: those of `templates`, which the build puts into the bundle. */
export function openLibrary(texts: Readonly<Record<string, string>> = ownTexts()): Library {
  return {
    templates: templatesAmong(Object.keys(texts)).sort(),
    read: (name) => (Object.hasOwn(texts, name) ? (texts[name] ?? null) : null),
  }
}

/** ci/build.js has the texts themselves in this call's place: a standalone binary has no folder beside it. */
function ownTexts(): Readonly<Record<string, string>> {
  return readTexts(new URL('../../templates/', import.meta.url))
}

function readTexts(url: URL): Readonly<Record<string, string>> {
  const folder = fileURLToPath(url)
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

import { invoke } from '../../filters/invoke.ts'
import { toPython } from '../../python/convert.ts'
import { PyError } from '../../python/error.ts'
import type { PyValue } from '../../python/object.ts'
import { truthy } from '../../python/operators.ts'
import { quote } from '../../python/quote.ts'
import { strText } from '../../python/show.ts'
import { type Asked, checkOptions, failed, type LookupOptions } from './plugin.ts'

/** The texts of files, each without the space at its end (Ansible's lookup `file`). */
export function readFiles(asked: Asked, { file }: LookupOptions): PyValue[] {
  checkOptions(asked, ['lstrip', 'rstrip'])
  if (file === undefined) return failed('file', 'no `lookups.file` option was given')
  return asked.terms.map((term) => {
    const path = strText(term)
    const text = read(file, path)
    if (text === null || text === undefined)
      return failed('file', `Unable to access the file ${quote(path)}: File not found.`)
    const stripped = truthy(asked.options.get('lstrip') ?? false) ? invoke(toPython(text), 'lstrip') : toPython(text)
    return truthy(asked.options.get('rstrip') ?? true) ? invoke(stripped, 'rstrip') : stripped
  })
}

/** As Ansible searches: below `files/` first. */
function read(file: (path: string) => unknown, path: string): unknown {
  try {
    const below = path.startsWith('/') ? undefined : file(`files/${path}`)
    return below ?? file(path)
  } catch (error) {
    if (error instanceof PyError) throw error
    const failure = new PyError('AnsibleTemplatePluginRuntimeError', describe(path, error))
    failure.cause = error
    throw failure
  }
}

function describe(path: string, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  return `The lookup plugin 'file' failed: Unable to access the file ${quote(path)}: ${reason}`
}

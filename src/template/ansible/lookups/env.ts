import { toPython } from '../../python/convert.ts'
import type { PyValue } from '../../python/object.ts'
import { strText } from '../../python/show.ts'
import { type Asked, checkOptions, failed, type LookupOptions } from './plugin.ts'

/** Environment variables; of one that isn't set `default`, the empty text where it isn't given (Ansible's lookup `env`). */
export function readEnvironment(asked: Asked, { environment }: LookupOptions): PyValue[] {
  checkOptions(asked, ['default'])
  if (environment === undefined) return failed('env', 'no `lookups.environment` option was given')
  return asked.terms.map((term) => {
    const [name = ''] = strText(term).trim().split(/\s+/)
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined
    return value === undefined ? (asked.options.get('default') ?? '') : toPython(value)
  })
}

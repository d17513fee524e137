import { getOwn, setOwn } from '../yaml/json.ts'
import type { SourceReader, SpecOf } from './source.ts'

/** Environment variables by name, as literal text; all of them must be set. */
export const readEnvironment: SourceReader<SpecOf<'environment'>> = ({ options }, _render, { environment }) => {
  const values: Record<string, string> = {}
  const missing: string[] = []
  for (const name of options.environment) {
    const value = getOwn(environment, name)
    if (value === undefined) missing.push(name)
    else setOwn(values, name, value)
  }
  // With `optional: true` those that are set still count.
  if (missing.length > 0 && options.optional !== true) {
    return { absent: `the environment variable${missing.length > 1 ? 's' : ''} ${missing.join(', ')}` }
  }
  return { values, label: 'environment' }
}

import * as z from 'zod/mini'
import { getOwn, setOwn } from '../json-map.ts'
import { nonEmptyText, sourceFields } from '../profile/shapes.ts'
import type { Source } from './source.ts'

const shape = z.strictObject({ environment: z.array(nonEmptyText).check(z.minLength(1)), ...sourceFields })

/** Environment variables by name, as literal text; all of them must be set. */
export const environmentSource: Source<z.infer<typeof shape>> = {
  type: 'environment',
  shape,
  reads: 'process',
  absence: 'must be set',
  read({ options }, _render, { environment }) {
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
    return { values, keys: options.environment, label: 'environment' }
  },
}

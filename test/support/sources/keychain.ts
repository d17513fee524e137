import * as z from 'zod/mini'
import { nonEmptyText, sourceFields } from '../../../src/profile/shapes.ts'
import type { Source } from '../../../src/sources/source.ts'

const shape = z.strictObject({ keychain: nonEmptyText, vault: z.optional(nonEmptyText), ...sourceFields })

/** A source that somebody adds: all of it, but for its line in the registry. Its keychains are the variables KEYCHAIN_… of the environment. */
export const keychainSource: Source<z.infer<typeof shape>> = {
  type: 'keychain',
  shape,
  reads: 'outside',
  runsProgram: true,
  sensitive: 'always',
  absence: 'is in no keychain',
  fieldHint: 'the names of keychains stand in its log',
  problemOf: ({ keychain, vault }) =>
    keychain === vault ? { message: 'a keychain source names its vault twice', hint: 'leave `vault:` out' } : undefined,
  read({ options }, render, { environment }) {
    const name = render(options.keychain, ['keychain'])
    const password = environment[`KEYCHAIN_${name}`]
    return password === undefined
      ? { absent: `the password ${name}` }
      : { values: { password }, label: `keychain ${name}` }
  },
  hashName: ({ options }, render) => render(options.keychain, ['keychain']),
}

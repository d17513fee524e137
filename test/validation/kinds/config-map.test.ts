import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a ConfigMap', () => {
  itSays('config-map', {
    'a key with a slash': ['data.a/b: has a key that must be letters, digits, -, _ and ., and not begin with ..'],
    'a key with a space': ['data.a b: has a key that must be letters, digits, -, _ and ., and not begin with ..'],
    'a key of dots': ['data...data: has a key that must be letters, digits, -, _ and ., and not begin with ..'],
    'a long key': [`data.${'a'.repeat(254)}: has a key that must have at most 253 characters, not 254`],
    'a key in both': ['data.logo.png: is in binaryData, too'],
    'no data': [],
  })
})

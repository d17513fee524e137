import { expect, test } from 'vitest'
import { createMasking } from '../../src/masking/masking.ts'

test('short values are masked where they stand as words of their own, long ones anywhere', () => {
  const masking = createMasking()
  masking.registerSecrets(['db1', 'p.d', 'ab', 'hunter2', '', ' '])

  expect(masking.redactWords('db1 db12 xdb1 "db1" a/db1/b pod p.d xhunter2x')).toBe(
    '(masked 2) db12 xdb1 "(masked 2)" a/(masked 2)/b pod (masked 3) x(masked 1)x',
  )
  expect(masking.redact('db1')).toBe('db1')
})

test('a token is left as it is, also where a value is a word of it', () => {
  const masking = createMasking()
  masking.registerSecrets(['1', 'masked'])
  expect(masking.redactWords('(masked 1) of 1')).toBe('(masked 1) of (masked 1)')
})

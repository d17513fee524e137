import { expect, test } from 'vitest'
import { createMasking } from '../../../src/masking/masking.ts'
import { shorten } from '../../../src/shorten.ts'
import { recordedReason } from '../../../src/workflow/writing/recorded-reason.ts'

test('a reason is recorded masked and cut, and its tokens have no number, which would be another value’s in another run', () => {
  const masking = createMasking()
  masking.registerSecrets(['hunter2', 'correct-horse'])
  const reason = `the server said ${shorten(`hunter2 correct-horse ${'.'.repeat(50)}`, { most: 20 })}`

  expect(recordedReason(reason, masking)).toBe('the server said (masked) (masked)…')
})

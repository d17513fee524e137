import { expect, test } from 'vitest'
import { lazily } from '../src/lazily.ts'

test('what is made lazily is made when it is first asked for, and once', () => {
  let times = 0
  const made = lazily(() => ({ times: ++times }))

  expect(times).toBe(0)
  expect(made()).toEqual({ times: 1 })
  expect(made()).toBe(made())
})

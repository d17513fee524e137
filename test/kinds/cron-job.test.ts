import { expect, test } from 'vitest'
import { assessed, type Case, made } from '../support/kinds/assessed.ts'

test.each<Case>([
  [
    'a CronJob is ready',
    made('batch/v1', 'CronJob', {}, { schedule: '5 * * * *' }),
    { state: 'ready', message: 'runs at "5 * * * *"' },
  ],
])('%s', (_what, object, expected) => {
  expect(assessed(object)).toMatchObject(expected)
})

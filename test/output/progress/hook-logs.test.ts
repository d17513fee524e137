import { expect, test } from 'vitest'
import { HookLogs, lastLines } from '../../../src/output/progress/hook-logs.ts'
import { refOf } from '../../support/output/run-record.ts'

test('the last lines of each hook are kept, oldest first, and none of a hook that wrote nothing', () => {
  const logs = new HookLogs()
  const [migrate, smoke] = [refOf('migrate', 'Job'), refOf('smoke', 'Job')]
  for (let index = 0; index <= lastLines; index++) logs.keep({ type: 'log', ref: migrate, line: `${index}` } as never)
  const kept = logs.of(migrate).map(({ line }) => line)

  expect([kept.length, kept[0], kept.at(-1)]).toEqual([lastLines, '1', `${lastLines}`])
  expect(logs.of(smoke)).toEqual([])
})

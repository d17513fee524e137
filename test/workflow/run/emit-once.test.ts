import { expect, test } from 'vitest'
import { emitOnce } from '../../../src/workflow/run/emit-once.ts'
import type { Event } from '../../../src/workflow/run/events.ts'

test('a warning of one place is told once, and whatever has no place each time', () => {
  const told: unknown[] = []
  const emit = emitOnce((event) => told.push((event as { message: string }).message))
  const warning = (message: string, line?: number): Event => ({
    type: 'warning',
    message,
    place: line === undefined ? undefined : { file: 'a.yaml', line },
  })

  for (const event of [warning('a', 1), warning('a', 1), warning('a', 2), warning('b', 1), warning('c'), warning('c')])
    emit(event)

  expect(told).toEqual(['a', 'a', 'b', 'c', 'c'])
})

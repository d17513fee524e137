import { describe, expect, test } from 'vitest'
import { formatAge, formatAgo, formatDuration, formatElapsed, formatWhen, parseDuration } from '../src/duration.ts'

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000]

describe('a duration is read as Go reads it', () => {
  test.each([
    ['90s', 90 * second],
    ['5m', 5 * minute],
    ['1h30m', 90 * minute],
    ['500ms', 500],
    ['1.5s', 1500],
    ['0s', 0],
  ])('%s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds)
  })

  test.each(['', '5', 's', '5 m', '-5m', '5d', 'soon', '5mm'])('%j is not a duration', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })
})

test.each([
  [formatElapsed, 1420, '1.4 s'],
  [formatElapsed, 59_960, '1 min 00 s'],
  [formatElapsed, 125 * second, '2 min 05 s'],
  [formatAge, -5, '0s'],
  [formatAge, 65 * second, '1m05s'],
  [formatAge, 2 * hour + 3 * minute, '2h03m'],
  [formatAge, 3 * day, '3d'],
  [formatAgo, 59 * second, 'just now'],
  [formatAgo, 5 * minute, '5 min ago'],
  [formatAgo, 47 * hour, '47 h ago'],
  [formatAgo, 3 * day, '3 days ago'],
  [formatDuration, 250, '0.3 s'],
  [formatDuration, 90 * second, '90 s'],
  [formatDuration, 10 * minute, '10 min'],
  [formatDuration, 150 * second, '150 s'],
])('%o writes %d milliseconds as %j', (format, milliseconds, text) => {
  expect(format(milliseconds)).toBe(text)
})

test('a moment is told by how long ago it is, and in whole seconds', () => {
  const now = Date.parse('2026-11-21T05:05:00Z')
  expect(formatWhen('2026-11-21T05:00:00.123Z', now)).toBe('4 min ago (2026-11-21T05:00:00Z)')
  expect(formatWhen('', now)).toBe('-')
})

import { afterEach, describe, expect, test } from 'vitest'
import {
  describeMoment,
  formatAge,
  formatAgo,
  formatDuration,
  formatElapsed,
  formatIn,
  formatWhen,
  parseDuration,
  parseMoment,
  resolveMoment,
} from '../src/duration.ts'

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

const zone = process.env['TZ']

afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

describe('parseMoment', () => {
  test.each([
    ['3d', 72 * hour],
    ['8h', 8 * hour],
    ['1d12h', 36 * hour],
    ['1h30m', 1.5 * hour],
    ['90s', 90_000],
  ])('reads %s as so much from now', (text, after) => {
    expect(parseMoment(text)).toEqual({ after })
  })

  test.each([
    ['2026-12-24T18:00:00Z', '2026-12-24T18:00:00Z'],
    ['2026-12-24t18:00:00.250z', '2026-12-24T18:00:00.250Z'],
    ['2026-12-24 18:00:00+05:30', '2026-12-24T12:30:00Z'],
  ])('reads %s as RFC 3339', (text, time) => {
    expect(parseMoment(text)).toEqual({ at: Date.parse(time) })
  })

  test.each([
    ['2026-12-24 18:00', '2026-12-24T17:00:00Z'],
    ['2026-07-24T18:00:30', '2026-07-24T16:00:30Z'],
    ['2026-12-24', '2026-12-23T23:00:00Z'],
  ])('reads %s in the time zone of this machine, with its summer time', (text, time) => {
    process.env['TZ'] = 'Europe/Berlin'
    expect(parseMoment(text)).toEqual({ at: Date.parse(time) })
  })

  test.each([
    ...['', '3', 'd', '0d', '0s', '-3d', '3 d', '3w', '3d3d', '3d 8h', 'tomorrow', '18:00'],
    ...['2026-02-30', '2026-13-01', '2026-12-24 24:00', '2026-12-24 18:60', '2026-02-30T00:00:00Z'],
    ...['2026-12-24T18:00:00+99:00', '2026-12-24T18:00Z', '24.12.2026', '2026-12-24 18:00 CET'],
  ])('does not take %j for a time', (text) => {
    expect(parseMoment(text)).toBeUndefined()
  })
})

test('a duration counts from the clock that is given, a time does not', () => {
  expect(resolveMoment({ after: 5 }, 100)).toBe(105)
  expect(resolveMoment({ at: 5 }, 100)).toBe(5)
})

test.each([
  [-1, 'now'],
  [1, 'in 1 s'],
  [40_000, 'in 40 s'],
  [10 * 60_000, 'in 10 min'],
  [8 * hour, 'in 8 h'],
  [72 * hour, 'in 3 days'],
])('%d ms from now are told as "%s"', (milliseconds, told) => {
  expect(formatIn(milliseconds)).toBe(told)
})

test('a moment is told in full, with the time of this machine where its zone is another', () => {
  const at = Date.parse('2026-12-24T17:00:00Z')
  process.env['TZ'] = 'Europe/Berlin'
  expect(describeMoment(at, at - 8 * hour)).toBe('2026-12-24T17:00:00Z (in 8 h; here 2026-12-24 18:00 +01:00)')
  process.env['TZ'] = 'America/St_Johns'
  expect(describeMoment(at, at - 8 * hour)).toBe('2026-12-24T17:00:00Z (in 8 h; here 2026-12-24 13:30 -03:30)')
  process.env['TZ'] = 'UTC'
  expect(describeMoment(at, at - 8 * hour)).toBe('2026-12-24T17:00:00Z (in 8 h)')
})

import { describe, expect, test } from 'vitest'
import { readExpiry, readMoment } from '../../../src/cli/options/moment-option.ts'
import { kdeploy } from '../../support/kdeploy.ts'

const now = () => Date.parse('2026-11-30T08:00:00Z')

describe('a time that an option gives', () => {
  test('is refused where it is past, before anything else is asked for', async () => {
    const { exitCode, stderr } = await kdeploy(['freeze', '-p', 'prod_a', '--until', '2020-01-01'])

    expect(stderr).toMatch(/--until <time>' argument '2020-01-01' is invalid\. That is past, it is \S+Z here\./)
    expect(exitCode).toBe(2)
    expect(() => readExpiry('2020-01-01')).toThrow('That is past')
  })

  test("is left to the API server's clock where this machine's may be ahead of it", () => {
    expect(readMoment('2026-11-30T07:55:00Z', undefined, now)).toEqual({ at: now() - 300_000 })
    expect(() => readMoment('2026-11-30T07:45:00Z', undefined, now)).toThrow('it is 2026-11-30T08:00:00Z here')
  })

  test('is a time in the future, a duration from now, or never', () => {
    expect(readMoment(' 3d ', undefined, now)).toEqual({ after: 3 * 86_400_000 })
    expect(readMoment('2027-01-01T00:00:00Z', undefined, now)).toEqual({ at: Date.parse('2027-01-01T00:00:00Z') })
    expect(readExpiry('never')).toBe('never')
    expect(() => readMoment('soon', undefined, now)).toThrow('Use a duration')
  })
})

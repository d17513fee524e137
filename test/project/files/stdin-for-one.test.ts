import { describe, expect, test } from 'vitest'
import { stdinForOne } from '../../../src/project/files/read-file.ts'

describe('stdin', () => {
  test('is read once, for the one option that asks for it however often', () => {
    let reads = 0
    const read = stdinForOne(() => {
      reads += 1
      return Buffer.from(`read ${reads}`)
    }, false)

    expect([read('--values -'), read('--values -')].map(String)).toEqual(['read 1', 'read 1'])
    expect(() => read('--crds -')).toThrow(
      expect.objectContaining({ code: 'stdin-unusable', message: "--crds - can't read stdin, which --values - reads" }),
    )
  })

  test('isn’t waited for where it is a terminal', () => {
    const read = stdinForOne(() => {
      throw new Error('it waits')
    }, true)

    expect(() => read('--plan -')).toThrow(
      expect.objectContaining({ code: 'stdin-unusable', message: '--plan - reads stdin, which is a terminal' }),
    )
  })
})

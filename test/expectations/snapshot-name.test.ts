import { describe, expect, test } from 'vitest'
import { snapshotName } from '../../src/expectations/snapshot-name.ts'

describe('the name of a snapshot', () => {
  test.each([
    ['the whole deployment', 'the-whole-deployment'],
    ['Prod: 3 replicas!', 'prod-3-replicas'],
    ['../../etc/passwd', 'etc-passwd'],
    ['Größe', 'größe'],
    ['???', 'test'],
    ['x'.repeat(300), 'x'.repeat(120)],
    ['試'.repeat(90), '試'.repeat(40)],
    [`xx${'\u{20000}'.repeat(90)}`, `xx${'\u{20000}'.repeat(29)}`],
  ])('of %j is %s', (test, name) => {
    expect(snapshotName(test)).toBe(name)
  })
})

import { expect, test } from 'vitest'
import { longestOrigin, originLine } from '../../../src/output/markdown/comment.ts'

test.each([
  [undefined, undefined, ''],
  ['abcdef0123456789', undefined, '<sub>commit `abcdef012345`</sub>'],
  ['main', 'https://ci.example/jobs/5', '<sub>[job](<https://ci.example/jobs/5>)</sub>'],
  ['abcdef0', 'https://ci.example/a(b)?id=1', '<sub>commit `abcdef0`, [job](<https://ci.example/a(b)?id=1>)</sub>'],
])('a comment of commit %s by job %s ends with %s', (commit, job, line) => {
  expect(originLine({ commit, job })).toBe(line)
})

test('the longest address has room in the line', () => {
  expect(originLine({ commit: 'a'.repeat(40), job: `https://ci.example/${'<'.repeat(300)}` }).length).toBeLessThan(
    longestOrigin,
  )
})

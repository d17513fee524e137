import { describe, expect, it } from 'vitest'
import { matchesGlob } from '../../../src/project/files/glob.ts'

describe('matchesGlob', () => {
  it.each([
    ['web.yaml', 'web.yaml'],
    ['web.yaml', '*'],
    ['web.yaml', 'w?b.*'],
    ['web.yaml', '**'],
    ['jobs/a.yaml', '**'],
    ['jobs/a.yaml', '**/*.yaml'],
    ['a.yaml', '**/*.yaml'],
    ['jobs/a.yaml', 'jobs/*'],
    ['jobs/deep/a.yaml', 'jobs/**'],
    ['jobs/deep/a.yaml', '**/deep/**/*.yaml'],
    ['jobs/x/deep/a.yaml', '**/deep/a.yaml'],
    ['a+(b)[c].yaml', 'a+(b)[c].yaml'],
    ['😀.yaml', '?.yaml'],
  ])('%s matches %s', (path, glob) => expect(matchesGlob(path, glob)).toBe(true))

  it.each([
    ['jobs/a.yaml', '*'],
    ['jobs/a.yaml', '*.yaml'],
    ['jobs/a.yaml', 'jobs?a.yaml'],
    ['jobs/a.yaml', 'jo**.yaml'],
    ['jobs/deep/a.yaml', 'jobs/*'],
    ['jobs', 'jobs/**'],
    ['web.yaml', 'WEB.yaml'],
    ['web.yaml', 'web_yaml'],
    ['web.yaml', 'web.yam'],
    ['web.yaml', '../templates/web.yaml'],
    ['web.yaml', ''],
  ])('%s doesn’t match %s', (path, glob) => expect(matchesGlob(path, glob)).toBe(false))

  it('takes no longer for a hostile glob', () => {
    // A regular expression of it tries 40,000^20 ways.
    expect(matchesGlob('a'.repeat(40_000), `${'*a'.repeat(20)}*b`)).toBe(false)
    expect(matchesGlob('a/'.repeat(5_000), `${'**/a/'.repeat(20)}b`)).toBe(false)
  })
})

import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellWords } from '../src/shell-words.ts'

test('a shell reads the words back as they were', () => {
  const words = [
    'kdeploy',
    '-p',
    'prod_cthulu',
    '',
    "it's",
    'a b',
    '$HOME',
    '`id`',
    '"x"',
    '\\',
    'two\nlines',
    '--x=1,2',
  ]
  const read = execFileSync('sh', ['-c', `printf '%s\\0' ${shellWords(words)}`], { encoding: 'utf8' })

  expect(read.split('\0').slice(0, -1)).toEqual(words)
})

test('words that need no quotes have none', () => {
  expect(shellWords(['kdeploy', 'undo', '-p', 'prod_cthulu', '--also-restore', 'role/ns/app'])).toBe(
    'kdeploy undo -p prod_cthulu --also-restore role/ns/app',
  )
})

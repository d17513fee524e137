import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellWords, splitShellWords } from '../src/shell-words.ts'

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

const lines = [
  'diff -u -N',
  '  dyff   between\t--omit-header ',
  `sh -c 'diff "$@"' diff`,
  `a"b c"'d e'\\ f`,
  '"\\"\\\\\\a\\$x\\`"',
  '\'\' ""',
  'a\\\nb',
  "it\\'s",
]

test.each(lines)('%j is taken apart as a shell does it', (line) => {
  // What a shell would expand is escaped in these lines, or quoted.
  const read = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })

  expect(splitShellWords(line)).toEqual(read.split('\0').slice(0, -1))
})

test.each(["diff '-u", 'diff "-u', 'diff \\'])('%j is not a command line: what it opens is not closed', (line) => {
  expect(splitShellWords(line)).toBeUndefined()
})

test('nothing in a command line is expanded', () => {
  expect(splitShellWords('a $HOME `id` * ~ ;b|c >d')).toEqual(['a', '$HOME', '`id`', '*', '~', ';b|c', '>d'])
})

import { describe, expect, test } from 'vitest'
import { matchFiles } from '../../../src/project/files/matched-files.ts'

const files: Readonly<Record<string, string | Buffer>> = {
  'config/b.conf': 'b\n',
  'config/a.conf': '\ufeffa',
  'config/logo.png': Buffer.from([0x89, 0x50, 0xff]),
  'config/sub/a.conf': 'other',
  'top.txt': 'top',
}

function match(pattern: string) {
  return matchFiles(pattern, {
    list: (folder) =>
      Object.keys(files).flatMap((path) => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : [])),
    read: (path) => (files[path] === undefined ? undefined : Buffer.from(files[path])),
  })
}

describe('matchFiles', () => {
  test('gives files by name, sorted, their text where they are text, without a byte order mark', () => {
    const found = match('config/*')
    expect(typeof found === 'string' ? found : found.map(({ name, path, text }) => [name, path, text])).toEqual([
      ['a.conf', 'config/a.conf', 'a'],
      ['b.conf', 'config/b.conf', 'b\n'],
      ['logo.png', 'config/logo.png', undefined],
    ])
  })

  test('takes a path without a wildcard, also of the project itself', () => {
    expect(match('top.txt')).toMatchObject([{ name: 'top.txt', text: 'top' }])
    expect(match('config/sub/a.conf')).toMatchObject([{ path: 'config/sub/a.conf' }])
  })

  test.each([
    [
      'config/**',
      '"config/**" matches several files of one name, which would be one key: config/a.conf, config/sub/a.conf',
    ],
    ['config/logo.pgn*', '"config/logo.pgn*" matches no file; did you mean config/logo.png?'],
    ['config/*.properties', '"config/*.properties" matches no file: config has others'],
    ['confg/*', '"confg/*" matches no file: there is none in confg'],
    ['config/c.conf', 'there is no file config/c.conf'],
    ['*.txt', '"*.txt" names no folder: write "FOLDER/*.txt"'],
    ['/etc/*', '"/etc/*" is not a path from the project\'s folder'],
    ['./config/*', '"./config/*" is not a path from the project\'s folder'],
    ['', '"" is not a path from the project\'s folder'],
  ])('says what is wrong with "%s"', (pattern, problem) => {
    expect(match(pattern)).toBe(problem)
  })
})

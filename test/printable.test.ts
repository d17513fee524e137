import { describe, expect, test } from 'vitest'
import { escapeCiCommands, isTextOfFile, oneLine, stripControls } from '../src/printable.ts'

describe('foreign text', () => {
  test('loses colours, titles, links and cursor movements', () => {
    expect(stripControls('\u001b[31mred\u001b[0m \u001b]0;title\u0007\u001b[2Aup\u009b3J')).toBe('red up')
  })

  test('loses bells, carriage returns and what turns text around, and keeps lines and tabs', () => {
    expect(stripControls('a\u0007b\rc\r\nd\te\u202ef')).toBe('abc\nd\tef')
  })

  test('becomes one line', () => {
    expect(oneLine(' probe failed:\n\tHTTP 500\n')).toBe('probe failed: HTTP 500')
  })
})

describe('what a CI obeys', () => {
  test.each([
    ['::error::a', '\\u003a:error::a'],
    ['a\n \t::set-output name=x::y', 'a\n \t\\u003a:set-output name=x::y'],
    ['a ##vso[task.x]b ##[error]c ##teamcity[d]', 'a \\u0023#vso[task.x]b \\u0023#[error]c \\u0023#teamcity[d]'],
  ])('is written so that it reads as itself: %j', (text, shown) => {
    expect(escapeCiCommands(text)).toBe(shown)
  })

  test.each(['a::error::b', '::1', '## [a]', '# a', 'std::string::x', '::', ':: a ::'])(
    'is not all that looks like it: %j',
    (text) => {
      expect(escapeCiCommands(text)).toBe(text)
    },
  )
})

test.each([
  ['apiVersion: v1', true],
  ['{"a": 1}', true],
  ['a.yaml\nb.yaml', true],
  ['YXBp'.repeat(40), true],
  [`/builds/${'group/'.repeat(40)}deploy`, false],
  ['C:\\Users\\ann\\.kube\\config', false],
  ['profiles/prod_shop.yaml', false],
])('%j is the text of a file: %s', (value, is) => {
  expect(isTextOfFile(value)).toBe(is)
})

import { posix, win32 } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lastPart, pathFrom, wayDown, withSlashes } from '../../../src/project/files/paths.ts'

describe('a path in a message', () => {
  test.each([
    [win32, 'C:\\work\\shop', 'C:\\work\\shop\\templates\\jobs\\web.yaml', 'templates/jobs/web.yaml'],
    [win32, 'C:\\work\\shop\\templates', 'C:\\work\\shop\\profiles\\prod.yaml', '../profiles/prod.yaml'],
    [win32, 'C:\\work', 'c:\\WORK\\a.yaml', 'a.yaml'],
    [win32, 'C:\\work\\shop', 'C:\\work\\shop', '.'],
    [win32, 'C:\\a\\b\\c', 'C:\\x.yaml', 'C:\\x.yaml'],
    [win32, 'C:\\work', 'D:\\values\\x.yaml', 'D:\\values\\x.yaml'],
    [win32, 'C:\\work', '\\\\server\\share\\x.yaml', '\\\\server\\share\\x.yaml'],
    [posix, '/work/shop', '/work/shop/templates/web.yaml', 'templates/web.yaml'],
    [posix, '/work/shop', '/work/shop/a\\b.yaml', 'a\\b.yaml'],
    [posix, '/a/b/c', '/x.yaml', '/x.yaml'],
  ])('by the rules of %o from %s to %s is %s', (rules, from, path, name) => {
    expect(pathFrom(from, path, rules)).toBe(name)
  })

  test('has slashes on Windows, and what it has elsewhere', () => {
    expect(withSlashes('manifests\\web.yaml', win32)).toBe('manifests/web.yaml')
    expect(withSlashes('a\\b/c.yaml', posix)).toBe('a\\b/c.yaml')
  })
})

describe('the way down from a folder', () => {
  test.each([
    [win32, 'C:\\repo', 'C:\\repo\\.git\\config', ['.git', 'config']],
    [win32, 'C:\\repo', 'C:\\repo', ['']],
    [win32, 'C:\\repo', 'C:\\repo\\..more\\x', ['..more', 'x']],
    [win32, 'C:\\repo', 'C:\\repository\\x', undefined],
    [win32, 'C:\\repo', 'D:\\repo\\x', undefined],
    [win32, 'C:\\repo', '\\\\server\\repo\\x', undefined],
    [posix, '/repo', '/repo/a/b', ['a', 'b']],
    [posix, '/repo', '/repository/x', undefined],
    [posix, '/repo', '/', undefined],
  ])('by the rules of %o from %s to %s is %j', (rules, folder, path, parts) => {
    expect(wayDown(folder, path, rules)).toEqual(parts)
  })
})

test.each([
  ['C:\\work\\.env.prod', '.env.prod'],
  ['../values/x.yaml', 'x.yaml'],
  ['C:/work\\a.json', 'a.json'],
  ['x', 'x'],
])('the last part of %s is %s', (path, name) => {
  expect(lastPart(path)).toBe(name)
})

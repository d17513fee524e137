import { describe, expect, test } from 'vitest'
import { behindProgram, readBashLine } from '../../../src/cli/completion/bash-line.ts'

/** bash's own COMP_WORDBREAKS. */
const breaks = ' \t\n"\'><=;|&(:'

describe("bash's line", () => {
  test.each([
    ['kdeploy apply -p ', ['apply', '-p', '']],
    ['kdeploy apply -p pr', ['apply', '-p', 'pr']],
    ['kdeploy apply --context "a b" x', ['apply', '--context', 'a b', 'x']],
    ["kdeploy apply --context 'a b", ['apply', '--context', 'a b']],
    ['kdeploy apply a\\ b', ['apply', 'a b']],
    ['kdeploy apply "a\\"b\\c" ""', ['apply', 'a"b\\c', '']],
    ['npx kdeploy@1 apply ', ['apply', '']],
    ['sudo ./bin/kdeploy.js ap', ['ap']],
    ['k ap', ['ap']],
    ['k kdeploy', ['kdeploy']],
  ])('%s', (line, words) => expect(readBashLine(line, breaks).words).toEqual(words))

  test.each([
    ['x --context arn:a', 'arn:aws:b', 'aws:b'],
    ['x --context=a', '--context=a b', 'a\\ b'],
    ['x --context="a', '--context=a "b"', 'a \\"b\\"'],
    ["x 'a", "a'b", "a'\\''b"],
    ['x arn\\:a', 'arn:aws', 'arn:aws'],
    ['x a', 'a$(b)', 'a\\$\\(b\\)'],
    ['x ä', 'ä✓', 'ä\\✓'],
    ['x y:', 'z:a', undefined],
  ])('%s, with %s', (line, value, written) => expect(readBashLine(line, breaks).written(value)).toBe(written))

  test('is not split where bash was told not to', () => {
    expect(readBashLine('x --context=arn:a', ' \t\n').written('--context=arn:aws')).toBe('--context=arn:aws')
  })
})

test('a program is known by its name, whatever stands before it', () => {
  expect(behindProgram(['C:\\tools\\kdeploy.exe', 'a', ''])).toEqual(['a', ''])
  expect(behindProgram(['npx', '--yes', 'kdeploy', 'a'])).toEqual(['a'])
  expect(behindProgram(['kd', 'a'])).toEqual(['a'])
})

import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import { judgeError } from '../../src/expectations/judge-error.ts'
import type { ExpectedError } from '../../src/expectations/test-file.ts'

const undefinedTag = new KdeployError({
  code: 'template-undefined',
  category: 'input',
  message: "'image_tag' is undefined",
  place: { file: 'shop/templates/web.yaml', line: 12 },
})
const several = new KdeployError({
  code: 'manifest-invalid',
  category: 'input',
  message: '2 problems in the rendered manifests',
  problems: [
    new KdeployError({ code: 'manifest-invalid', category: 'input', message: 'kind is missing' }),
    undefinedTag,
  ],
})

function judged(expected: Partial<ExpectedError>, found: Parameters<typeof judgeError>[1]) {
  const error = { code: undefined, message: undefined, at: undefined, ...expected }
  return judgeError({ value: error, place: { file: 'tests/a.yaml', line: 3 } }, found, (file) => `shop/${file}`)
}

describe('an expected error', () => {
  test.each<Partial<ExpectedError>>([
    { code: 'template-undefined' },
    { message: 'image_tag' },
    { at: { file: 'templates/web.yaml', line: 12 } },
    { at: { file: 'templates/web.yaml', line: undefined } },
    { code: 'template-undefined', message: 'image_tag', at: { file: 'templates/web.yaml', line: 12 } },
  ])('%j is found, alone or among others', (expected) => {
    expect(judged(expected, undefinedTag)).toBeUndefined()
    expect(judged(expected, several)).toBeUndefined()
  })

  test.each<[Partial<ExpectedError>, string]>([
    [{ code: 'yaml-syntax' }, 'expected the error yaml-syntax, found template-undefined'],
    [{ message: 'replicas' }, 'expected an error with "replicas" in its message, found template-undefined'],
    [
      { code: 'template-undefined', at: { file: 'templates/web.yaml', line: 13 } },
      'expected the error template-undefined at templates/web.yaml:13, found template-undefined',
    ],
    [
      { at: { file: 'templates/b.yaml', line: undefined } },
      'expected an error at templates/b.yaml, found template-undefined',
    ],
  ])('%j is missed where another came', (expected, message) => {
    expect(judged(expected, undefinedTag)).toEqual({
      message,
      place: { file: 'tests/a.yaml', line: 3 },
      error: undefinedTag,
    })
  })

  test('is missed where one problem has its code and another its message', () => {
    expect(judged({ code: 'manifest-invalid', message: 'image_tag' }, several)?.message).toBe(
      'expected the error manifest-invalid with "image_tag" in its message, found manifest-invalid, template-undefined',
    )
  })

  test('is missed where all is rendered', () => {
    expect(judged({ code: 'yaml-syntax' }, { manifests: 1 })?.message).toBe(
      'expected the error yaml-syntax, but one manifest is rendered',
    )
    expect(judged({ message: 'a' }, { manifests: 0 })?.message).toBe(
      'expected an error with "a" in its message, but 0 manifests are rendered',
    )
  })
})

import { describe, expect, test } from 'vitest'
import {
  nameFrom,
  namespacesOf,
  problemOfEnvTypes,
  problemOfImage,
  problemOfName,
  problemOfNamespace,
  problemOfPort,
} from '../../src/scaffold/names.ts'

describe('what a new project is given', () => {
  test.each(['shop', 'a', 'web-2'])('may have the name %s', (name) => expect(problemOfName(name)).toBeUndefined())

  test.each(['', 'Shop', '2web', 'a_b', 'a.b', '-a', 'a-', 'ä', '../x', 'a'.repeat(41)])(
    'may not have the name %j',
    (name) => expect(problemOfName(name)).toMatch(/^(?:is not a name|has more than)/),
  )

  test.each(['dev', 'dev,prod', 'dev, prod'])('may have the env types %s', (text) =>
    expect(problemOfEnvTypes(text)).toBeUndefined(),
  )

  test.each(['', 'dev_a', 'default', 'dev,../x', 'DEV'])('may not have the env types %j', (text) =>
    expect(problemOfEnvTypes(text)).toBeDefined(),
  )

  test('may have a namespace that depends on the env type', () => {
    expect(problemOfNamespace('shop-{{ env_type }}', ['dev', 'prod'])).toBeUndefined()
    expect(namespacesOf('shop-{{env_type}}', ['dev', 'prod'])).toEqual(['shop-dev', 'shop-prod'])
    expect(problemOfNamespace('shop-{{ other }}', ['dev'])).toContain('is not a namespace')
    expect(problemOfNamespace('a'.repeat(64), ['dev'])).toContain('is not a namespace')
  })

  test.each(['nginx', 'r.example.com:5000/a/b:1.0', `a@sha256:${'0'.repeat(64)}`])('may have the image %s', (image) =>
    expect(problemOfImage(image)).toBeUndefined(),
  )

  test.each(['', 'a b', '{{ x }}', '"a"'])('may not have the image %j', (image) =>
    expect(problemOfImage(image)).toContain('is not an image'),
  )

  test.each(['0', '65536', 'http', '-1', '8080.5'])('may not have the port %s', (port) =>
    expect(problemOfPort(port)).toContain('is not a port'),
  )

  test.each([
    ['My Shop', 'my-shop'],
    ['2026_web.app', 'web-app'],
    ['---', 'app'],
    [`${'a'.repeat(39)}-b`, 'a'.repeat(39)],
  ])('gets of %j the name %s', (text, name) => {
    expect(nameFrom(text)).toBe(name)
    expect(problemOfName(name)).toBeUndefined()
  })
})

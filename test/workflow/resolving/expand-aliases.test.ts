import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import { createEnvironment } from '../../../src/template/library.ts'
import { aliasesOfTemplates, expandAliases } from '../../../src/workflow/resolving/expand-aliases.ts'

const templatesOf = (files: Record<string, string>) => {
  const environment = createEnvironment({ loader: (name) => files[name] ?? null })
  return {
    reads(name: string) {
      if (files[name] === undefined)
        throw new KdeployError({ code: 'template-not-found', category: 'input', message: `no ${name}` })
      return environment.reads(name)
    },
  }
}

/** The paths behind one, where only these variables exist. */
function behind(path: string, template: string, existing: readonly string[]): string[] {
  const aliases = aliasesOfTemplates(templatesOf({ a: template }))('a')
  const exists = (one: readonly string[]) => existing.includes(one.join('.'))
  return expandAliases(path.split('.'), aliases, exists).map((one) => one.join('.'))
}

describe('a path leads', () => {
  const own = '{% set own = web | default({}) %}{% set port = own.port | default(port) %}'

  test.each<[string, string, string, string[], string[]]>([
    ['to itself where no template sets its name', 'tag', own, ['tag'], ['tag']],
    ['through a name that is set', 'own.port', own, ['web.port', 'port'], ['web.port']],
    ['through two, to the first of a chain of defaults that exists', 'port', own, ['web.port', 'port'], ['web.port']],
    ['to the next of the chain where the first does not exist', 'port', own, ['port'], ['port']],
    ['nowhere where the value is a literal', 'port', '{% set port = 80 %}', ['port'], []],
    ['to all that a value is made of', 'a', '{% set a = b ~ c %}', ['b', 'c'], ['b', 'c']],
    ['to each of these once', 'a', '{% set a = b ~ c ~ d %}{% set d = c ~ b %}', ['b', 'c'], ['b', 'c']],
    ['nowhere for ever where two are made of each other', 'a', '{% set a = b %}{% set b = a %}', ['a'], ['a']],
  ])('%s', (_, path, template, existing, expected) => {
    expect(behind(path, template, existing)).toEqual(expected)
  })
})

describe('names that are made of each other', () => {
  /** `{% set n0 = FORM %}{% set n1 = … %}` of as many names, each of the next one. */
  const chain = (length: number, form: (next: string) => string) =>
    Array.from({ length }, (_, index) => `{% set n${index} = ${form(`n${index + 1}`)} %}`).join('')

  test.each<[string, (next: string) => string]>([
    ['twice the same', (next) => `${next} ~ ${next}`],
    ['two items of the next', (next) => `${next}.x ~ ${next}.y`],
    ['all others', () => Array.from({ length: 40 }, (_, index) => `n${index + 1}`).join(' ~ ')],
  ])('are followed in no time, however many: %s', (_what, form) => {
    const aliases = aliasesOfTemplates(templatesOf({ a: chain(40, form) }))('a')
    let asked = 0
    const exists = () => {
      asked += 1
      return true
    }
    const found = expandAliases(['n0'], aliases, exists)
    expect(new Set(found.map((path) => path.join('.'))).size).toBe(found.length)
    expect(asked).toBeLessThan(500_000)
  })
})

test('a template has the aliases of all that it includes, however they include each other, but of none that is missing', () => {
  const files = {
    a: '{% include "b" %}{% set x = y %}',
    b: '{% include "a" %}{% include "gone" ignore missing %}{% set x = z %}',
  }

  expect([...aliasesOfTemplates(templatesOf(files))('a')]).toEqual([['x', [[['y']], [['z']]]]])
})

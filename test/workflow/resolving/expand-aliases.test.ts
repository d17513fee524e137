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
    ['nowhere for ever where two are made of each other', 'a', '{% set a = b %}{% set b = a %}', ['a'], ['a']],
  ])('%s', (_, path, template, existing, expected) => {
    expect(behind(path, template, existing)).toEqual(expected)
  })
})

test('a template has the aliases of all that it includes, however they include each other, but of none that is missing', () => {
  const files = {
    a: '{% include "b" %}{% set x = y %}',
    b: '{% include "a" %}{% include "gone" ignore missing %}{% set x = z %}',
  }

  expect([...aliasesOfTemplates(templatesOf(files))('a')]).toEqual([['x', [[['y']], [['z']]]]])
})

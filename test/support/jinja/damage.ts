import fc, { type Arbitrary } from 'fast-check'
import { expression } from './expressions.ts'
import type { Case } from './reference.ts'
import { templateCase } from './templates.ts'
import { variables } from './values.ts'

const noise = fc.constantFrom(
  '',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '|',
  '.',
  ',',
  ':',
  '=',
  '==',
  '!',
  '~',
  '%}',
  '{%',
  '}}',
  '{{',
  "'",
  '"',
  '\\',
  ' is ',
  ' not ',
  ' in ',
  ' if ',
  ' else ',
  '**',
  '*',
  '//',
  '1',
  '0x',
  '1_',
  '1e',
  '.5',
  '5.',
  ' and ',
  '@',
  '?',
  '$',
  '\n',
  '-',
  '#}',
  '{#',
  'endfor',
  '{% end %}',
  '{% endif %}',
  ' recursive ',
  ' import ',
  ' as ',
  'é',
  '½',
  '😀',
  '_',
  'none',
  ' for ',
  'a b',
  ';',
  '&',
  '`',
  '00',
  '1__0',
  '{% raw %}',
  "'\\x'",
  "'\\N{DASH}'",
  "'\\N{EM DASH}'",
  "'\\777'",
)

function damage(source: string, at: number, dropped: number, inserted: string): string {
  const start = source.length === 0 ? 0 : at % (source.length + 1)
  return source.slice(0, start) + inserted + source.slice(start + dropped)
}

const damages = fc.array(fc.tuple(fc.nat(4000), fc.nat(3), noise), { minLength: 1, maxLength: 2 })

/** An expression with something left out or put in: mostly syntax errors. */
export const damagedExpression: Arbitrary<Case> = fc.tuple(expression, damages).map(([source, edits]) => ({
  template: `line one\n{{ ${edits.reduce((text, [at, dropped, inserted]) => damage(text, at, dropped, inserted), source)} }}`,
  context: variables,
}))

/** A template with something left out or put in. */
export const damagedTemplate: Arbitrary<Case> = fc.tuple(templateCase, damages).map(([one, edits]) => {
  const main = edits.reduce(
    (text, [at, dropped, inserted]) => damage(text, at, dropped, inserted),
    one.templates?.['main'] ?? '',
  )
  return { ...one, templates: { ...one.templates, main } }
})

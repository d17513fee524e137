import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { escapeJinja } from '../../src/scaffold/escape-jinja.ts'
import { createEnvironment } from '../../src/template/library.ts'

const environment = createEnvironment({ keep_trailing_newline: true, undefined: 'strict' })

describe('a text escaped for Jinja2', () => {
  test('is itself where nothing in it means anything to Jinja2', () => {
    const text = 'a: {b: {c: }}}\n% # %} #}\n'

    expect(escapeJinja(text)).toBe(text)
  })

  test('has one raw block around an expression, not around its line', () => {
    expect(escapeJinja('expr: "{{ $labels.x }}" # y\n')).toBe('expr: "{% raw %}{{ $labels.x }}{% endraw %}" # y\n')
  })

  test('has one raw block around lines that are close to each other', () => {
    expect(escapeJinja('{{ a }}\nb\n{{ c }}\n')).toBe('{% raw %}{{ a }}\nb\n{{ c }}{% endraw %}\n')
    expect(escapeJinja('{{ a }}\n\n\n\n\n{{ c }}\n').match(/endraw/g)).toHaveLength(2)
  })

  test.each([
    '{% raw %}x{% endraw %}',
    '{%- endraw -%}',
    '{%+ endraw %}{{ x',
    '{% endraw',
    '{# no end',
    '{{',
    '{{{{%#}}',
    'a {%endraw%}{%raw%}\n{#-',
  ])('renders to itself: %j', (text) => {
    expect(environment.renderString(escapeJinja(text))).toBe(text)
  })

  test('renders to itself, whatever it is', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      '{#',
      '#}',
      '{',
      '}',
      '%',
      '-',
      '+',
      ' ',
      '\n',
      'raw',
      'endraw',
      'x',
      "'",
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const text = pieces.join('')
        expect(environment.renderString(escapeJinja(text))).toBe(text)
      }),
      { numRuns: 3000 },
    )
  })
})

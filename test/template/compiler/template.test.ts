import { describe, expect, it } from 'vitest'
import { generate } from '../../../src/template/compiler/template.ts'
import { filters } from '../../../src/template/filters/index.ts'
import { parse } from '../../../src/template/syntax/parser.ts'
import { readSource } from '../../../src/template/syntax/source.ts'
import { tests } from '../../../src/template/tests/index.ts'

function compile(text: string, mode: 'plain' | 'mapped' = 'plain'): string {
  const source = readSource('main', text, true)
  const body = parse(source, {
    block_start_string: '{%',
    block_end_string: '%}',
    variable_start_string: '{{',
    variable_end_string: '}}',
    comment_start_string: '{#',
    comment_end_string: '#}',
    line_statement_prefix: null,
    line_comment_prefix: null,
    trim_blocks: false,
    lstrip_blocks: false,
    newline_sequence: '\n',
    keep_trailing_newline: true,
    extensions: new Set(['jinja2.ext.do', 'jinja2.ext.loopcontrols']),
    maxNesting: 200,
  })
  return generate(source, body, { mode, autoescape: false, undefinedKind: 'default', filters, tests }).code
}

/** A template of many tags, `lines` lines long. */
function long(lines: number): string {
  const part = (index: number) =>
    `a${index}: {{ x.y${index} ~ "v" }}\n{% if x${index} %}\n  b: {{ x|upper }}\n{% endif %}\n{% set z${index} = ${index} %}\n`
  return Array.from({ length: lines / 5 }, (_, index) => part(index)).join('')
}

function milliseconds(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

describe('generated code', () => {
  it('names its variables itself: no name of a template is one', () => {
    const names = 'alpha beta gamma delta epsilon zeta'.split(' ')
    const [alpha, beta, gamma, delta, epsilon, zeta] = names
    const code = compile(
      `{% set ${alpha} = ${beta} %}{% for ${gamma} in ${delta} %}{{ ${gamma} }}{% endfor %}` +
        `{% macro ${epsilon}(${zeta}) %}{{ ${zeta} }}{% endmacro %}{% block ${alpha} %}{{ ${beta} }}{% endblock %}`,
    )
    const withoutStrings = code.replace(/"(?:[^"\\]|\\.)*"/g, '""')
    for (const name of names) expect(withoutStrings).not.toContain(name)
  })

  it('holds text as literals that no character can end', () => {
    const text = '"\'`\\\n\u2028\u2029\0</script>*/'
    expect(compile(text)).toContain(JSON.stringify(text).replace('\u2028', '\\u2028').replace('\u2029', '\\u2029'))
    expect(compile(text)).not.toMatch(/[\u2028\u2029]/)
  })

  it('has nothing of the map where none is asked for', () => {
    expect(compile('a{{ b }}')).not.toContain('MappedBuffer')
    expect(compile('a{{ b }}', 'mapped')).toContain('MappedBuffer')
  })

  it('is written in time that grows with the length of the template', () => {
    compile(long(2000))
    const short = milliseconds(() => compile(long(2000)))
    const tenfold = milliseconds(() => compile(long(20_000)))
    expect(tenfold).toBeLessThan(Math.max(short, 20) * 40)
  })
})

import fc, { type Arbitrary } from 'fast-check'
import { condition, data, filterChain, loops, output, parameters, shown, target, value } from './pieces.ts'

const mark = fc.constantFrom('', '', '', '', '', '-', '-', '+')
const endMark = fc.constantFrom('', '', '', '', '', '-', '-', '+')
/** A tag with random whitespace control. */
function tag(content: Arbitrary<string>): Arbitrary<string> {
  return fc.tuple(mark, content, endMark).map(([open, source, close]) => `{%${open} ${source} ${close}%}`)
}

function fixed(content: string): Arbitrary<string> {
  return tag(fc.constant(content))
}

function sequence(...parts: readonly Arbitrary<string>[]): Arbitrary<string> {
  return fc.tuple(...parts).map((sources) => sources.join(''))
}

/** The statements, each with bodies of further statements. */
export const { body } = fc.letrec<{ body: string; statement: string }>((tie) => {
  const inner = tie('body')
  const perhaps = (part: Arbitrary<string>): Arbitrary<string> => fc.oneof(part, fc.constant(''))
  return {
    body: fc
      .array(
        fc.oneof(
          { weight: 3, arbitrary: data },
          { weight: 3, arbitrary: output },
          { weight: 2, arbitrary: shown },
          { weight: 5, arbitrary: tie('statement') },
        ),
        { minLength: 0, maxLength: 4 },
      )
      .map((parts) => parts.join('')),
    statement: fc.oneof(
      { maxDepth: 3, depthSize: 'small', depthIdentifier: 'statement' },
      sequence(tag(fc.constantFrom('set x = 1', 'set x = none')), shown),
      tag(fc.tuple(target, value).map(([names, source]) => `set ${names} = ${source}`)),
      tag(fc.tuple(target, value, value).map(([names, a, b]) => `set ${names} = ${a}, ${b}`)),
      sequence(fixed('set x'), inner, fixed('endset'), shown),
      sequence(tag(filterChain.map((chain) => `set y | ${chain}`)), inner, fixed('endset'), shown),
      fixed("set ns = namespace(a=1, b='x')"),
      sequence(tag(condition.map((test) => `if ${test}`)), inner, fixed('endif')),
      sequence(
        tag(condition.map((test) => `if ${test}`)),
        inner,
        tag(condition.map((test) => `elif ${test}`)),
        inner,
        fixed('else'),
        inner,
        fixed('endif'),
      ),
      sequence(
        tag(loops.map(([names, list]) => `for ${names} in ${list}`)),
        inner,
        perhaps(sequence(fixed('else'), inner)),
        fixed('endfor'),
      ),
      sequence(
        tag(fc.tuple(loops, condition).map(([[names, list], test]) => `for ${names} in ${list} if ${test}`)),
        inner,
        perhaps(sequence(fixed('else'), inner)),
        fixed('endfor'),
      ),
      sequence(
        fc.constant('{% for i in nested recursive %}'),
        inner,
        fc.constant('{{ loop(i) if i is iterable else i }}{{ loop.depth0 }}'),
        inner,
        fixed('endfor'),
      ),
      sequence(
        tag(fc.tuple(target, value).map(([names, source]) => `with ${names} = ${source}, z = x`)),
        inner,
        fixed('endwith'),
      ),
      sequence(fixed('with'), inner, fixed('endwith')),
      sequence(tag(parameters.map((list) => `macro m(${list})`)), inner, fixed('endmacro'), shown, shown),
      sequence(
        fc.constant('{% macro c(x=1) %}<{{ caller(x) }}'),
        inner,
        fc.constant('>{% endmacro %}'),
        tag(fc.constantFrom('call(i) c()', 'call c(2)', 'call(i, k=3) c(x)', 'call c(y=1)')),
        inner,
        fixed('endcall'),
      ),
      sequence(tag(filterChain.map((chain) => `filter ${chain}`)), inner, fixed('endfilter')),
      sequence(
        tag(fc.constantFrom('true', 'false', 'yes', 'n').map((on) => `autoescape ${on}`)),
        inner,
        fixed('endautoescape'),
      ),
      tag(
        fc.constantFrom(
          "include 'plain'",
          "include 'missing' ignore missing",
          "include ['missing', 'plain']",
          "include 'looped' without context",
          'include x',
          "include 'broken'",
          "include 'invalid'",
          "include ['a', 'b']",
          "include 'plain' ignore missing with context",
          "include ['a', missing]",
        ),
      ),
      sequence(
        tag(
          fc.constantFrom(
            "import 'macros' as t",
            "import 'macros' as t with context",
            "from 'macros' import field as t",
            "from 'macros' import field, shown with context",
            "from 'macros' import nosuch as t",
            "from 'macros' import shown as t",
          ),
        ),
        fc.constantFrom(
          "{{ t.field('a') }}",
          '{{ t.shown }}',
          "{{ t('a', 1, 2, z=3) }}",
          '{{ t }}',
          '{{ shown }}',
          "{{ field('q') }}",
          '{{ t._own() }}',
        ),
      ),
      sequence(
        tag(fc.constantFrom('b1', 'b2', 'b3 scoped', 'head').map((name) => `block ${name}`)),
        inner,
        fixed('endblock'),
      ),
      sequence(
        fc.constant('{#'),
        fc.constantFrom('', '-', '+'),
        fc.constantFrom(' c ', '{{ x }}', '\n'),
        fc.constantFrom('#}', '-#}'),
      ),
      sequence(fixed('raw'), fc.constantFrom(' {{ x }} ', '\n{% if %}\n', '{#'), fixed('endraw')),
      sequence(fixed('do void.append(1)'), fc.constant('{{ void }}')),
      tag(value.map((source) => `do ${source}`)),
      sequence(
        fc.constant('{% for i in numbers %}'),
        inner,
        tag(condition.map((test) => `if ${test}`)),
        fc.constantFrom('{% break %}', '{% continue %}'),
        fixed('endif'),
        inner,
        fixed('endfor'),
      ),
    ),
  }
})

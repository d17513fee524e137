import { afterEach, describe, expect, it } from 'vitest'
import { createEnvironment, TemplateError } from '../../src/template/library.ts'

/** Templates and data that try to reach JavaScript, and what they get instead. */
interface Attempt {
  readonly template: string
  readonly variables?: Record<string, unknown>
  readonly globals?: Record<string, unknown>
  readonly autoescape?: boolean
  /** What it prints, or the class of its error. */
  readonly output?: string
  readonly error?: string
}

const canary = 'pwned'
/** A template literal's placeholder, in two parts for the linter. */
const placeholder = `\`$${'{globalThis.pwned = 1}'}\``
const callable = { greet: (name: unknown) => `hello ${String(name)}` }

afterEach(() => {
  expect(Object.hasOwn(globalThis, canary)).toBe(false)
  expect(canary in {}).toBe(false)
  expect(canary in []).toBe(false)
  expect(Object.keys(Object.prototype)).toEqual([])
})

const attempts: Record<string, readonly Attempt[]> = {
  'prototype walks': [
    { template: '{{ x.constructor }}', variables: { x: {} }, output: '' },
    { template: '{{ x["constructor"] }}', variables: { x: {} }, output: '' },
    { template: '{{ x.constructor.constructor("return 1")() }}', variables: { x: {} }, error: 'UndefinedError' },
    { template: '{{ "".constructor.constructor("return process")() }}', error: 'UndefinedError' },
    { template: '{{ [].constructor.constructor("return process")() }}', error: 'UndefinedError' },
    { template: '{{ (1).constructor.constructor("return process")() }}', error: 'UndefinedError' },
    { template: '{{ true.constructor }}|{{ none.constructor }}|{{ 1.5.constructor }}', output: '||' },
    { template: '{{ x.__proto__ }}|{{ x["__proto__"] }}', variables: { x: { a: 1 } }, output: '|' },
    { template: '{{ [].__proto__ }}|{{ "".__proto__ }}|{{ (1,).__proto__ }}', output: '||' },
    { template: '{{ x.__proto__.polluted }}', variables: { x: {} }, error: 'UndefinedError' },
    { template: '{{ x.toString }}|{{ x.valueOf }}|{{ x.hasOwnProperty }}', variables: { x: {} }, output: '||' },
    { template: '{{ x.__defineGetter__("a", 1) }}', variables: { x: {} }, error: 'UndefinedError' },
    { template: '{{ x.__lookupGetter__("a") }}', variables: { x: [] }, error: 'UndefinedError' },
    { template: '{{ [].map }}|{{ [].constructor }}|{{ [].concat }}|{{ "".charCodeAt }}', output: '|||' },
    { template: '{{ [].length }}|{{ "ab".length }}|{{ x.size }}', variables: { x: {} }, output: '||' },
    { template: '{{ x|attr("constructor") }}|{{ x|attr("__proto__") }}', variables: { x: {} }, output: '|' },
    { template: '{{ ""|attr("constructor") }}|{{ []|attr("push") }}', output: '|' },
    { template: '{{ [x]|map(attribute="constructor")|list }}', variables: { x: {} }, output: '[Undefined]' },
    {
      template: '{{ [x]|map(attribute="__proto__.constructor")|list }}',
      variables: { x: {} },
      error: 'UndefinedError',
    },
    { template: '{{ [x]|selectattr("constructor")|list }}', variables: { x: {} }, output: '[]' },
    { template: '{{ [x]|rejectattr("__proto__")|list }}', variables: { x: {} }, output: '[{}]' },
    { template: '{{ [x]|groupby("constructor")|list }}', variables: { x: {} }, output: '[(Undefined, [{}])]' },
    { template: '{{ [x]|sort(attribute="constructor.name") }}', variables: { x: {} }, error: 'UndefinedError' },
    { template: '{{ [x]|sum(attribute="constructor") }}', variables: { x: {} }, error: 'UndefinedError' },
    { template: '{{ [x]|join(attribute="constructor") }}', variables: { x: {} }, output: '' },
    { template: '{{ x|dictsort }}{{ x.keys()|list }}', variables: { x: {} }, output: '[][]' },
    { template: '{{ "abc".__class__ }}|{{ (1).__class__.__mro__ }}', error: 'UndefinedError' },
    { template: '{{ "".__class__.__base__.__subclasses__() }}', error: 'UndefinedError' },
    { template: '{{ m.__globals__ }}{% macro m() %}{% endmacro %}', error: 'UndefinedError' },
    { template: '{% macro m() %}{% endmacro %}{{ m.constructor }}|{{ m.__globals__ }}|{{ m._func }}', output: '||' },
    {
      template: '{{ range.constructor }}|{{ dict.__init__ }}|{{ cycler.__init__ }}|{{ lipsum.__globals__ }}',
      output: '|||',
    },
    {
      template: '{% for i in [1] %}{{ loop.constructor }}|{{ loop._recurse }}|{{ loop.__proto__ }}{% endfor %}',
      output: '||',
    },
    { template: '{{ self.constructor }}|{{ self.__proto__ }}|{{ self._TemplateReference__context }}', output: '||' },
    { template: '{% set ns = namespace() %}{% set ns.__proto__ = 1 %}{{ ns.polluted }}', output: '' },
    { template: '{{ namespace(constructor=1).constructor }}', output: '1' },
    { template: '{{ "abc".upper.constructor }}|{{ "abc".upper.__self__ }}', output: '|' },
    { template: '{{ nosuch.constructor }}', error: 'UndefinedError' },
  ],
  'names of JavaScript': [
    { template: '{{ process }}|{{ globalThis }}|{{ require }}|{{ module }}|{{ exports }}', output: '||||' },
    { template: '{{ constructor }}|{{ __proto__ }}|{{ toString }}|{{ hasOwnProperty }}', output: '|||' },
    { template: '{{ Function("return 1")() }}', error: 'UndefinedError' },
    { template: '{{ eval("1") }}', error: 'UndefinedError' },
    { template: '{{ this }}|{{ arguments }}|{{ window }}|{{ console }}', output: '|||' },
    {
      template:
        '{% set var = 1 %}{% set let = 2 %}{% set function = 3 %}{% set return = 4 %}{{ var + let + function + return }}',
      output: '10',
    },
    { template: '{% set constructor = 1 %}{% set __proto__ = 2 %}{{ constructor }}{{ __proto__ }}', output: '12' },
    { template: '{% for await in [1] %}{% set yield = await %}{{ yield }}{% endfor %}', output: '1' },
    {
      template: '{% macro eval(arguments, this=2) %}{{ arguments }}{{ this }}{% endmacro %}{{ eval(1) }}',
      output: '12',
    },
    { template: '{% block constructor %}a{% endblock %}{% block __proto__ %}b{% endblock %}', output: 'ab' },
    {
      template:
        '{% set o = 1 %}{% set c = 2 %}{% set e = 3 %}{% set at = 4 %}{% set K = 5 %}{% set R = 6 %}{{ o }}{{ c }}{{ e }}{{ at }}{{ K }}{{ R }}',
      output: '123456',
    },
    {
      template: '{% set t1 = 1 %}{% set v0_0 = 2 %}{% set r0 = 3 %}{% set x = 4 %}{{ t1 }}{{ v0_0 }}{{ r0 }}{{ x }}',
      output: '1234',
    },
    { template: '{{ null }}|{{ undefined }}|{{ NaN }}|{{ Infinity }}', output: '|||' },
    { template: '{{ x|constructor }}', error: 'TemplateAssertionError' },
    { template: '{{ x|__proto__ }}', error: 'TemplateAssertionError' },
    { template: '{{ x is constructor }}', error: 'TemplateAssertionError' },
    { template: '{{ [1]|map("constructor")|list }}', error: 'TemplateRuntimeError' },
    { template: '{{ [1]|map("__proto__")|list }}', error: 'TemplateRuntimeError' },
    { template: '{{ [1]|select("hasOwnProperty")|list }}', error: 'TemplateRuntimeError' },
    { template: '{% constructor %}', error: 'TemplateSyntaxError' },
    { template: '{% __proto__ %}', error: 'TemplateSyntaxError' },
    { template: '{% include "__proto__" %}', error: 'TemplateNotFound' },
    { template: '{% include "constructor" %}', error: 'TemplateNotFound' },
    { template: '{% extends "hasOwnProperty" %}', error: 'TemplateNotFound' },
    { template: '{% import "toString" as x %}', error: 'TemplateNotFound' },
    { template: '{% include "../../etc/passwd" %}', error: 'TemplateNotFound' },
  ],
  'text that would end the generated code': [
    { template: '"; globalThis.pwned = 1; "', output: '"; globalThis.pwned = 1; "' },
    { template: "'; globalThis.pwned = 1; '", output: "'; globalThis.pwned = 1; '" },
    { template: placeholder, output: placeholder },
    { template: '\\"; globalThis.pwned = 1; //', output: '\\"; globalThis.pwned = 1; //' },
    { template: 'a\u2028globalThis.pwned = 1\u2029b', output: 'a\u2028globalThis.pwned = 1\u2029b' },
    { template: '*/ globalThis.pwned = 1 /*', output: '*/ globalThis.pwned = 1 /*' },
    {
      template: '</script><script>globalThis.pwned = 1</script>',
      output: '</script><script>globalThis.pwned = 1</script>',
    },
    { template: '{{ "\\"; globalThis.pwned = 1; \\"" }}', output: '"; globalThis.pwned = 1; "' },
    { template: `{{ "${placeholder}" }}`, output: placeholder },
    { template: '{{ "\u2028globalThis.pwned = 1" }}', output: '\u2028globalThis.pwned = 1' },
    { template: '{{ x["a\\n\\"]; globalThis.pwned = 1; [\\""] }}', variables: { x: {} }, output: '' },
    { template: '{{ {"\\"}); globalThis.pwned = 1; ({\\"": 1}|length }}', output: '1' },
    { template: '{{ dict(**{"a\\": globalThis.pwned = 1, \\"b": 1})|length }}', output: '1' },
    { template: '{% set \uff41bc = 1 %}{{ \uff41bc }}', output: '1' },
    { template: '{{ 1 if x }}', variables: {}, output: '' },
    { template: '{% include "\\"; globalThis.pwned = 1; \\"" %}', error: 'TemplateNotFound' },
    { template: '{{ 9007199254740993 }}|{{ 0x1fffffffffffffffff }}', output: '9007199254740993|590295810358705651711' },
  ],
  'format strings': [
    { template: '{{ "{0.constructor}".format("a") }}', error: 'AttributeError' },
    { template: '{{ "{0.__class__}".format(1) }}', error: 'AttributeError' },
    { template: '{{ "{0[__proto__]}".format(x) }}', variables: { x: {} }, error: 'KeyError' },
    { template: '{{ "{0.__class__.__init__.__globals__}".format(range) }}', error: 'AttributeError' },
    { template: '{{ "{x.constructor}".format(x=[]) }}', error: 'AttributeError' },
    { template: '{{ "{x[constructor]}".format_map({"x": {}}) }}', error: 'KeyError' },
    { template: '{{ "%(__proto__)s" % {} }}', error: 'KeyError' },
    { template: '{{ "%(constructor)s" % x }}', variables: { x: {} }, error: 'KeyError' },
    { template: '{{ "{0.__class__}"|format(1) }}', error: 'TypeError' },
  ],
  'data that would change prototypes': [
    {
      template: '{{ x }}',
      variables: JSON.parse('{"x": {"__proto__": {"pwned": 1}}}'),
      output: "{'__proto__': {'pwned': 1}}",
    },
    {
      template: '{{ x.pwned }}|{{ {}.pwned }}',
      variables: JSON.parse('{"x": {"__proto__": {"pwned": 1}}}'),
      output: '|',
    },
    { template: '{{ __proto__.pwned }}', variables: JSON.parse('{"__proto__": {"pwned": 1}}'), output: '1' },
    { template: '{{ {"__proto__": {"pwned": 1}} }}{{ {}.pwned }}', output: "{'__proto__': {'pwned': 1}}" },
    { template: '{{ dict(__proto__={"pwned": 1}) }}{{ {}.pwned }}', output: "{'__proto__': {'pwned': 1}}" },
    { template: '{{ {"__proto__": {"pwned": 1}}|tojson }}', output: '{"__proto__": {"pwned": 1}}' },
    { template: '{{ x.update({"__proto__": {"pwned": 1}}) }}{{ [].pwned }}', variables: { x: {} }, output: 'None' },
    { template: '{{ {"constructor": 1}.constructor }}|{{ {"constructor": 1}["constructor"] }}', output: '1|1' },
  ],
  "the caller's functions": [
    { template: '{{ greet("x") }}', globals: callable, output: 'hello x' },
    {
      template: '{{ greet.constructor }}|{{ greet.call }}|{{ greet.bind }}|{{ greet.apply }}',
      globals: callable,
      output: '|||',
    },
    {
      template: '{{ greet({"toString": 1}) }}',
      globals: { greet: (value: unknown) => typeof value },
      output: 'object',
    },
    { template: '{{ x }}', variables: { x: new Date(0) }, error: 'TypeError' },
    { template: '{{ x }}', variables: { x: Symbol('s') }, error: 'TypeError' },
    { template: '{{ x }}', variables: { x: process }, error: 'TypeError' },
  ],
}

for (const [group, list] of Object.entries(attempts)) {
  describe(group, () => {
    for (const attempt of list) {
      it(`${attempt.template.replace(/\s+/g, ' ')} ${JSON.stringify(attempt.variables ?? '')}`, () => {
        for (const mode of ['plain', 'mapped'] as const) expect(run(attempt, mode)).toEqual(wanted(attempt))
      })
    }
  })
}

function wanted(attempt: Attempt): object {
  return attempt.error === undefined ? { output: attempt.output } : { error: attempt.error }
}

function run(attempt: Attempt, mode: 'plain' | 'mapped'): object {
  const environment = createEnvironment({ globals: attempt.globals, loader: () => null })
  try {
    const { template, variables = {} } = attempt
    const output =
      mode === 'plain'
        ? environment.renderString(template, variables)
        : environment.renderStringWithMap(template, variables).text
    return { output }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return { error: error.name }
  }
}

describe('the loader', () => {
  it('is asked for names as the template has them, and gets no paths', () => {
    const asked: string[] = []
    const environment = createEnvironment({
      loader(name) {
        asked.push(name)
        return name === 'main' ? '{% include "../x" %}' : 'y'
      },
    })
    expect(environment.render('main')).toBe('y')
    expect(asked).toEqual(['main', '../x'])
  })

  it('may give templates named like members of Object', () => {
    const sources = new Map([
      ['__proto__', 'a{% include "constructor" %}'],
      ['constructor', 'b'],
    ])
    const environment = createEnvironment({ loader: (name) => sources.get(name) ?? null })
    expect(environment.render('__proto__')).toBe('ab')
  })
})

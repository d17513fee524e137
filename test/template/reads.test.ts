import { describe, expect, it } from 'vitest'
import { createEnvironment } from '../../src/template/library.ts'

/** The paths that a template reads, as `db.host`, sorted. */
function reads(source: string): string[] {
  const environment = createEnvironment({
    extensions: ['jinja2.ext.do', 'kdeploy.ansible'],
    loader: (name) => (name === 'a' ? source : null),
  })
  return [...new Set(environment.reads('a').variables.map((path) => path.join('.')))].sort()
}

describe('reads', () => {
  it.each([
    ['{{ a }} {{ b.c }} {{ d["e"].f }}', ['a', 'b.c', 'd.e.f']],
    ['{{ a[b] }} {{ c[0].d }} {{ e[f.g] }}', ['a', 'b', 'c', 'e', 'f.g']],
    ['{{ a.b.items() }} {{ a.get(c) }} {{ d | default(e.f) }}', ['a', 'a.b', 'c', 'd', 'e.f']],
    ['{% if a is defined and b.c not in d %}{{ e }}{% elif f %}{% endif %}', ['a', 'b.c', 'd', 'e', 'f']],
    ['{{ range(a) }}{{ dict(b=c) }}{% do d.append(e) %}', ['a', 'c', 'd', 'dict', 'e', 'range']],
  ])('has every path of %s, in whatever branch', (source, paths) => {
    expect(reads(source)).toEqual(paths)
  })

  it.each([
    ['{% for a in b %}{{ a.c }}{{ loop.index }}{% else %}{{ d }}{% endfor %}', ['b', 'd']],
    ['{% for a in a %}{{ a }}{% endfor %}', ['a']],
    ['{% macro m(a, b=c) %}{{ a }}{{ b }}{{ d }}{{ caller() }}{{ varargs }}{% endmacro %}{{ m(e) }}', ['c', 'd', 'e']],
    ['{% set a = b %}{{ a }}', ['b']],
    ['{% set a = a | default(1) %}{{ a }}', ['a']],
    ['{{ a }}{% set a = 1 %}', ['a']],
    ['{% if b %}{% set a = 1 %}{% endif %}{{ a }}', ['a', 'b']],
    ['{% set a %}{{ b }}{% endset %}{{ a }}', ['b']],
    ['{% with a = b.c %}{{ a.d }}{% endwith %}{{ a.e }}', ['a.d', 'a.e', 'b.c']],
    ['{% set ns = namespace(a=b) %}{% set ns.a = c %}{{ ns.a }}', ['b', 'c', 'namespace']],
    ['{% import "x" as a %}{{ a.f(b) }}{% from "x" import c as d %}{{ d(e) }}', ['b', 'e']],
    ['{% call(a) f(b) %}{{ a }}{{ c }}{% endcall %}', ['b', 'c', 'f']],
    ['{% block a %}{{ b }}{{ self.a() }}{% endblock %}', ['b']],
    ['{% filter indent(a) %}{{ b }}{% endfilter %}', ['a', 'b']],
    ['{% raw %}{{ a }}{% endraw %}{# {{ b }} #}', []],
  ])('has none of what %s binds itself, unless it may read it before', (source, paths) => {
    expect(reads(source)).toEqual(paths)
  })

  it('names the templates that are written out, and reads the name of any other', () => {
    const source =
      '{% extends "a" %}{% include ["b", c] %}{% import ("d" if e else "f") as g %}{% from h ~ "i" import j %}'
    const environment = createEnvironment({ loader: () => source })

    expect(environment.reads('x').templates).toEqual(expect.arrayContaining(['a', 'b', 'd', 'f']))
    expect(reads(source)).toEqual(['c', 'e', 'h'])
  })

  it('fails where a template is none', () => {
    expect(() => reads('{% if %}')).toThrow(/Expected an expression/)
    expect(() => createEnvironment({ loader: () => null }).reads('x')).toThrow('x')
  })
})

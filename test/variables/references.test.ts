import { describe, expect, it } from 'vitest'
import { defaultDelimiters, references } from '../../src/variables/references.ts'

describe('references', () => {
  it.each<[string, string[]]>([
    ['a {{ tag }} b', ['tag']],
    ['{{ db.host }}:{{ db["port"] }}', ['db.host', 'db.port']],
    ['{{ db[key].x }}', ['db', 'key']],
    ["{{ x | default('y.z') }}", ['x']],
    ['{% for h in hosts %}{{ h.name }}{% endfor %}', ['h.name', 'for', 'h', 'in', 'hosts', 'endfor']],
    ["{{ '}}' ~ a }}", ['a']],
    ['{{ f(name=a, b == c) }}', ['f', 'a', 'b', 'c']],
    ['no {tag} here', []],
  ])('finds what %j may read', (template, paths) => {
    expect(references(template, defaultDelimiters).map((path) => path.join('.'))).toEqual(paths)
  })

  it('reads everything where line statements are on', () => {
    expect(references('# if x\ny', { ...defaultDelimiters, linePrefix: '#' }).flat()).toContain('x')
  })
})

import { describe, expect, it } from 'vitest'
import { createEnvironment } from '../../../src/template/library.ts'

const environment = createEnvironment({ extensions: ['kdeploy.ansible'] })

describe('from_yaml', () => {
  it.each(['a: [', 'a: 1\n b: 2', '"a', '&a *b', '- a\nb: c', '@x', 'a: 1\n---\nb: 2'])(
    'fails on %j as YAMLError',
    (text) => {
      expect(() => environment.renderString('{{ t|from_yaml }}', { t: text })).toThrow(
        expect.objectContaining({ name: 'YAMLError' }),
      )
    },
  )

  it('says which day or month there is not', () => {
    expect(() => environment.renderString("{{ '2024-02-30'|from_yaml }}")).toThrow('day is out of range for month')
    expect(() => environment.renderString("{{ '2024-13-01'|from_yaml }}")).toThrow('month must be in 1..12')
  })

  it('takes flow collections that are indented less than their parent, as PyYAML does', () => {
    const text = 'a:\n    b: [\n  1,\n  {c: d,\ne: "f\n g"}\n]\n'
    expect(environment.renderString('{{ t|from_yaml }}', { t: text })).toBe("{'a': {'b': [1, {'c': 'd', 'e': 'f g'}]}}")
  })
})

import { describe, expect, it, vi } from 'vitest'
import { createEnvironment } from '../../../src/template/library.ts'

describe('instantiate', () => {
  it('makes code once for templates that differ in their words only, and gives each its own', () => {
    const spy = vi.spyOn(globalThis, 'Function')
    const environment = createEnvironment({ undefined: 'strict' })
    const rendered = Array.from({ length: 500 }, (_, index) => {
      const number = String(index).padStart(3, '0')
      return environment.renderString(`a${number}"\\\u2028$& {{ x${number}.y }} L[0] K[0]`, {
        [`x${number}`]: { y: index },
      })
    })
    const made = spy.mock.calls.length
    spy.mockRestore()
    expect(rendered[7]).toBe('a007"\\\u2028$& 7 L[0] K[0]')
    expect(new Set(rendered).size).toBe(500)
    expect(made).toBeLessThan(5)
  })

  it('tells each template’s own places and names in errors and maps', () => {
    const environment = createEnvironment({ undefined: 'strict' })
    expect(() => environment.renderString('{{ one }}', {})).toThrow("'one' is undefined")
    expect(() => environment.renderString('{{ two }}', {})).toThrow("'two' is undefined")
    const spans = ['{{ aaa }}', '{{ bbb }}'].map(
      (source) => environment.renderStringWithMap(source, { aaa: 'x', bbb: 'y' }).spans[0]?.origin?.expression,
    )
    expect(spans).toEqual(['aaa', 'bbb'])
  })
})

import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/json-map.ts'
import { layer } from '../support/variables/layers.ts'

describe('a variable', () => {
  it.each([
    ['{"__proto__": {"x": 1}}', '__proto__', 1],
    ['{"a": {"__proto__": 1}}', 'a.__proto__', 2],
    ['{"a": [{"b": {"__proto__": null}}]}', 'a[0].b.__proto__', 4],
  ])('refuses the name __proto__ with its place: %s', (json, name, line) => {
    expect(() => layer('a', JSON.parse(json) as Json)).toThrow(
      expect.objectContaining({
        code: 'variable-reserved',
        message: `a sets the variable ${name}, but no variable may be named __proto__`,
        place: { file: 'a', line },
      }),
    )
  })
})

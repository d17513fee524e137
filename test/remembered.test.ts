import { expect, test } from 'vitest'
import { remembered } from '../src/remembered.ts'

test('what was made for a key is given again, also undefined, and for another key made anew', () => {
  const asked: string[] = []
  const nameOf = remembered(({ name }: { readonly name: string }) => {
    asked.push(name)
    return name === '' ? undefined : { name }
  })
  const [a, b, none] = [{ name: 'a' }, { name: 'a' }, { name: '' }]

  expect(nameOf(a)).toBe(nameOf(a))
  expect(nameOf(b)).not.toBe(nameOf(a))
  expect([nameOf(none), nameOf(none)]).toEqual([undefined, undefined])
  expect(asked).toEqual(['a', 'a', ''])
})

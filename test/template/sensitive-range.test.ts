import { expect, it } from 'vitest'
import { createEnvironment, taint } from '../../src/template/library.ts'

/** The characters that carry the taint. */
function tainted(source: string): string {
  const password = { source: 'Secret my-ns/db', key: 'pin' }
  const { text, spans } = createEnvironment().renderStringWithMap(source, { pin: taint(4711, password) })
  return spans
    .filter(({ taints }) => taints.length > 0)
    .map(({ start, end }) => text.slice(start, end))
    .join('')
}

it.each([
  ['{{ range(pin, pin + 2)|first }}', '4711'],
  ['{{ range(pin, pin + 2)|list }}', '[4711, 4712]'],
  ['{{ range(pin, 5000)[0] }}', '4711'],
  ['{{ range(pin, 5000)[1:][0] }}', '4712'],
  ['{% for i in range(pin, pin + 2) %}{{ i }},{% endfor %}', '47114712'],
  ['{{ range(0, 5000, pin)|last }}', '4711'],
  ['{{ range(pin) }}', 'range(0, 4711)'],
  ['{{ "a" ~ range(0, pin, 1) }}', 'range(0, 4711)'],
  ['{{ [range(pin)] }}', '[range(0, 4711)]'],
])('a range with a sensitive bound marks what shows it: %s', (source, expected) => {
  expect(tainted(source)).toBe(expected)
})

it.each(['{{ range(3)|list }}', '{{ range(pin)|length }}', '{% for i in range(pin) %}{{ i }}{% endfor %}'])(
  'but not how often a loop runs: %s',
  (source) => {
    expect(tainted(source)).toBe('')
  },
)

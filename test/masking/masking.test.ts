import { describe, expect, test } from 'vitest'
import { createMasking } from '../../src/masking/masking.ts'
import { shownLine, shownText } from '../../src/masking/shown.ts'
import { shorten } from '../../src/shorten.ts'

function knowing(...values: string[]) {
  const masking = createMasking()
  masking.registerSecrets(values)
  return masking
}

describe('a known value in a text', () => {
  test.each(['hun\u001b[1mter2\u001b[0m', 'hunt\u200ber2', '\u202ehunter2', 'hunte\rr2', 'h\u001b]0;t\u0007unter2'])(
    'is masked also where escapes stand in it: %j',
    (text) => {
      const { redact } = knowing('hunter2')
      for (const shown of [redact(text), shownText(text, redact), shownLine(text, redact)])
        expect(shown).toContain('(masked 1)')
    },
  )

  test('is masked also where it holds what a terminal acts on itself', () => {
    const { redact } = knowing('hun\u001b[1mter2', 'two\nlines')
    expect(shownLine('a hun\u001b[1mter2 b', redact)).toBe('a (masked 1) b')
    expect(shownLine('a two\nlines b', redact)).toBe('a (masked 2) b')
  })

  test('is masked where it became one by its line breaks being blanks', () => {
    const { redact } = knowing('correct horse')
    expect(shownLine('a correct\n   horse b', redact)).toBe('a (masked 1) b')
  })

  test('is masked before the text is cut', () => {
    const { redact } = knowing('hunter2')
    expect(redact(`it said ${shorten('the password is hunter2', { most: 20 })}`)).toBe(
      'it said the password is (masked 1)…',
    )
  })

  test('leaves what else is hostile to the screen, which shows it', () => {
    expect(knowing('hunter2').redact('a\u001b[31mb')).toBe('a\u001b[31mb')
  })
})

describe('a long text that others cut', () => {
  const value = 'S3cr3tValueThatIsLong0123456789'
  const text = 'lorem ipsum '.repeat(100)
  const redact = (one: string) => {
    const masking = createMasking()
    masking.registerSecrets([value])
    return masking.redact(one)
  }

  test.each(['', '...', '…', ' [truncated]', '... (1234 bytes omitted)', '"}', ' (2 pods)', '\n'])(
    "shows no beginning of a value at its end, before '%s'",
    (after) => expect(redact(`${text}${value.slice(0, 20)}${after}`)).toBe(`${text}(masked 1)${after}`),
  )

  test.each(['', '...', 'Readiness probe failed: ', '"'])(
    "shows no end of a value at its beginning, after '%s'",
    (before) => expect(redact(`${before}${value.slice(11)} ${text}`)).toBe(`${before}(masked 1) ${text}`),
  )

  test('keeps what only begins as a value does, and goes on as another word', () => {
    expect(redact(`${text}S3cr3tVariety of words`)).toBe(`${text}S3cr3tVariety of words`)
  })
})

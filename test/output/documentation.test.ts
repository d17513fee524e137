import { describe, expect, test } from 'vitest'
import { contradictions, readDocumentation } from '../support/output/documented.ts'

describe('docs/reference/output.md', () => {
  const { fields, examples } = readDocumentation()

  test('has a valid example of each event', () => {
    const events = [...fields.keys()].filter((title) => /^[a-z-]+$/.test(title))
    expect(examples.map((example) => (example as { type: string }).type)).toEqual(events)
    expect(examples.flatMap(contradictions)).toEqual([])
  })
})

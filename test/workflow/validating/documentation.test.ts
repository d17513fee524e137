import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { knownRules } from '../../../src/workflow/validating/known-rules.ts'
import { repository } from '../../support/projects/project.ts'

describe('docs/rendering/validate.md', () => {
  it('has a row for each rule, in the order of their names, as the rule says it', () => {
    const text = readFileSync(join(repository, 'docs/rendering/validate.md'), 'utf8')
    const rows = text.split('\n').filter((line) => line.startsWith('| [`'))
    const expected = knownRules.map(
      ({ name, source, severity, finds, reason }) =>
        `| [\`${name}\`](${linkTo(source)}) | ${severity} | ${finds} | ${reason} |`,
    )
    expect(rows).toEqual(expected)
  })
})

/** From the page's own folder. */
function linkTo(source: string): string {
  return source.startsWith('docs/') ? relative('docs/rendering', source) : source
}

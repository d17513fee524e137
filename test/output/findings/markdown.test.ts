import MarkdownIt from 'markdown-it'
import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import type { Finding } from '../../../src/findings/finding.ts'
import type { Validated } from '../../../src/findings/validated.ts'
import { findingsMarkdown } from '../../../src/output/findings/markdown.ts'

const finding: Finding = {
  rule: 'image-tag',
  severity: 'warning',
  message: 'the image s3cret:latest has the tag latest',
  place: { file: 'templates/web.yaml', line: 7, column: 3 },
  about: { kind: 'Deployment', namespace: 'shop', name: 'web' },
  hint: 'name a version',
}
const problem = new KdeployError({
  code: 'template-undefined',
  category: 'input',
  message: "'s3cret' is undefined",
  place: { file: 'templates/a.yaml', line: 2 },
  detail: '2 | {{ s3cret }}\n```',
})
const title = { name: 'shop', folder: 'services/shop', profiles: [] }
const redact = (text: string) => text.replaceAll('s3cret', '***')

function validatedOf(given: Partial<Validated>): Validated {
  return { profiles: [], findings: [], unchecked: [], rules: [], ...given }
}

const whole = validatedOf({
  profiles: [
    { profile: 'prod_a', manifests: 2, problems: [], findings: [finding] },
    { profile: 'prod_b', manifests: 2, problems: [], findings: [finding] },
    {
      profile: 'prod_c',
      manifests: 0,
      problems: [problem],
      findings: [{ ...finding, severity: 'error', message: 'it is odd' }],
    },
  ],
})

describe('what validate found, as a comment', () => {
  test('names what stops a profile, and each finding once with what to do, all masked', () => {
    expect(findingsMarkdown(whole, title, redact, 60_000)).toBe(
      [
        '<!-- kdeploy validate: services/shop -->',
        '',
        '### kdeploy validate of `shop`',
        '',
        '2 of 3 profiles are valid (4 manifests), 2 errors, 1 warning; rules were not checked where rendering failed; not checked against a cluster',
        '',
        '**`prod_c`:**',
        '',
        '````',
        "error: templates/a.yaml:2: '***' is undefined",
        '  2 | {{ *** }}',
        '  ```',
        '````',
        '',
        '| | where | what | rule |',
        '|---|---|---|---|',
        '| error | `templates/web.yaml:7:3` | `Deployment web`: it is odd<br>in `prod_c`<br>hint: name a version | `image-tag` |',
        '| warning | `templates/web.yaml:7:3` | `Deployment web`: the image `***:latest` has the tag latest<br>in `prod_a`, `prod_b`<br>hint: name a version | `image-tag` |',
      ].join('\n'),
    )
  })

  test('has a mark of its own for each project of a repository, and for profiles that are named', () => {
    const markOf = (given: Partial<typeof title>) =>
      findingsMarkdown(validatedOf({}), { ...title, ...given }, redact, 60_000).split('\n')[0]
    expect(markOf({ folder: '.', name: 'other' })).toBe('<!-- kdeploy validate: . -->')
    expect(markOf({ profiles: ['stg_b', 'prod_a'] as never })).toBe(
      '<!-- kdeploy validate: services/shop%20prod_a%20stg_b -->',
    )
    expect(markOf({ folder: 'a-->b' })).toBe('<!-- kdeploy validate: a-%2D%3Eb -->')
  })

  test('shows what a value holds as it is: no mention, link or mark', () => {
    const message = '@team https://evil.example | <img src=x> `a` **b** :tada: #1'
    const text = findingsMarkdown(
      validatedOf({ findings: [{ ...finding, message, hint: undefined }] }),
      title,
      redact,
      60_000,
    )
    const tokens = new MarkdownIt({ html: true, linkify: true }).parse(text, {})
    const inline = tokens.flatMap(({ children }) => children ?? [])
    expect(inline.some(({ type }) => ['link_open', 'strong_open', 'html_inline', 'image'].includes(type))).toBe(false)
    expect(
      text
        .split('\n')
        .find((line) => line.startsWith('| warning'))
        ?.replaceAll(/`+[^`]*`+/g, '')
        .split('|'),
    ).toHaveLength(6)
  })

  test('keeps within a limit: warnings are left out first, and counted', () => {
    const many = Array.from({ length: 400 }, (_, index) => ({
      ...finding,
      severity: index < 10 ? ('error' as const) : ('warning' as const),
      place: { file: 'templates/web.yaml', line: index + 1 },
    }))
    const text = findingsMarkdown(validatedOf({ findings: many }), title, redact, 10_000)
    expect(text.length).toBeLessThanOrEqual(10_000)
    expect(text.match(/^\| error/gm)).toHaveLength(10)
    const shown = text.match(/^\| warning/gm)?.length ?? 0
    expect(text).toContain(`**left out**, as a comment may have 10000 characters: ${390 - shown} problems`)
    expect(shown).toBeGreaterThan(20)
  })
})

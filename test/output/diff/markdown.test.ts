import fc from 'fast-check'
import MarkdownIt, { type Token } from 'markdown-it'
import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import { showMarkdown } from '../../../src/output/diff/markdown.ts'
import { createScreen } from '../../../src/output/terminal/screen.ts'
import type { FieldDifference, Hunk, ObjectDiff } from '../../../src/plan/diff/types.ts'
import type { Impact } from '../../../src/plan/impact/impact.ts'
import type { Difference } from '../../../src/workflow/run/results.ts'

const noImpact: Impact = {
  ...{ rollouts: [], scaled: [], recreated: [], deleted: [], orphaned: [], hooks: [], overBudget: [], readers: [] },
}

const ref = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop-prod', name: 'web' }

function documentOf(given: Partial<Difference>): Difference {
  return {
    release: 'shop/prod_cthulu/shop-prod',
    namespace: 'shop-prod',
    kubeContext: 'prod-eu',
    server: 'https://10.0.0.1:6443',
    counts: { create: 0, change: 1, adopt: 0, transfer: 0, recreate: 0, delete: 0, orphan: 0, unchanged: 3 },
    impact: noImpact,
    objects: [],
    unshown: [],
    refused: undefined,
    ...given,
  }
}

function objectOf(given: Partial<ObjectDiff> = {}): ObjectDiff {
  return {
    ref,
    action: 'change',
    place: { file: 'templates/web.yaml', line: 1, column: 1 },
    checkedByServer: true,
    fields: [],
    hunks: [],
    alsoChanged: [],
    texts: () => ({ before: '', after: '' }),
    ...given,
  }
}

const reason = { place: undefined, variables: [], follows: [] }

function fieldOf(given: Partial<FieldDifference>): FieldDifference {
  return { path: 'spec.replicas', action: 'change', before: 3, after: 5, ...reason, ...given }
}

function hunkOf(path: string, removed: string, added: string): Hunk {
  const lines = [
    { kind: 'removed', text: removed },
    { kind: 'added', text: added },
  ] as const
  return { path, ...reason, lines }
}

function shown(document: Difference, redact = (text: string) => text, limit?: number): string {
  let text = ''
  const stdout = { write: (part: string) => (text += part) }
  showMarkdown(document, createScreen({ stdout, stderr: stdout }, {}, (part) => part).out, redact, limit)
  return text
}

/** As GitHub and GitLab read it: with HTML, and links made of whatever looks like one. */
const parser = new MarkdownIt({ html: true, linkify: true })

function tokensOf(text: string): Token[] {
  return parser.parse(text, {}).flatMap((token) => [token, ...(token.children ?? [])])
}

function contents(text: string, type: string): string[] {
  return tokensOf(text)
    .filter((token) => token.type === type)
    .map(({ content }) => content)
}

function countOf(text: string, type: string): number {
  return tokensOf(text).filter((token) => token.type === type).length
}

const example = documentOf({
  counts: { create: 1, change: 1, adopt: 0, transfer: 0, recreate: 0, delete: 1, orphan: 0, unchanged: 3 },
  impact: {
    ...noImpact,
    rollouts: [{ ref, pods: 3, missing: 3, note: 'Recreate: all pods stop before new ones start' }],
    deleted: [{ ...ref, name: 'old' }],
  },
  objects: [
    objectOf({
      fields: [
        fieldOf({ path: 'spec.template.spec.containers[name=web].image', before: 'shop:1', after: 'shop:2' }),
        fieldOf({ path: 'spec.template.spec.containers[name=web].env[name=A]', action: 'remove', after: undefined }),
      ],
      hunks: [
        {
          ...hunkOf('spec.template.spec.containers[name=web]', 'image: shop:1', 'image: shop:2'),
          place: { file: 'templates/web.yaml', line: 12, column: 3 },
          variables: [{ name: 'tag', by: 'profiles/prod.yaml', place: { file: 'profiles/prod.yaml', line: 3 } }],
        },
      ],
      alsoChanged: ['spec.template.spec.containers[name=web].imagePullPolicy'],
    }),
    objectOf({
      ref: { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'shop-prod', name: 'new' },
      action: 'create',
      fields: [fieldOf({ path: '', action: 'add', before: undefined, after: { a: 'b' } })],
      hunks: [{ path: '', ...reason, lines: [{ kind: 'added', text: 'kind: ConfigMap' }] }],
    }),
    objectOf({ ref: { ...ref, name: 'old' }, action: 'delete', place: undefined }),
  ],
})

describe('a comment on a merge request', () => {
  test('has its mark, the impact, a row for each object and the folded details', () => {
    expect(shown(example)).toBe(`<!-- kdeploy diff: shop/prod_cthulu/shop-prod@prod-eu -->

### kdeploy diff of \`shop/prod_cthulu/shop-prod\`, kube context \`prod-eu\`

**impact:** rolls \`Deployment shop-prod/web\` (3 pods); deletes \`Deployment shop-prod/old\`

**risk:** \`Deployment shop-prod/web\`: Recreate: all pods stop before new ones start

plan: 1 to create, 1 to change, 1 to delete, 3 unchanged

| action | object | what changes | where |
|---|---|---|---|
| change | \`Deployment shop-prod/web\` | \`…spec.containers[name=web].image\` \`shop:1\` → \`shop:2\`, \`…containers[name=web].env[name=A]\` removed | \`templates/web.yaml:1\` |
| create | \`ConfigMap shop-prod/new\` | new | \`templates/web.yaml:1\` |
| delete | \`Deployment shop-prod/old\` | no longer rendered |  |

<details>
<summary>change <code>Deployment shop-prod/web</code></summary>

\`\`\`diff
--- Deployment shop-prod/web (live)
+++ Deployment shop-prod/web (templates/web.yaml:1:1)
@@ spec.template.spec.containers[name=web] @@ templates/web.yaml:12, tag from profiles/prod.yaml:3
-image: shop:1
+image: shop:2
also changed by the API server: spec.template.spec.containers[name=web].imagePullPolicy
\`\`\`

</details>

<details>
<summary>create <code>ConfigMap shop-prod/new</code></summary>

\`\`\`diff
--- (does not exist)
+++ ConfigMap shop-prod/new (templates/web.yaml:1:1)
+kind: ConfigMap
\`\`\`

</details>
`)
  })

  test('says so where there are no differences, under the same mark', () => {
    expect(shown(documentOf({ kubeContext: '' }))).toBe(
      '<!-- kdeploy diff: shop/prod_cthulu/shop-prod -->\n\n### kdeploy diff of `shop/prod_cthulu/shop-prod`\n\nno differences\n',
    )
  })

  test('names what changes only in fields that are left out', () => {
    const text = shown(documentOf({ unshown: [ref] }))

    expect(text).toContain('\nplan: 0 to create, 1 to change, 3 unchanged\n')
    expect(text).toContain('\nchanges only in what ignoreDiff of kdeploy.yaml names: `Deployment shop-prod/web`\n')
  })

  test('tells what an apply would be refused for, before the differences', () => {
    const problems = ['one', 'two'].map(
      (name) => new KdeployError({ code: 'field-conflict', category: 'conflict', message: `${name} is @taken` }),
    )
    const refused = new KdeployError({ code: 'field-conflict', category: 'conflict', message: 'refused', problems })

    const text = shown(documentOf({ refused, objects: [objectOf()] }))

    expect(contents(text, 'fence')).toEqual(['error: refused\n  error: one is @taken\n  error: two is @taken\n'])
    expect(text.indexOf('an apply would be refused')).toBeLessThan(text.indexOf('| action |'))
    expect(shown(documentOf({ refused }))).not.toContain('no differences')
  })

  test.each([
    ['a/b/c', 'a/b/c'],
    ['a--b/c/d', 'a-%2Db/c/d'],
    ['a---/c/d-', 'a-%2D%2D/c/d%2D'],
    ['-->\n<b>', '%2D%2D%3E%0A%3Cb%3E'],
    ['100%2D', '100%252D'],
  ])('has the mark of the release %j as one comment that its name does not end', (release, mark) => {
    const text = shown(documentOf({ release, kubeContext: '' }))

    expect(text.split('\n')[0]).toBe(`<!-- kdeploy diff: ${mark} -->`)
    expect(contents(text, 'html_block')).toEqual([`<!-- kdeploy diff: ${mark} -->\n`])
  })

  test('masks a secret before its characters are escaped, wherever it stands', () => {
    const secret = '<b>|*&"`pass'
    const refused = new KdeployError({ code: 'field-conflict', category: 'conflict', message: `is ${secret}` })
    const place = { file: secret, line: 1 }
    const text = shown(
      documentOf({
        refused,
        impact: {
          ...noImpact,
          rollouts: [{ ref: { ...ref, name: secret }, pods: 1, missing: 1, note: `from ${secret}` }],
          overBudget: [{ ref, budget: secret, missing: 1, allowed: 0 }],
          readers: [{ ref, release: secret, reads: [{ ...ref, name: secret }], isLost: false }],
        },
        objects: [
          objectOf({
            ref: { ...ref, name: secret },
            place,
            fields: [fieldOf({ path: secret, before: secret, after: 'x' })],
            hunks: [{ ...hunkOf(secret, secret, secret), variables: [{ name: secret, by: secret, place }] }],
            alsoChanged: [secret],
          }),
        ],
      }),
      (part) => part.replaceAll(secret, '(masked 1)'),
    )

    expect(text).not.toContain('pass')
    expect(text).toContain('(masked 1)')
  })
})

/** What one of both renderers makes something of. */
const hostile = [
  ...[
    '|',
    '\\',
    '\\|',
    '`',
    '``',
    '```',
    '~~~',
    '\n',
    '\n\n',
    '\r',
    ' ',
    '  ',
    '@all',
    '@group/sub',
    '#123',
    '!123',
    '$1',
    '~bug',
  ],
  ...[
    '<b>',
    '</details>',
    '</code>',
    '<!--',
    '-->',
    '--',
    '&',
    '&lt;',
    '&#124;',
    '*',
    '**',
    '_',
    '[a](b)',
    '![a](b)',
    '[^1]',
    ':x:',
  ],
  ...[
    'https://example.com',
    'www.example.com',
    'a@example.com',
    '%milestone',
    '/close',
    '- [ ] ',
    '# ',
    '|---|',
    '$`a`$',
    '\t',
    '+',
    '-',
  ],
  ...[
    'deadbeef',
    'JIRA-1',
    '::error::',
    '##[error]',
    '##vso[task]',
    '\u2028',
    '\u202e',
    '\u0000',
    '\u001b[31m',
    '😀',
    '\ud800',
    'web',
  ],
]

const foreign = fc
  .array(fc.oneof(fc.constantFrom(...hostile), fc.string()), { maxLength: 6 })
  .map((parts) => parts.join(''))

const anyRef = foreign.map((name) => ({ ...ref, name }))

const anyPlace = foreign.map((file) => ({ file, line: 3 }))

const anyReason = fc.record({
  place: anyPlace,
  variables: fc.array(fc.record({ name: foreign, by: foreign, place: anyPlace }), { maxLength: 2 }),
  follows: fc.array(anyRef, { maxLength: 2 }),
})

const anyField = fc
  .record({
    path: foreign,
    action: fc.constantFrom('add', 'remove', 'change', 'order'),
    before: foreign,
    after: foreign,
    reason: anyReason,
  })
  .map(({ reason: why, ...field }): FieldDifference => ({ ...field, ...why }))

const anyHunk = fc
  .record({ path: foreign, removed: foreign, added: foreign, why: anyReason })
  .map(({ path, removed, added, why }): Hunk => ({ ...hunkOf(path, removed, added), ...why }))

const anyObject = fc
  .record({
    ref: anyRef,
    action: fc.constantFrom('create', 'change', 'delete', 'orphan', 'adopt', 'transfer', 'recreate', 'run'),
    place: anyPlace,
    fields: fc.array(anyField, { maxLength: 4 }),
    hunks: fc.array(anyHunk, { maxLength: 3 }),
    alsoChanged: fc.array(foreign, { maxLength: 2 }),
  })
  .map((given) => objectOf({ ...given, ...(given.action === 'run' ? { hook: 'before-apply' } : {}) }))

const anyDocument = fc
  .record({
    release: foreign,
    kubeContext: foreign,
    objects: fc.array(anyObject, { maxLength: 4 }),
    message: fc.option(foreign, { nil: undefined }),
    note: foreign,
    reader: anyRef,
  })
  .map(({ release, kubeContext, objects, message, note, reader }) =>
    documentOf({
      ...{ release, kubeContext, objects },
      refused:
        message === undefined
          ? undefined
          : new KdeployError({ code: 'field-conflict', category: 'conflict', message, detail: message, hint: message }),
      impact: {
        ...noImpact,
        rollouts: [{ ref: reader, pods: 1, missing: 1, note }],
        deleted: [reader],
        readers: [{ ref: reader, release, reads: [reader], isLost: true }],
      },
    }),
  )

/** What a renderer may find in a comment besides text in code. */
const ownTokens = new Set(
  'html_block heading_open heading_close paragraph_open paragraph_close inline text softbreak code_inline fence strong_open strong_close table_open table_close thead_open thead_close tbody_open tbody_close tr_open tr_close th_open th_close td_open td_close'.split(
    ' ',
  ),
)

/** Each opening and closing of details, and the mark; what is between is text in code. */
const ownHtml =
  /^(?:<!-- kdeploy diff: (?:(?!--|>)[^\n])* -->\n|<details>\n<summary>[a-z]+ <code>[^<>"'\n]*<\/code><\/summary>\n|<\/details>\n)$/

function expectWellFormed(text: string): void {
  const found = new Set(tokensOf(text).map(({ type }) => type))
  expect([...found].filter((type) => !ownTokens.has(type))).toEqual([])
  for (const html of contents(text, 'html_block')) expect(html.replace(/\n*$/, '\n')).toMatch(ownHtml)
  for (const words of contents(text, 'text'))
    expect(words).toMatch(/^(?:[A-Za-z0-9 ,;.()|%→]|:(?!\w+:)|(?<=[A-Za-z0-9])'(?=[a-z]))*$/)
  const details = contents(text, 'html_block').slice(1)
  for (const [index, html] of details.entries()) expect(html.startsWith('<details>')).toBe(index % 2 === 0)
  expect(details.length % 2).toBe(0)
  expect(contents(text, 'html_block')).toHaveLength(1 + details.length)
  // GitLab and bots take a line that begins so for a command.
  expect(text).not.toMatch(/^\//m)
}

describe('whatever its values are, a comment', () => {
  test('has the rows, details and blocks of code that it means to have, and nothing that values make', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const text = shown(document)
        const folded = document.objects.filter(({ hunks, alsoChanged }) => hunks.length + alsoChanged.length > 0)

        expectWellFormed(text)
        expect(countOf(text, 'tr_open')).toBe(document.objects.length === 0 ? 0 : 1 + document.objects.length)
        expect(countOf(text, 'td_open')).toBe(4 * document.objects.length)
        expect(countOf(text, 'fence')).toBe(folded.length + (document.refused === undefined ? 0 : 1))
        expect(contents(text, 'html_block')).toHaveLength(1 + 2 * folded.length)
        expect(/[\u0000-\u0008\u000b-\u001f\u202e]/.test(text)).toBe(false)
      }),
      { numRuns: 120 },
    )
  })

  test('stays within its limit, and is well-formed then', () => {
    fc.assert(
      fc.property(anyDocument, fc.integer({ min: 3000, max: 6000 }), (document, limit) => {
        const text = shown(document, undefined, limit)

        expect(text.length).toBeLessThanOrEqual(limit)
        expectWellFormed(text)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a comment that is too long', () => {
  const long = (name: string, action: ObjectDiff['action'], length: number) =>
    objectOf({ ref: { ...ref, name }, action, hunks: [hunkOf('spec', 'x'.repeat(length), 'y')] })

  function leftOut(objects: readonly ObjectDiff[], limit?: number): { details: string[]; text: string } {
    const text = shown(documentOf({ objects }), undefined, limit)
    const details = contents(text, 'html_block').flatMap(
      (html) => /<code>Deployment shop-prod\/(.*)<\/code>/.exec(html)?.[1] ?? [],
    )
    return { details, text }
  }

  test('leaves out the details of created objects first, and says how to see them', () => {
    const { details, text } = leftOut([
      long('new', 'create', 100),
      long('large', 'change', 40_000),
      long('other', 'create', 19_000),
    ])

    expect(details).toEqual(['new', 'large'])
    expect(countOf(text, 'tr_open')).toBe(4)
    expect(text).toContain(
      '\n**left out**, as a comment may have 60000 characters: the details of 1 created object; `kdeploy diff -p prod_cthulu` shows all\n',
    )
  })

  test('then the largest of the others, and has room for others again then', () => {
    const { details, text } = leftOut([
      long('new', 'create', 100),
      long('small', 'change', 1000),
      long('large', 'change', 61_000),
    ])

    expect(details).toEqual(['new', 'small'])
    expect(text).toContain(': the details of 1 other object; ')
  })

  test('then the end of the table', () => {
    const objects = Array.from({ length: 2000 }, (_, index) => long(`web-${index}`, 'change', 10))

    const { details, text } = leftOut(objects)

    expect(details).toEqual([])
    expect(text).toMatch(/the details of 2000 other objects, the rows of \d+ objects; /)
    expect(text).toContain('/web-0`')
    expect(text).not.toContain('/web-1999`')
    expect(text.length).toBeGreaterThan(58_000)
    expect(text.length).toBeLessThanOrEqual(60_000)
    expectWellFormed(text)
  })

  test('neither masks nor writes details that have no room, as that takes seconds for thousands of objects', () => {
    const lines = Array.from({ length: 50 }, () => ({ kind: 'added', text: 'a line of some length' }) as const)
    const objects = Array.from({ length: 1000 }, (_, index) =>
      objectOf({ ref: { ...ref, name: `web-${index}` }, action: 'create', hunks: [{ path: '', ...reason, lines }] }),
    )
    let masked = 0
    const text = shown(documentOf({ objects }), (part) => {
      masked += 1
      return part
    })

    expect(text).toMatch(/the details of \d+ created objects/)
    expect(masked).toBeLessThan(15_000)
  })

  test('keeps what an apply would be refused for longer than the table', () => {
    const refused = new KdeployError({ code: 'field-conflict', category: 'conflict', message: 'm'.repeat(57_000) })
    const objects = Array.from({ length: 100 }, (_, index) => long(`web-${index}`, 'change', 10))

    const text = shown(documentOf({ objects, refused }))

    expect(text).toContain('m'.repeat(57_000))
    expect(text).toContain('the rows of')
    expect(text.length).toBeLessThanOrEqual(60_000)
  })
})

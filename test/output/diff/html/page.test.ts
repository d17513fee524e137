import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../../../src/errors.ts'
import { createMasking } from '../../../../src/masking/masking.ts'
import type { ObjectDiff } from '../../../../src/plan/diff/types.ts'
import { shorten } from '../../../../src/shorten.ts'
import type { Difference } from '../../../../src/workflow/run/results.ts'
import { diffLines, exampleDiff, hunk, objectDiff } from '../../../support/output/example-diff.ts'
import { pageOf } from '../../../support/output/html.ts'

/** What runs where it stands in HTML as it is: in a text, an attribute, a script, a style, a comment, a title. */
const attack = `</script></style></title>--><img src=x onerror="alert('1')">&amp;\u0000\u202e'"`

/** The same text in every place from outside. */
function filledWith(text: string): Difference {
  const ref = { group: text, version: text, kind: text, namespace: text, name: text }
  const place = { file: text, line: 1, by: text }
  const reason = { place, variables: [{ name: text, by: text, place: { file: `${text}.yaml` } }], follows: [ref] }
  const problem = new KdeployError({
    code: 'manifest-invalid',
    category: 'input',
    message: text,
    detail: text,
    hint: text,
    place,
  })
  const filled: ObjectDiff = objectDiff({
    ...{ ref, action: 'change', place, checkedByServer: false, alsoChanged: [text] },
    hunks: [
      hunk(text, diffLines(`-a ${text}`, `+b ${text}`, ` ${text}`), reason),
      hunk(text, diffLines(`-${text}a`, `+${text}b`), reason),
    ],
  })
  return {
    ...{ release: text, namespace: text, kubeContext: text, server: text, counts: exampleDiff.counts },
    impact: {
      rollouts: [{ ref, pods: 2, missing: 1, note: text }],
      scaled: [{ ref, from: 1, to: 2 }],
      ...{ recreated: [ref], deleted: [ref], orphaned: [ref], hooks: [ref] },
      overBudget: [{ ref, budget: text, missing: 1, allowed: 0 }],
      readers: [{ ref, release: text, reads: [ref], isLost: true }],
    },
    objects: [filled, { ...filled, action: 'delete', place: undefined }],
    unshown: [ref],
    refused: new KdeployError({
      code: 'manifest-invalid',
      category: 'input',
      message: text,
      problems: [problem, problem],
    }),
  }
}

/** Tags and what is in them. */
function tagsOf(page: string): string[] {
  return page.match(/<[^>]*>/g) ?? []
}

describe('a page', () => {
  const page = pageOf(exampleDiff)

  test('begins with the impact and the risks, then counts, then each object with what it is about', () => {
    const order = [
      'rolls Deployment shop-prod/web (6 pods), StatefulSet shop-prod/queue (3 pods); recreates',
      'StatefulSet shop-prod/queue: one pod at a time',
      '34 unchanged',
      '<b>migrate</b>',
      '<b>web</b>',
    ]
    const found = order.map((text) => page.indexOf(text))

    expect(found).not.toContain(-1)
    expect(found).toEqual(found.toSorted((one, other) => one - other))
    expect(page).toContain('<title>9 objects would change · shop/prod_eu/shop-prod</title>')
  })

  test('shows of each change its path, its line of a template, its variables with their sources, and what it follows', () => {
    expect(page).toContain(
      '<h4>spec.template.spec.containers[name=web].env[name=DB_PASSWORD]</h4><ul class="reasons"><li>templates/web.yaml:31</li><li>db.password from Secret shop-prod/db (profiles/prod.yaml:7)</li></ul>',
    )
    expect(page).toContain('<li>follows ConfigMap shop-prod/shop-config, which the pods read</li>')
    expect(page).toContain('<del>-replicas: <b>4</b>\n</del><ins>+replicas: <b>6</b>\n</ins>')
    expect(page).toContain('also changed by the API server: spec.template.spec.containers[name=web].imagePullPolicy')
  })

  test('says what becomes of an object where lines do not', () => {
    expect(page).toContain('<p class="note">no longer rendered, to be deleted</p>')
    expect(page).toContain('<p class="note">hook: runs before the deploy</p>')
    expect(page).toContain('<p class="note">to be adopted: it exists and is not part of this release</p>')
  })

  test('holds one style and one script, allows these alone, and names nothing on a network', () => {
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? []
    const hashes = ['style', 'script'].map((tag) => {
      const found = [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].map(([, text = '']) => text)
      expect(found).toHaveLength(1)
      return `${tag}-src 'sha256-${createHash('sha256').update(found.join('')).digest('base64')}'`
    })

    expect(policy).toBe(`default-src 'none'; ${hashes.join('; ')}; base-uri 'none'; form-action 'none'`)
    const bare = page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '')
    expect(tagsOf(bare).filter((tag) => /\s(src|href|style|on\w+)=/.test(tag) && !tag.includes('href="#'))).toEqual([])
    expect(page).not.toMatch(/url\(|@import|fetch\(|XMLHttpRequest|innerHTML/)
  })

  test('begins unfolded, and folded where it is too long to be scrolled through', () => {
    const long = objectDiff({
      ...{ ref: { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'a', name: 'long' }, action: 'change' },
      hunks: [hunk('data', diffLines(...Array.from({ length: 1001 }, (_, index) => `+${index}`)))],
    })

    expect(page.match(/<details class="object[^>]* open>/g)).toHaveLength(9)
    expect(pageOf({ ...exampleDiff, objects: [long] })).toMatch(/<details class="object[^>]*"ConfigMap">/)
  })

  test('says that nothing would change, or what an apply would be refused for, with all problems', () => {
    const nothing = pageOf({ ...exampleDiff, objects: [] })
    const refused = pageOf({ ...filledWith('a text'), objects: [] })

    expect(nothing).toContain('<h1>Nothing would change</h1>')
    expect(nothing).not.toContain('role="search"')
    expect(refused).toContain('<h2 id="refused">An apply would be refused</h2>')
    expect(refused).not.toContain('Nothing would change')
    expect(refused.match(/<b>a text:1<\/b>: a text/g)).toHaveLength(2)
    expect(refused.match(/<b>hint:<\/b> a text/g)).toHaveLength(2)
  })

  test('tells a dozen risks at once, and folds the others', () => {
    const readers = Array.from({ length: 15 }, (_, index) => ({
      ref: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'a', name: `reader-${index}` },
      ...{ release: undefined, reads: [], isLost: false },
    }))
    const many = pageOf({ ...exampleDiff, impact: { ...exampleDiff.impact, rollouts: [], overBudget: [], readers } })

    expect(many).toContain('<summary>3 more</summary>')
    expect(many).toContain('Deployment a/reader-14 reads')
  })
})

describe('text from outside', () => {
  test('is text, wherever it stands', () => {
    const evil = pageOf(filledWith(attack))
    const harmless = pageOf(filledWith('(harmless)'))

    const skeleton = (page: string, text: string) => tagsOf(page).map((tag) => tag.replaceAll(text, 'X'))
    const escaped = `&lt;/script&gt;&lt;/style&gt;&lt;/title&gt;--&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;\\u0000\\u202e&#39;&quot;`
    expect(skeleton(evil, escaped)).toEqual(skeleton(harmless, '(harmless)'))
    expect(evil).not.toContain('<img')
    expect(evil).not.toMatch(/[\u0000\u202e]/)
    expect(evil.split(escaped).length).toBe(harmless.split('(harmless)').length)
  })

  test('is masked before it is escaped, wherever it stands', () => {
    const secret = `p&ss<w>"o'rd`

    // It knows the value as it is, and not what stands for it in HTML.
    const page = pageOf(filledWith(secret), (text) => text.replaceAll(secret, '(masked 1)'))

    for (const form of [secret, 'p&amp;ss', 'ss&lt;w', 'w&gt;', '&quot;o', '&#39;rd', 'ss<w'])
      expect(page).not.toContain(form)
    expect(page.split('(masked 1)').length).toBeGreaterThan(40)
  })

  test('is masked before it is cut, and before what differs in a line is marked', () => {
    const secret = 'correct-horse-battery-staple'
    const masking = createMasking()
    masking.registerSecrets([secret])
    const refused = new KdeployError({
      code: 'admission-denied',
      category: 'cluster',
      message: shorten(`no ${secret}`, { most: 12 }),
    })
    const lines = diffLines(`-a: ${secret}`, '+a: correct-horse-battery-other')
    const [example] = exampleDiff.objects
    if (example === undefined) throw new Error('the example has objects')

    const page = pageOf({ ...exampleDiff, refused, objects: [{ ...example, hunks: [hunk('data', lines)] }] }, (text) =>
      masking.redact(text),
    )

    expect(page).toContain('no (masked 1)')
    expect(page).not.toContain('correct-h<')
    expect(page).not.toContain('staple')
  })
})

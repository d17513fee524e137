import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Browser, startBrowser } from '../../../support/browser/browser.ts'
import { findChromium, noChromium } from '../../../support/browser/chromium.ts'
import { lowContrasts } from '../../../support/browser/contrast.ts'
import type { Page } from '../../../support/browser/page.ts'
import { diffLines, exampleDiff, hunk, objectDiff } from '../../../support/output/example-diff.ts'
import { pageOf } from '../../../support/output/html.ts'

const program = findChromium()
if (program === undefined) console.warn(`the page of a diff is not tried in a browser: ${noChromium}`)

/** Names of the objects that are shown, and of those that are unfolded. */
const shown = `[...document.querySelectorAll('.object')].filter((one) => one.checkVisibility()).map((one) => one.querySelector('.name b').textContent)`
const unfolded = `[...document.querySelectorAll('.object')].filter((one) => one.open && one.checkVisibility()).length`
const focused = `document.activeElement.closest('.object')?.querySelector('.name b').textContent ?? document.activeElement.tagName`
const status = `document.querySelector('output').textContent`
const background = `getComputedStyle(document.documentElement).backgroundColor`

describe.skipIf(program === undefined)('in a browser, a page', () => {
  let folder: string
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kdeploy-html-'))
    browser = await startBrowser(program ?? '')
    writeFileSync(join(folder, 'diff.html'), pageOf(exampleDiff))
    page = await browser.open(join(folder, 'diff.html'))
  }, 60_000)
  beforeEach(async () => {
    await page.look({ width: 1200, height: 800, scheme: 'light' })
    await page.evaluate('localStorage.clear()')
    await page.reload()
  })
  afterAll(async () => {
    await browser[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  test('filters by action, by several, and clears with Escape', async () => {
    await page.click('[data-only=delete]')
    expect(await page.evaluate(shown)).toEqual(['web-legacy'])
    expect(await page.evaluate(status)).toBe('1 of 9 objects')

    await page.click('[data-only=recreate]')
    expect(await page.evaluate(shown)).toEqual(['reports', 'web-legacy'])
    expect(await page.evaluate(`document.querySelector('[data-only=delete]').getAttribute('aria-pressed')`)).toBe(
      'true',
    )

    await page.press('Escape')
    expect(await page.evaluate(status)).toBe('9 objects')
    expect(await page.evaluate(`document.querySelectorAll('[aria-pressed=true]').length`)).toBe(0)
  })

  test('filters by kind, with keys alone', async () => {
    await page.press('/', 'Tab')
    expect(await page.evaluate(focused)).toBe('SELECT')
    await page.press('S', 't')
    expect(await page.evaluate(shown)).toEqual(['queue'])
    expect(await page.evaluate(status)).toBe('1 of 9 objects')
  })

  test('filters by text: every word, in names, paths, values and sources, whatever their case', async () => {
    await page.press('/')
    await page.type('IMAGE_TAG deployment')
    expect(await page.evaluate(shown)).toEqual(['web'])

    await page.press('ArrowDown')
    expect(await page.evaluate(focused)).toBe('web')
    await page.press('/')
    await page.type('nowhere')
    expect(await page.evaluate(shown)).toEqual([])
    expect(await page.evaluate(`document.querySelector('.nothing').innerText`)).toContain(
      'No object matches the filter.',
    )

    await page.click('[data-do=clear]')
    expect(await page.evaluate(status)).toBe('9 objects')
  })

  test('moves from object to object with j and k and arrows, past those that are filtered out, with a focus that is seen', async () => {
    await page.press('j', 'j')
    expect(await page.evaluate(focused)).toBe('shop-config')
    await page.press('ArrowDown', 'ArrowDown', 'k')
    expect(await page.evaluate(focused)).toBe('web')
    expect(await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`)).toBe('solid')
    await page.press('G', 'j')
    expect(await page.evaluate(focused)).toBe('uploads')
    await page.press('g')
    expect(await page.evaluate(focused)).toBe('migrate')

    await page.click('[data-only=change]')
    await page.press('j', 'j')
    expect(await page.evaluate(focused)).toBe('web')
    // Nothing covers what has the focus.
    const onTop = `(() => { const { x, y, width, height } = document.activeElement.getBoundingClientRect()
      return document.activeElement.contains(document.elementFromPoint(x + width / 2, y + height / 2)) })()`
    expect(await page.evaluate(onTop)).toBe(true)
  })

  test('folds and unfolds an object with Enter, Space, arrows and a click, and all of them at once', async () => {
    expect(await page.evaluate(unfolded)).toBe(9)
    await page.press('j', 'Enter')
    expect(await page.evaluate(unfolded)).toBe(8)
    await page.press('Space')
    expect(await page.evaluate(unfolded)).toBe(9)
    await page.press('ArrowLeft')
    expect(await page.evaluate(unfolded)).toBe(8)
    await page.press('ArrowRight')
    await page.click('.object summary')
    expect(await page.evaluate(unfolded)).toBe(8)

    await page.press('c')
    expect(await page.evaluate(unfolded)).toBe(0)
    await page.press('e')
    expect(await page.evaluate(unfolded)).toBe(9)
    await page.click('[data-do=fold]')
    expect(await page.evaluate(unfolded)).toBe(0)
    await page.click('[data-do=unfold]')
    expect(await page.evaluate(unfolded)).toBe(9)
  })

  test('shows both sides beside each other: what is removed left of what is added, what is unchanged on both', async () => {
    const places = `[...document.querySelectorAll('.object.change pre')][0].querySelectorAll('.part > *')`
    const boxes = `[...${places}].filter((one) => one.checkVisibility()).map((one) => [one.textContent.trim(), Math.round(one.getBoundingClientRect().x), Math.round(one.getBoundingClientRect().y)])`
    type Box = [text: string, x: number, y: number]
    const find = (all: readonly Box[], text: string) => all.filter(([one]) => one === text)

    const before = (await page.evaluate(boxes)) as Box[]
    expect(new Set(before.map(([, x]) => x)).size).toBe(1)

    await page.press('s')
    const after = (await page.evaluate(boxes)) as Box[]
    const [[, removedX, removedY] = []] = find(after, '-checkout.timeout=30s')
    const [[, addedX, addedY] = []] = find(after, '+checkout.timeout=45s')
    expect(removedY).toBe(addedY)
    expect(find(after, '-checkout.limit=100')[0]?.[2]).toBe(find(after, '+checkout.limit=250')[0]?.[2])
    expect(Number(addedX) - Number(removedX)).toBeGreaterThan(400)
    const [left, right] = find(after, 'server.port=8080')
    expect([left?.[1], right?.[1]]).toEqual([removedX, addedX])
    expect(find(after, '+checkout.currency=EUR,CHF').map(([, x]) => x)).toEqual([addedX])
    expect(await page.evaluate(`document.querySelector('[data-do=split]').getAttribute('aria-pressed')`)).toBe('true')

    // A filter finds no more for it, and the copies are for the eye alone.
    await page.press('/')
    await page.type('server.port')
    expect(await page.evaluate(shown)).toEqual(['shop-config'])
    expect(await page.evaluate(`document.querySelectorAll('.copy:not([aria-hidden])').length`)).toBe(0)

    await page.press('Escape', 'Escape', 's')
    const again = (await page.evaluate(boxes)) as Box[]
    expect(again.map(([text, x]) => [text, x])).toEqual(before.map(([text, x]) => [text, x]))
  })

  test('is dark or light as the person prefers, or says; and remembers what they said', async () => {
    expect(await page.evaluate(background)).toBe('rgb(255, 255, 255)')
    await page.look({ width: 1200, height: 800, scheme: 'dark' })
    expect(await page.evaluate(background)).toBe('rgb(20, 24, 29)')

    await page.click('[data-do=theme]')
    await page.press('t')
    expect(await page.evaluate(`document.querySelector('[data-do=theme]').textContent`)).toBe('Theme: light')
    await expect.poll(() => page.evaluate(background)).toBe('rgb(255, 255, 255)')
    await page.reload()
    await expect.poll(() => page.evaluate(background)).toBe('rgb(255, 255, 255)')
  })

  test('tells its keys, and lets letters be', async () => {
    const open = `document.querySelector('dialog').open`
    await page.press('?')
    expect(await page.evaluate(open)).toBe(true)
    await page.press('j')
    expect(await page.evaluate(`document.activeElement.closest('dialog') !== null`)).toBe(true)
    await page.press('?')
    expect(await page.evaluate(open)).toBe(false)
    await page.press('?')
    await page.click('dialog input')
    await page.press('Escape')
    expect(await page.evaluate(open)).toBe(false)

    await page.press('c', '?')
    expect(await page.evaluate(unfolded)).toBe(9)
    expect(await page.evaluate(open)).toBe(false)
    await page.click('[data-do=help]')
    expect(await page.evaluate(open)).toBe(true)
  })

  test('has enough contrast for everybody, dark and light, unified and side by side', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.look({ width: 1200, height: 6000, scheme })
      expect(await page.evaluate(lowContrasts)).toEqual([])
      await page.press('s')
    }
  })

  test('fits on a narrow screen', async () => {
    await page.press('s')
    await page.look({ width: 360, height: 700, scheme: 'light' })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    expect(await page.evaluate(`getComputedStyle(document.querySelector('.part')).display`)).toBe('block')
  })

  test('can be read, folded and printed without scripts', async () => {
    await page.scripts(false)
    await page.reload()
    await page.click('.object summary')
    const pdf = await page.print()
    await page.scripts(true)

    expect(await page.evaluate(unfolded)).toBe(8)
    expect(await page.evaluate(`document.querySelector('.tools').checkVisibility()`)).toBe(false)
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  })

  test('prints what is folded too, and folds it again', async () => {
    await page.press('c')
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`)
    expect(await page.evaluate(unfolded)).toBe(9)
    await page.evaluate(`dispatchEvent(new Event('afterprint'))`)
    expect(await page.evaluate(unfolded)).toBe(0)
  })

  test('runs nothing that comes from outside, and asks a network for nothing', async () => {
    const attack = `</script></style><script>document.title = 'run'</script><img src="https://example.com/x" onerror="document.title = 'run'">`
    const ref = { group: attack, version: attack, kind: attack, namespace: attack, name: attack }
    const place = { file: attack, line: 1 }
    const reason = { place, variables: [{ name: attack, by: attack, place }], follows: [ref] }
    const evil = objectDiff({
      ref,
      action: 'change',
      place,
      hunks: [hunk(attack, diffLines(`-${attack}`, `+a ${attack}`), reason)],
    })
    writeFileSync(join(folder, 'evil.html'), pageOf({ ...exampleDiff, objects: [evil] }))
    const other = await browser.open(join(folder, 'evil.html'))

    expect(await other.evaluate('document.title')).toBe('1 object would change · shop/prod_eu/shop-prod')
    expect(await other.evaluate('document.images.length + document.scripts.length')).toBe(1)
    expect(await other.evaluate(`document.querySelector('.name b').textContent`)).toBe(attack)
    // The option has the kind as it is, and finds its object.
    await other.evaluate(
      `(() => { const select = document.querySelector('select'); select.selectedIndex = 1; select.dispatchEvent(new Event('change')) })()`,
    )
    expect(await other.evaluate(status)).toBe('1 object')
    // What would come in all the same, its policy refuses.
    await other.evaluate(`document.body.insertAdjacentHTML('beforeend', '<img src="https://example.com/x">')`)
    await expect.poll(() => other.problems.length, { timeout: 20_000 }).toBeGreaterThan(0)
    expect(other.problems.join()).toContain('Content Security Policy')
    expect(page.problems).toEqual([])
    expect(page.requests).toEqual([])
  })
})

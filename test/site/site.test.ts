import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sitePath } from '../../ci/site/.vitepress/pages.ts'
import { type Browser, startBrowser } from '../support/browser/browser.ts'
import { findChromium, noChromium } from '../support/browser/chromium.ts'
import { lowContrasts } from '../support/browser/contrast.ts'
import type { Page } from '../support/browser/page.ts'
import { serveFolder } from '../support/browser/serve.ts'
import { docsPages } from '../support/docs/page.ts'
import { inCi } from '../support/in-ci.ts'
import { runProgram } from '../support/program.ts'
import { repository } from '../support/projects/project.ts'

const site = join(repository, 'ci/site/dist')
const pages = docsPages()
  .filter((path) => path !== 'README.md')
  .map((path) => `/${sitePath(path)}.html`)

/** Why there is no site to look at; undefined where there is one. */
let missing: string | undefined

beforeAll(async () => {
  // Without what tells Vite that a test builds.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:VITE|NODE_ENV)/.test(name)))
  const { exitCode, stderr } = await runProgram('npm', ['run', '--silent', 'docs'], { cwd: repository, env })
  if (exitCode === 0) return
  const installed = existsSync(join(repository, 'ci/site/node_modules/.installed-lock'))
  if (installed || inCi(process.env)) throw new Error(`npm run docs exited ${exitCode}: ${stderr}`)
  missing = 'VitePress could not be installed'
}, 600_000)

describe('the built site', () => {
  test('has every page, and each as Markdown beside it', ({ skip }) => {
    if (missing !== undefined) skip(missing)
    const files = new Set(readdirSync(site, { recursive: true, encoding: 'utf8' }))

    for (const page of pages.map((path) => path.slice(1))) expect([page, files.has(page)]).toEqual([page, true])
    for (const page of pages.filter((path) => path !== '/index.html'))
      expect(files.has(page.slice(1).replace(/html$/, 'md'))).toBe(true)
  })

  test('lists every page in llms.txt, with what it says, and has all of them in llms-full.txt', ({ skip }) => {
    if (missing !== undefined) skip(missing)
    const text = readFileSync(join(site, 'llms.txt'), 'utf8')
    const full = readFileSync(join(site, 'llms-full.txt'), 'utf8')
    const linked = [...text.matchAll(/^- \[.+\]\((\/.+\.md)\)(: .+)?$/gm)].map(([, path]) => path)

    expect(text).toMatch(/^# kdeploy\n\n> .+\n\n## Start\n\n- /)
    expect(linked).toEqual(expect.arrayContaining(pages.filter((one) => one !== '/index.html').map(asMarkdown)))
    for (const path of linked) expect(existsSync(join(site, path ?? ''))).toBe(true)
    for (const path of docsPages().filter((one) => /^docs\/.*\//.test(one))) expect(full).toContain(`<!-- ${path} -->`)
  })
})

const program = findChromium()

describe.skipIf(program === undefined)(`the site in a browser${program === undefined ? `: ${noChromium}` : ''}`, () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof serveFolder>>
  let page: Page

  beforeAll(async () => {
    if (missing !== undefined) return
    server = await serveFolder(site)
    browser = await startBrowser(program ?? '')
    page = await browser.open(`${server.address}/index.html`)
  }, 60_000)

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  /** Until an expression is true, at most 5 s. */
  const until = async (expression: string) => {
    const end = Date.now() + 5000
    while ((await page.evaluate(`Boolean(${expression})`)) !== true) {
      if (Date.now() > end) throw new Error(`never true: ${expression}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const open = async (path: string, width = 1280, scheme: 'light' | 'dark' = 'light') => {
    await page.look({ width, height: 800, scheme })
    await page.goTo(`${server.address}${path}`)
    await until('document.querySelector("#app")?.__vue_app__')
  }

  test('shows each page on a narrow screen without scrolling sideways, an error, or a request elsewhere', async ({
    skip,
  }) => {
    if (missing !== undefined) skip(missing)
    for (const path of pages) {
      await open(path, 375)
      const width = await page.evaluate('document.documentElement.scrollWidth')
      expect({ path, width }).toEqual({ path, width: 375 })
      expect({ path, problems: page.problems }).toEqual({ path, problems: [] })
    }
    expect(page.requests.filter((url) => !url.startsWith(server.address) && !url.startsWith('data:'))).toEqual([])
  }, 300_000)

  test('can be read in both schemes', async ({ skip }) => {
    if (missing !== undefined) skip(missing)
    for (const scheme of ['light', 'dark'] as const)
      for (const path of ['/index.html', '/start/tutorial.html', '/reference/exit-codes.html']) {
        await open(path, 1280, scheme)
        expect({ scheme, path, low: await page.evaluate(lowContrasts) }).toEqual({ scheme, path, low: [] })
      }
  })

  for (const word of ['rollback', 'undo'])
    test(`finds how to get back by ${word}, with the keyboard alone`, async ({ skip }) => {
      if (missing !== undefined) skip(missing)
      await open('/start/index.html')
      await page.press('/')
      await until('document.activeElement?.matches("#localsearch-input")')
      await page.type(word)
      await until('document.querySelector(".VPLocalSearchBox .result")')
      await until('document.querySelector(".VPLocalSearchBox .result")?.href.includes("/deploying/undo")')
      await page.press('Enter')
      await until('location.pathname.startsWith("/deploying/undo")')
    })

  test('finds no page for contributors', async ({ skip }) => {
    if (missing !== undefined) skip(missing)
    await open('/start/index.html')
    await page.press('/')
    await until('document.activeElement?.matches("#localsearch-input")')
    await page.type('dry-run')
    await until('document.querySelector(".VPLocalSearchBox .result")')
    const found = await page.evaluate(
      '[...document.querySelectorAll(".VPLocalSearchBox .result")].map((one) => one.pathname)',
    )
    expect(found).toContainEqual(expect.stringMatching(/^\/(?:deploying|reference)\//))
    expect(found).not.toContainEqual(expect.stringMatching(/ARCHITECTURE|CONTRIBUTING|CHANGELOG/))
  })

  test('can be used by the keyboard: the first stop leads to the text, and every stop can be seen', async ({
    skip,
  }) => {
    if (missing !== undefined) skip(missing)
    await open('/deploying/undo.html')
    await page.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Skip to content')
    expect(await page.evaluate('document.activeElement.getBoundingClientRect().width > 50')).toBe(true)
    await page.press('Tab', 'Tab', 'Tab')
    expect(
      await page.evaluate(
        '[document.activeElement.matches(":focus-visible"), getComputedStyle(document.activeElement).outlineStyle]',
      ),
    ).toEqual([true, expect.not.stringMatching('none')])
  })
})

function asMarkdown(path: string): string {
  return path.replace(/html$/, 'md')
}

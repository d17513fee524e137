// `npm run pictures`: makes the pictures of docs/pictures: of pages from fixed examples, in a headless Chromium; of the terminal from real runs.
// `npm run pictures terminal` makes the latter alone.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, startBrowser } from '../test/support/browser/browser.ts'
import { findChromium, noChromium } from '../test/support/browser/chromium.ts'
import { exampleDiff } from '../test/support/output/example-diff.ts'
import { pageOf } from '../test/support/output/html.ts'
import { markdownPageOf } from '../test/support/output/markdown-page.ts'
import { pictureConcepts } from './concepts-picture.ts'
import { pictureTerminals } from './terminal-pictures.ts'

const pictures = fileURLToPath(new URL('../docs/pictures', import.meta.url))

/** `diff-html-light.png` and `diff-html-dark.png`, which shows it side by side. */
async function pictureHtml(browser: Browser, folder: string): Promise<void> {
  const file = join(folder, 'diff.html')
  writeFileSync(file, pageOf(exampleDiff))
  const page = await browser.open(file)
  for (const scheme of ['light', 'dark'] as const) {
    await page.look({ width: 1000, height: 1040, scheme })
    if (scheme === 'dark') await page.press('s')
    writeFileSync(join(pictures, `diff-html-${scheme}.png`), await page.picture())
  }
}

/** `diff-markdown.png`: a comment on a merge request. */
async function pictureMarkdown(browser: Browser, folder: string): Promise<void> {
  const file = join(folder, 'comment.html')
  writeFileSync(file, markdownPageOf(exampleDiff))
  const page = await browser.open(file)
  await page.look({ width: 960, height: 900, scheme: 'light' })
  writeFileSync(join(pictures, 'diff-markdown.png'), await page.picture())
}

pictureConcepts()
if (process.argv[2] === 'terminal') {
  await pictureTerminals()
  process.exit()
}
const program = findChromium()
if (program === undefined) throw new Error(noChromium)
const folder = mkdtempSync(join(tmpdir(), 'kdeploy-pictures-'))
mkdirSync(pictures, { recursive: true })
try {
  await using browser = await startBrowser(program)
  await pictureHtml(browser, folder)
  await pictureMarkdown(browser, folder)
  await pictureTerminals()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

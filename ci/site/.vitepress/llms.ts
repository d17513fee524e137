import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readSections, repository, type SitePage, sitePath } from './pages.ts'

/**
 * Writes llms.txt (https://llmstxt.org): what kdeploy is, and each page with its first sentence; llms-full.txt with all of their text;
 * and each page as Markdown beside its HTML.
 */
export async function writeLlms(folder: string, base: string, summary: string): Promise<void> {
  const sections = readSections()
  const link = ({ path, title, summary: its }: SitePage) =>
    `- [${title}](${base}${sitePath(path)}.md)${its === '' ? '' : `: ${its}`}`
  const lists = sections.map(({ title, pages }) => `## ${title}\n\n${pages.map(link).join('\n')}`)
  await writeFile(join(folder, 'llms.txt'), `# kdeploy\n\n> ${summary}\n\n${lists.join('\n\n')}\n`)
  const pages = sections.filter(({ folder }) => folder !== '').flatMap(({ pages }) => pages)
  const texts = pages.map(({ path }) => `<!-- ${path} -->\n\n${readFileSync(join(repository, path), 'utf8').trim()}`)
  await writeFile(join(folder, 'llms-full.txt'), `${texts.join('\n\n')}\n`)
  for (const { path } of sections.flatMap(({ pages }) => pages)) {
    const file = join(folder, `${sitePath(path)}.md`)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, readFileSync(join(repository, path), 'utf8'))
  }
}

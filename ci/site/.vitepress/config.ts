import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitepress'
import { writeLlms } from './llms.ts'
import { readAsInRepository } from './markdown.ts'
import { anchorOf, forContributors, readSections, repository, sitePath } from './pages.ts'
import { withPolicy } from './policy.ts'

const { description } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { description: string }
const base = process.env['KDEPLOY_DOCS_BASE'] ?? '/'
const sections = readSections()

export default defineConfig({
  title: 'kdeploy',
  description,
  lang: 'en',
  base,
  srcDir: 'pages',
  outDir: 'dist',
  cacheDir: 'node_modules/.cache',
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify: anchorOf },
    config: readAsInRepository,
  },
  themeConfig: {
    nav: sections
      .filter(({ folder }) => ['start', 'ci', 'reference'].includes(folder))
      .map(({ title, folder, pages }) => ({
        text: title,
        link: `/${sitePath(pages[0]?.path ?? '')}`,
        activeMatch: `^/${folder}/`,
      })),
    sidebar: sections.map(({ title, pages }) => ({
      text: title,
      collapsed: false,
      items: pages.map(({ path, title: text }) => ({ text, link: `/${sitePath(path)}` })),
    })),
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        // Readers look for how to use it, so that what is for contributors is not found.
        _render: (text, env, md) => (forContributors.includes(env.relativePath) ? '' : md.render(text, env)),
      },
    },
    docFooter: { prev: 'Previous', next: 'Next' },
  },
  transformHtml: (html) => withPolicy(html),
  buildEnd: ({ outDir }) => writeLlms(outDir, base, description),
})

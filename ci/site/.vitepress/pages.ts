import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository = fileURLToPath(new URL('../../..', import.meta.url))

/** A page as the navigation and llms.txt name it. */
export interface SitePage {
  /** Below the repository: `docs/start/init.md`. */
  readonly path: string
  /** Its first heading. */
  readonly title: string
  /** Its first sentence, as Markdown; empty where it begins otherwise. */
  readonly summary: string
}

export interface Section {
  readonly title: string
  /** Below docs/; empty for the pages beside it. */
  readonly folder: string
  readonly pages: readonly SitePage[]
}

/** Folders of docs/ in the order of a reader's way, and their pages in it; others follow by their names. */
const order: Readonly<Record<string, { readonly title: string; readonly first: readonly string[] }>> = {
  start: { title: 'Start', first: ['index', 'install', 'tutorial', 'concepts', 'init'] },
  rendering: {
    title: 'Rendering',
    first: ['templates', 'jinja', 'variables', 'secret-stores', 'library', 'validate', 'tests'],
  },
  deploying: {
    title: 'Deploying',
    first: [
      'index',
      'diff',
      'plans',
      'checks-and-waves',
      'hooks',
      'waiting',
      'undo',
      'adopting',
      'conflicts',
      'several',
      'order',
      'clusters',
      'promoting',
      'freezing',
    ],
  },
  ci: { title: 'CI', first: ['pipeline', 'gitlab', 'github', 'comments', 'changed'] },
  operating: { title: 'Operating', first: ['status', 'troubleshooting', 'security', 'roles', 'secrets'] },
  migrating: {
    title: 'Migrating',
    first: ['index', 'from-jinja2-and-kubectl', 'from-ansible', 'from-helm', 'from-kluctl', 'gitops', 'comparison'],
  },
  reference: {
    title: 'Reference',
    first: ['commands', 'environment', 'schema', 'annotations', 'exit-codes', 'errors', 'output'],
  },
}

/** Pages beside docs/ that the site has too, at its root, as docs/ is. */
export const besideDocs = ['COMPATIBILITY.md', 'CHANGELOG.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']

/** Those of them that the site's search leaves out. */
export const forContributors: readonly string[] = ['CHANGELOG.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']

/** The sections of the site, each with its pages in their order. */
export function readSections(): Section[] {
  const sections = Object.entries(order).map(([folder, { title, first }]) => {
    const names = readdirSync(join(repository, 'docs'), { withFileTypes: true }).some((one) => one.name === folder)
      ? readdirSync(join(repository, 'docs', folder)).filter((name) => name.endsWith('.md'))
      : []
    const place = (name: string) =>
      (first.indexOf(name.replace(/\.md$/, '')) + 1 || first.length + 1).toString().padStart(3)
    const sorted = names.sort((a, b) => (place(a) + a < place(b) + b ? -1 : 1))
    return { title, folder, pages: sorted.map((name) => readSitePage(`docs/${folder}/${name}`)) }
  })
  return [...sections, { title: 'Project', folder: '', pages: besideDocs.map(readSitePage) }].filter(
    ({ pages }) => pages.length > 0,
  )
}

/** Where the site has a page, without its ending: `docs/start/init.md` is `start/init`. */
export function sitePath(path: string): string {
  return path.replace(/^docs\//, '').replace(/\.md$/, '')
}

function readSitePage(path: string): SitePage {
  const lines = readFileSync(join(repository, path), 'utf8').split('\n')
  const head = lines.findIndex((line) => line.startsWith('# '))
  const heading = lines[head]?.slice(2) ?? path
  // A sentence, no table, list, block, comment or heading.
  const paragraph = lines.slice(head + 1).find((line) => /^[\p{L}`[*]/u.test(line) && !line.startsWith('```')) ?? ''
  return { path, title: heading.replaceAll('`', ''), summary: firstSentence(paragraph) }
}

/** Of a paragraph that has a sentence a line; with a full stop where a list or a block followed it. */
function firstSentence(paragraph: string): string {
  return (/^.*?[^.][.:](?= \p{Lu}|$)/u.exec(paragraph)?.[0] ?? paragraph).replace(/:$/, '.')
}

/** A heading's anchor as GitHub makes it, so that a link leads there on both. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-')
}

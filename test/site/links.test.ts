import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import MarkdownIt from 'markdown-it'
import { describe, expect, test } from 'vitest'
import { anchorOf, besideDocs, readSections } from '../../ci/site/.vitepress/pages.ts'
import { docsPages } from '../support/docs/page.ts'
import { repository } from '../support/projects/project.ts'

interface Read {
  readonly anchors: ReadonlySet<string>
  /** Of links and pictures, in their order. */
  readonly links: readonly string[]
  /** Text outside code and links. */
  readonly text: string
}

const read = new Map<string, Read>()

function readLinks(path: string): Read {
  const known = read.get(path)
  if (known !== undefined) return known
  const found = linksOf(readFileSync(join(repository, path), 'utf8'))
  read.set(path, found)
  return found
}

function linksOf(markdown: string): Read {
  const anchors = new Set<string>()
  const links: string[] = []
  let text = ''
  const tokens = new MarkdownIt({ html: true }).parse(markdown, {})
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'html_block')
      links.push(...[...token.content.matchAll(/(?:src|srcset|href)="([^"]+)"/g)].map(([, link = '']) => link))
    let within = 0
    for (const child of token.children ?? []) {
      if (child.type === 'link_open') within++
      if (child.type === 'link_close') within--
      const link = child.attrGet('href') ?? child.attrGet('src')
      if (link !== null) links.push(String(link))
      if (child.type === 'text' && within === 0) text += `${child.content}\n`
    }
    if (tokens[index - 1]?.type !== 'heading_open') continue
    const title = (token.children ?? []).map(({ content }) => content).join('')
    let anchor = anchorOf(title)
    for (let count = 1; anchors.has(anchor); count++) anchor = `${anchorOf(title)}-${count}`
    anchors.add(anchor)
  }
  return { anchors, links, text }
}

/** What is wrong with a page's links. */
function deadLinks(path: string): string[] {
  return readLinks(path).links.flatMap((link) => {
    const [, file = '', anchor] = /^([^#]*)(?:#(.*))?$/.exec(link) ?? []
    if (/^(?:https?|mailto|data):/.test(link)) return []
    const isSitePath = link.startsWith('/')
    const target = file === '' ? path : isSitePath ? join('docs', file) : join(dirname(path), decodeURI(file))
    if (!existsSync(join(repository, target))) return [`${path}: ${link} leads to no file`]
    if (path.startsWith('docs/') && !target.startsWith('docs/') && !besideDocs.includes(target))
      return [`${path}: ${link} is on no page of the site`]
    if (anchor !== undefined && !readLinks(target).anchors.has(anchor)) return [`${path}: ${link}: no such heading`]
    return []
  })
}

const pages = [...docsPages(), ...besideDocs]

describe('links', () => {
  test.each(pages)('of %s lead somewhere', (path) => {
    expect(deadLinks(path)).toEqual([])
  })

  test.each(docsPages())('of %s stand where it names another page', (path) => {
    expect([...readLinks(path).text.matchAll(/(?<![\w/])docs\/[\w-]+\/[\w-]+\.md/g)].map(([name]) => name)).toEqual([])
  })

  test('that lead nowhere are found', () => {
    expect(linksOf('[a](b.md#c) ![p](p.png)\n\n<img src="q.png">\n').links).toEqual(['b.md#c', 'p.png', 'q.png'])
    expect([...linksOf('# A `b` c!\n\n## A\n\n## A\n').anchors]).toEqual(['a-b-c', 'a', 'a-1'])
  })
})

describe('the navigation', () => {
  const listed = readSections().flatMap((section) => section.pages)

  test('has each page of docs/ once, but for the home page', () => {
    const own = docsPages().filter((path) => path !== 'README.md' && path !== 'docs/index.md')

    expect(listed.map(({ path }) => path).sort()).toEqual([...own, ...besideDocs].sort())
  })

  test('has a title and, of a page of docs/, a sentence about each', () => {
    const pagesOfDocs = listed.filter(({ path }) => path.startsWith('docs/'))

    expect(pagesOfDocs.filter(({ title, summary }) => title === '' || !/[.!]$/.test(summary))).toEqual([])
  })
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import MarkdownIt from 'markdown-it'
import { repository } from '../projects/project.ts'

/** A fenced block of a page. */
export interface Block {
  /** The first word after the fence; empty where there is none. */
  readonly language: string
  /** The further words after the fence: `no-run`. */
  readonly words: readonly string[]
  readonly text: string
  /** Of the block's first line of text, counted from 1. */
  readonly line: number
  /** What the HTML comment right above it says; undefined where there is none. */
  readonly comment: string | undefined
}

/** What a page has done, in its order. */
export type Step =
  /** Commands that a reader types; with `compared`, their output is in the block too. */
  | { readonly do: 'run'; readonly block: Block; readonly compared: boolean }
  /** A file that a reader writes. */
  | { readonly do: 'write'; readonly block: Block; readonly path: string }
  /** `<!-- setup: NAME ARGUMENT… -->`: what the reader has already, by setups.ts. */
  | { readonly do: 'set up'; readonly name: string; readonly args: readonly string[]; readonly line: number }

export interface DocsPage {
  /** Below the repository: `docs/start/init.md`. */
  readonly path: string
  readonly blocks: readonly Block[]
  readonly steps: readonly Step[]
}

/** Pages that a reader follows: the README and docs/, sorted. */
export function docsPages(): string[] {
  const below = readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
  const pages = below.filter((name) => name.endsWith('.md') && !/(^|\/)(node_modules|\.vitepress)\//.test(name))
  return ['README.md', ...pages.sort().map((name) => `docs/${name}`)]
}

export function readPage(path: string): DocsPage {
  return parsePage(path, readFileSync(join(repository, path), 'utf8'))
}

export function parsePage(path: string, text: string): DocsPage {
  const blocks: Block[] = []
  const steps: Step[] = []
  let comment: string | undefined
  for (const { type, info, content, map } of new MarkdownIt({ html: true }).parse(text, {})) {
    const line = (map?.[0] ?? 0) + 1
    if (type === 'html_block') {
      comment = /^<!--\s*(.*?)\s*-->\s*$/s.exec(content)?.[1]
      const [, name, rest = ''] = /^setup:\s*(\S+)\s*(.*)$/s.exec(comment ?? '') ?? []
      if (name !== undefined) steps.push({ do: 'set up', name, args: rest.split(/\s+/).filter(Boolean), line })
    } else if (type === 'fence' || type === 'code_block') {
      const [language = '', ...words] = info.trim().split(/\s+/)
      const block = { language, words, text: content, line: type === 'fence' ? line + 1 : line, comment }
      blocks.push(block)
      const step = stepOf(block)
      if (step !== undefined) steps.push(step)
      comment = undefined
    } else if (type !== 'inline') comment = undefined
  }
  return { path, blocks, steps }
}

function stepOf(block: Block): Step | undefined {
  if (block.words.includes('no-run')) return undefined
  if (block.language === 'sh' || block.language === 'console')
    return { do: 'run', block, compared: block.language === 'console' }
  const path = filePathOf(block)
  return path === undefined ? undefined : { do: 'write', block, path }
}

/** The path that a block's first line names in a comment, and nothing else; or `file=PATH` after the fence. */
function filePathOf({ language, words, text }: Block): string | undefined {
  const named = words.find((word) => word.startsWith('file='))?.slice('file='.length)
  if (named !== undefined) return named
  if (language === '' || language === 'text') return undefined
  const first = text.split('\n', 1)[0] ?? ''
  const comment =
    /^(?:#|\/\/|--)\s+(\S+)\s*$/.exec(first) ?? /^(?:\{#|<!--|\/\*)-?\s+(\S+)\s+-?(?:#\}|-->|\*\/)\s*$/.exec(first)
  const path = comment?.[1]
  return path !== undefined && /^(?:[\w.@-]+\/)*(?:[\w@-][\w.@-]*\.\w+|\.[\w.-]+|Dockerfile|Makefile)$/.test(path)
    ? path
    : undefined
}

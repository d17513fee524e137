import { dirname, join } from 'node:path/posix'
import type { MarkdownRenderer } from 'vitepress'
import { besideDocs } from './pages.ts'

/** Reads a page as GitHub does: its braces and angle brackets are text, and its links lead from file to file of the repository. */
export function readAsInRepository(md: MarkdownRenderer): void {
  // `<name>` in a sentence is no element; a comment, or a picture on lines of its own, still is.
  md.disable('html_inline')
  // Vue would evaluate them.
  const { text } = md.renderer.rules
  md.renderer.rules.text = (tokens, index, options, env, self) =>
    (text?.(tokens, index, options, env, self) ?? md.utils.escapeHtml(tokens[index]?.content ?? '')).replaceAll(
      '{{',
      '&#123;&#123;',
    )
  const code = md.renderer.rules.code_inline
  md.renderer.rules.code_inline = (tokens, index, options, env, self) => {
    tokens[index]?.attrSet('v-pre', '')
    return code?.(tokens, index, options, env, self) ?? ''
  }
  const link = md.renderer.rules.link_open
  md.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const token = tokens[index]
    const [, path, rest = ''] = /^(?!\w+:|\/|#)([^#?]+\.md)(#.*)?$/.exec(token?.attrGet('href') ?? '') ?? []
    if (path !== undefined) {
      const target = join(dirname(sourceOf(env)), decodeURI(path))
      // The site has docs/ at its root, and the pages beside docs/ there too.
      token?.attrSet('href', `/${target.replace(/^docs\//, '')}${rest}`)
    }
    return link?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options)
  }
}

/** A page's path below the repository. */
function sourceOf({ relativePath }: { readonly relativePath: string }): string {
  return besideDocs.includes(relativePath) ? relativePath : `docs/${relativePath}`
}

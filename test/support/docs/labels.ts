import type { Block, DocsPage } from './page.ts'

/** What a reader would type, at the start of a line; a synopsis (`kdeploy render [options]`) is not typed. */
const typed =
  /^(?!.*\[options\])(?:\$ |(?:sudo |[A-Z_]+=\S+ )*(?:kdeploy|kubectl|npx|npm|git|helm|helmfile|kluctl|export|curl|docker|mkdir|cd|echo|cat|source|brew|apt-get)\s+[\w./'"${<-])/m

/** Blocks that don't say what they are: each with its place. */
export function unlabelled({ path, blocks }: DocsPage): string[] {
  return blocks.flatMap((block) => {
    const wrong = problemOf(block)
    return wrong === undefined ? [] : [`${path}:${block.line}: ${wrong}`]
  })
}

function problemOf({ language, words, text, comment }: Block): string | undefined {
  if (language === '') return 'a block needs a language: sh, console, text, yaml, …'
  if (['bash', 'shell', 'zsh', 'shell-session'].includes(language))
    return `${language}: a block that readers type is sh`
  if (language === 'text' && typed.test(text)) return `text that a reader would type: ${typed.exec(text)?.[0]}…`
  if (words.includes('no-run') && !/^no-run: \S/.test(comment ?? ''))
    return 'no-run needs its reason above it: <!-- no-run: needs … -->'
  return undefined
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { repository } from './projects/project.ts'

const text = readFileSync(join(repository, 'docs/operating/security.md'), 'utf8')

const blocksOf = (language: string, section: string) =>
  [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block = '']) => block)

/** The command lines of docs/operating/security.md, each as its words: all, or those under a heading. */
export function documentedCommands(heading?: string): string[][] {
  const sections = text.split(/^## /m).filter((section) => heading === undefined || section.startsWith(`${heading}\n`))
  return sections
    .flatMap((section) => blocksOf('sh', section))
    .flatMap((block) => block.trim().split('\n'))
    .map((line) => line.replace(/\s+# .*$/, '').split(' '))
}

/** The rules of each Role in docs/operating/security.md, in its order. */
export function documentedRules(): object[][] {
  return blocksOf('yaml', text).map((block) => (load(block) as { rules: object[] }).rules)
}

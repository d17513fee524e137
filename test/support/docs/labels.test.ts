import { describe, expect, test } from 'vitest'
import { unlabelled } from './labels.ts'
import { docsPages, parsePage, readPage } from './page.ts'

/** Pages whose blocks have no language yet. */
const toDo: readonly string[] = []

describe('blocks of the documentation', () => {
  for (const path of docsPages().filter((one) => !toDo.includes(one)))
    test(`${path} says what each of its blocks is`, () => expect(unlabelled(readPage(path))).toEqual([]))
})

describe('a block without a label', () => {
  test('is found with its line', () => {
    expect(unlabelled(parsePage('docs/a.md', 'Text.\n\n```\nx\n```\n'))).toEqual([
      'docs/a.md:4: a block needs a language: sh, console, text, yaml, …',
    ])
  })

  test('is found where text hides a command', () => {
    for (const line of ['kdeploy apply -p dev_shop', '$ ls', 'KDEPLOY_X=1 kubectl get pods', 'export A=1'])
      expect(unlabelled(parsePage('docs/a.md', `\`\`\`text\n${line}\n\`\`\`\n`)), line).toHaveLength(1)
    for (const line of ['kdeploy: done', 'kdeploy render [options] [profile]'])
      expect(unlabelled(parsePage('docs/a.md', `\`\`\`text\n${line}\n\`\`\`\n`)), line).toEqual([])
  })

  test('is found where no reason says why it does not run', () => {
    const block = '```sh no-run\nvault login\n```\n'
    expect(unlabelled(parsePage('docs/a.md', block))).toHaveLength(1)
    expect(unlabelled(parsePage('docs/a.md', `<!-- no-run: needs Vault -->\n${block}`))).toEqual([])
  })
})

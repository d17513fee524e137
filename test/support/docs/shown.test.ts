import { hostname, userInfo } from 'node:os'
import { describe, expect, test } from 'vitest'
import { commandsOf } from './commands.ts'
import { parsePage } from './page.ts'
import { withOutputs } from './shown.ts'

const page = `- In a list:

  \`\`\`console
  $ kdeploy a \\
      --b
  old
  older
  $ kdeploy c
  \`\`\`

After it.
`

describe('a page with what its commands print', () => {
  const [block] = parsePage('docs/a.md', page).blocks
  const [a, c] = commandsOf(block as never) as [never, never]

  test('keeps its commands, its indentation and all else', () => {
    const shown = [
      { command: a, output: 'new\n' },
      { command: c, output: 'one\n  two\n' },
    ]

    expect(withOutputs(page, shown)).toBe(
      page.replace('  old\n  older\n', '  new\n').replace('$ kdeploy c\n', '$ kdeploy c\n  one\n    two\n'),
    )
  })

  test('shows nothing of the machine on which they ran', () => {
    const output = `by ${userInfo().username}@${hostname()}, http://127.0.0.1:40000\nwaiting for a while\ndone\n`
    const text = withOutputs(page, [{ command: a, output }])

    expect(text).toMatch(/by ann@dev1*, https:\/\/10\.0\.0\.1:6443\n {2}done\n/)
    expect(text).not.toContain(hostname())
  })
})

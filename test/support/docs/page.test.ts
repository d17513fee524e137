import { describe, expect, test } from 'vitest'
import { commandsOf } from './commands.ts'
import { parsePage, type Step } from './page.ts'

const page = `
# A page

<!-- setup: namespaces shop-a shop-b -->

\`\`\`yaml
# profiles/prod_web.yaml
variables: {}
\`\`\`

\`\`\`jinja
{# templates/web.yaml #}
kind: A
\`\`\`

\`\`\`sh
kdeploy diff   # exits 1
for one in a b; do
  echo $one
done
cat > x <<END
a
END

# A comment
kdeploy apply \\
  --yes
\`\`\`

- in a list

  \`\`\`console
  $ echo a
  a
  $ false # exits 1
  \`\`\`

\`\`\`text
plain
\`\`\`

<!-- no-run: needs a person -->
\`\`\`sh no-run
read
\`\`\`
`

const named = (step: Step): string => {
  if (step.do === 'set up') return `set up ${step.name} ${step.args.join(' ')}`
  return step.do === 'write' ? `write ${step.path}` : `run ${step.block.language} at ${step.block.line}`
}

describe('a page', () => {
  test('is followed in its order', () => {
    expect(parsePage('docs/a.md', page).steps.map(named)).toEqual([
      'set up namespaces shop-a shop-b',
      'write profiles/prod_web.yaml',
      'write templates/web.yaml',
      'run sh at 17',
      'run console at 33',
    ])
  })

  test('writes no file where the first line is more than a path', () => {
    const text = '```yaml\n# profiles/a.yaml; or in kdeploy.yaml\na: 1\n```\n\n```yaml\n# every profile\na: 1\n```\n'
    expect(parsePage('docs/a.md', text).steps).toEqual([])
  })
})

describe('the commands of a block', () => {
  const [shell, console] = parsePage('docs/a.md', page).steps.flatMap((step) => (step.do === 'run' ? [step.block] : []))

  test('are typed one after the other, a loop or a here-document as one', () => {
    expect(commandsOf(shell as never).map(({ text, line, exitCode }) => [line, exitCode, text])).toEqual([
      [17, 1, 'kdeploy diff   # exits 1'],
      [18, 0, 'for one in a b; do\n  echo $one\ndone'],
      [21, 0, 'cat > x <<END\na\nEND'],
      [26, 0, 'kdeploy apply \\\n  --yes'],
    ])
  })

  test('have their output below them in a console', () => {
    expect(commandsOf(console as never)).toEqual([
      { text: 'echo a', line: 33, exitCode: 0, output: ['a'] },
      { text: 'false # exits 1', line: 35, exitCode: 1, output: [] },
    ])
  })

  test('must be finished', () => {
    const [block] = parsePage('docs/a.md', '```sh\nif true; then\n```\n').blocks
    expect(() => commandsOf(block as never)).toThrow('line 2: an unfinished command: if true; then')
  })
})

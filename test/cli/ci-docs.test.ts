import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load, loadAll } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { repository } from '../support/projects/project.ts'

const read = (path: string) => readFileSync(join(repository, path), 'utf8')

/** The files that a page shows: blocks that begin with a comment of their path. */
function filesIn(page: string): Map<string, string> {
  const blocks = [...read(page).matchAll(/^```yaml\n# (\S+)\n([\s\S]*?)^```$/gm)]
  return new Map(blocks.map(([, path = '', text = '']) => [path, text]))
}

describe('what a page has to copy is the example that runs in the tests', () => {
  test.each([
    ['docs/ci/github.md', '.github/workflows/pipeline.yml'],
    ['docs/ci/github.md', '.github/workflows/pull-request.yml'],
    ['docs/ci/github.md', '.github/workflows/undo.yml'],
    ['docs/ci/gitlab.md', '.gitlab-ci.yml'],
  ])('%s: %s', (page, path) => {
    // GitLab's page begins with a smaller one; the last counts.
    expect(filesIn(page).get(path)).toBe(read(join('ci/examples/shop', path)))
  })
})

describe('the table of inputs is complete', () => {
  const tableOf = (page: string) =>
    read(page)
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([a-z_-]+)`/g)].map(([, name = '']) => name))

  test('of the action, with its outputs', () => {
    const action = load(read('action.yml')) as { readonly inputs: object; readonly outputs: object }

    expect(new Set(tableOf('docs/ci/github.md'))).toEqual(
      new Set([...Object.keys(action.inputs), ...Object.keys(action.outputs)]),
    )
  })

  test('of the component', () => {
    const [head] = loadAll(read('ci/gitlab/kdeploy.yml')) as { readonly spec: { readonly inputs: object } }[]

    expect(tableOf('docs/ci/gitlab.md')).toEqual(Object.keys(head?.spec.inputs ?? {}))
  })
})

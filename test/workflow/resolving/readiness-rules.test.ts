import { expect, test } from 'vitest'
import { readinessRulesOf } from '../../../src/workflow/resolving/readiness-rules.ts'
import { projectWith } from '../../support/projects/project-folder.ts'

const projectOf = (readiness: string) => projectWith({ 'kdeploy.yaml': `name: shop\nreadiness:\n${readiness}` })

test('a rule is one text or several, for a kind of one group or of any', () => {
  const project = projectOf(`- kind: Widget
  group: example.com
  readyWhen: condition=Synced
  failWhen: ["{.status.error}", "{.status.phase}=Failed"]
- {kind: Queue, wait: false}
`)

  expect(readinessRulesOf(project)).toEqual([
    {
      group: 'example.com',
      kind: 'Widget',
      isAwaited: true,
      readyWhen: [{ text: 'condition=Synced', type: 'condition', name: 'Synced', status: 'true' }],
      failWhen: [expect.objectContaining({ text: '{.status.error}' }), expect.objectContaining({ value: 'Failed' })],
    },
    { group: undefined, kind: 'Queue', isAwaited: false, readyWhen: [], failWhen: [] },
  ])
})

test('every rule that cannot be read is told with its line', () => {
  const project = projectOf(`- kind: Widget
  readyWhen: delete
  failWhen:
  - "{.status.error}"
  - "{.status.phase}="
`)

  expect(() => readinessRulesOf(project)).toThrow(
    expect.objectContaining({
      problems: [
        expect.objectContaining({
          code: 'file-invalid',
          message: 'invalid rule in `readiness`: "delete"',
          place: expect.objectContaining({ file: 'kdeploy.yaml', line: 4 }),
          hint: expect.stringContaining("can't be waited for"),
        }),
        expect.objectContaining({ place: expect.objectContaining({ line: 7 }) }),
      ],
    }),
  )
})

test.each([
  ['- {kind: Widget, readyWen: "condition=Ready"}', 'unknown key `readyWen`'],
  ['- {readyWhen: "condition=Ready"}', 'kind'],
  ['- {kind: Widget, wait: "no"}', 'wait'],
])('an entry of another shape is refused: %s', (entry, named) => {
  expect(() => readinessRulesOf(projectOf(entry))).toThrow(named)
})

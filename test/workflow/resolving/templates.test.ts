import { describe, expect, it } from 'vitest'
import type { KdeployError } from '../../../src/errors.ts'
import { openTemplates } from '../../../src/workflow/resolving/templates.ts'
import { projectWith } from '../../support/projects/project-folder.ts'

const rule = 'names are paths from templates, whatever the folder of the template'

function problemOf(main: string) {
  const files = { 'templates/a.yaml': main, 'templates/_m.yaml': '', 'templates/lib/_y.yaml': '' }
  const templates = openTemplates(projectWith(files), { environment: {} })
  try {
    return templates.renderWithPlaces('a.yaml', {})
  } catch (error) {
    return error
  }
}

describe('a template that does not exist', () => {
  it.each([
    ["{% include '_nope.yaml' %}", '_nope.yaml', undefined],
    ["{% import '_n.yaml' as n %}", '_n.yaml', 'did you mean _m.yaml?'],
    ["{% from 'm.yaml' import x %}", 'm.yaml', 'did you mean _m.yaml?'],
    ["{% include '_m.yml' %}", '_m.yml', 'did you mean _m.yaml?'],
    ["{% extends './_m.yaml' %}", './_m.yaml', `did you mean _m.yaml? ${rule}`],
    ["{% include 'templates/_m.yaml' %}", 'templates/_m.yaml', `did you mean _m.yaml? ${rule}`],
    ["{% include '_y.yaml' %}", '_y.yaml', `did you mean lib/_y.yaml? ${rule}`],
    ["{% include '../charts/web' %}", '../charts/web', rule],
  ])('is named with where it was looked for: %s', (main, name, hint) => {
    expect(problemOf(main)).toMatchObject({
      code: 'template-not-found',
      message: `the template "${name}" does not exist in templates`,
      place: { file: 'templates/a.yaml', line: 1 },
      hint,
    })
  })

  it('is one of several, none of which exists', () => {
    expect(problemOf("{% include ['a', 'b'] %}")).toMatchObject({
      message: 'none of the templates given were found: a, b',
      hint: 'names are paths from templates',
    })
  })
})

describe('an error of a template in a Secret', () => {
  const secret = (line: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  ${line}\n---\nkind: ConfigMap\nx: {{ other }}\n`

  it.each([
    'password: hunter2 {{ nope }}',
    'password: hunter2 {{ }}',
    'password: {{ "hunter2"|nope }}',
    'password: {{ "hunter2" / 2 }}',
  ])('shows its place, and nothing of the line: %s', (line) => {
    const problem = problemOf(secret(line)) as KdeployError
    expect(problem.place).toMatchObject({ file: 'templates/a.yaml', line: 9 })
    expect(problem.detail).toBeUndefined()
    expect(`${problem.message} ${problem.hint}`).not.toContain('hunter2')
  })

  it('shows nothing of what is included there, but where that was', () => {
    const project = projectWith({
      'templates/a.yaml': "kind: Secret\nstringData: {% include '_m.yaml' %}\n",
      'templates/_m.yaml': 'password: hunter2 {{ nope }}',
    })
    expect(() => openTemplates(project, { environment: {} }).render('a.yaml', {})).toThrow(
      expect.objectContaining({ detail: 'in template, templates/a.yaml:2:16' }),
    )
  })

  it('shows the line of another document', () => {
    expect(problemOf(secret('password: x'))).toMatchObject({ detail: expect.stringContaining('x: {{ other }}') })
  })
})

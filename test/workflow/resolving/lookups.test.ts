import { describe, expect, test } from 'vitest'
import { readsOfProject } from '../../../src/workflow/resolving/project-reads.ts'
import { openTemplates } from '../../../src/workflow/resolving/templates.ts'
import { problemOf } from '../../support/problem-of.ts'
import { type Files, projectWith, resolveIn } from '../../support/projects/project-folder.ts'

function render(template: string, files: Files = {}, environment: Readonly<Record<string, string>> = {}) {
  const project = projectWith({ 'files/app.conf': 'key = value\n', 'templates/a.yaml': template, ...files })
  return openTemplates(project, { environment }).renderWithPlaces('a.yaml', { name: 'web' })
}

describe("lookup() in a project's templates", () => {
  test("reads files from the project's folder, and environment variables that kdeploy was given", () => {
    expect(render("{{ lookup('file', 'app.conf') }}").text).toBe('key = value')
    expect(render("{{ lookup('file', 'files/app.conf', rstrip=false) }}").text).toBe('key = value\n')
    expect(render("{{ lookup('env', 'CI_COMMIT') }}", {}, { CI_COMMIT: 'abc' }).text).toBe('abc')
  })

  test("reads none of kdeploy's own keys", () => {
    const keys = { KDEPLOY_HISTORY_KEY: 'k1', KDEPLOY_PLAN_KEY: 'k2' }
    const text = "{{ lookup('env', 'KDEPLOY_HISTORY_KEY') }}{{ lookup('env', 'KDEPLOY_PLAN_KEY', default='none') }}"
    expect(render(text, {}, keys).text).toBe('none')
  })

  test('renders a partial, and says of each part the line that wrote it', () => {
    const rendered = render("x: {{ lookup('template', '_b.j2') }}", { 'templates/_b.j2': '\n{{ name }}\n' })
    expect(rendered.text).toBe('x: \nweb\n')
    expect(rendered.placeAt(5)).toMatchObject({ file: 'templates/_b.j2', line: 2 })
  })

  test('names the line of the lookup for a file that is not there, not text, or outside of the project', () => {
    const place = { file: 'templates/a.yaml', line: 2, column: 4 }
    expect(problemOf(() => render("\n{{ lookup('file', 'nosuch') }}"))).toMatchObject({
      code: 'template-failed',
      message: "The lookup plugin 'file' failed: Unable to access the file 'nosuch': File not found.",
      place,
    })
    const binary = { 'files/logo.png': new Uint8Array([0x89, 0x50, 0xff]) }
    expect(problemOf(() => render("\n{{ lookup('file', 'logo.png') }}", binary))).toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining('files/logo.png'),
      place,
    })
    expect(problemOf(() => render("\n{{ lookup('file', '/etc/passwd') }}"))).toMatchObject({
      code: 'path-outside',
      message: expect.stringContaining('points outside'),
      place,
      hint: expect.stringContaining('a project may only use files in'),
    })
  })

  test('says what to use for a lookup that is not there', () => {
    expect(problemOf(() => render("{{ lookup('pipe', 'date') }}"))).toMatchObject({
      message: "The lookup plugin 'pipe' was not found.",
      hint: 'give it by variablesFrom, with `command`',
    })
  })

  test('works in profile files, and keeps a file sensitive that a sensitive source reads', async () => {
    const project = projectWith({
      'files/key.txt': 'hunter2\n',
      'templates/a.yaml': "{{ lookup('file', 'key.txt') }} {{ region }}",
      'profiles/prod_web.yaml':
        "variables: {region: \"{{ lookup('env', 'REGION') }}\"}\nvariablesFrom: [{file: files/key.txt, format: text, as: key, sensitive: true}]\n",
    })
    const templates = openTemplates(project, { environment: { REGION: 'eu' } })
    const { variables } = await resolveIn(project, { engine: templates.engine })
    const { text, sensitiveRanges = [] } = templates.renderWithPlaces('a.yaml', variables)
    expect(text).toBe('hunter2 eu')
    expect(sensitiveRanges.map(({ start, end }) => text.slice(start, end))).toEqual(['hunter2'])
  })

  test('counts with what the templates read that it renders', () => {
    const project = projectWith({
      'templates/a.yaml': "{{ lookup('template', 'parts/b.j2') }}",
      'templates/parts/b.j2': '{{ db.host }}',
    })
    const paths = readsOfProject(project, openTemplates(project, { environment: {} })).map((path) => path.join('.'))
    expect(paths).toContain('db.host')
  })
})

import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readsOfProject } from '../../../src/workflow/resolving/project-reads.ts'
import { openTemplates } from '../../../src/workflow/resolving/templates.ts'
import { problemOf } from '../../support/problem-of.ts'
import { type Files, projectWith, resolveIn } from '../../support/projects/project-folder.ts'

function render(template: string, files: Files = {}, variables: Readonly<Record<string, unknown>> = { name: 'n' }) {
  const project = projectWith({
    'config/b.conf': 'b: {{ name }}\n',
    'config/a.conf': 'a',
    'templates/a.yaml': template,
    ...files,
  })
  return openTemplates(project, { environment: {} }).renderWithPlaces('a.yaml', variables)
}

describe('files()', () => {
  test('is a mapping of names to texts, as they are', () => {
    expect(render("{{ files('config/*') | tojson }}").text).toBe('{"a.conf": "a", "b.conf": "b: {{ name }}\\n"}')
    expect(render("{% for name, text in files('config/*').items() %}{{ name }}{% endfor %}").text).toBe('a.confb.conf')
  })

  test('renders them where that is asked for, each with the variables of the profile', () => {
    expect(render("{{ files('config/b.conf', render=true)['b.conf'] }}").text).toBe('b: n\n')
  })

  test('says of what it renders the line in the file, and what is missing there', () => {
    const text = "{{ files('config/b.conf', render=true)['b.conf'] }}"
    expect(render(text).placeAt(3)).toMatchObject({ file: 'config/b.conf', line: 1, column: 7, by: 'templates/a.yaml' })
    expect(problemOf(() => render(text, { 'config/b.conf': 'x\ny: {{ nope }}\n' }))).toMatchObject({
      code: 'template-undefined',
      place: { file: 'config/b.conf', line: 2, column: 7 },
    })
  })

  test('gives files that are no text in base64, and none of them silently away', () => {
    const files = { 'config/logo.png': new Uint8Array([0x89, 0x50, 0xff]) }
    expect(render("{{ files('config/*', binary=true) | tojson }}", files).text).toBe('{"logo.png": "iVD/"}')
    expect(render("{{ files('config/*', binary=false) | list }}", files).text).toBe("['a.conf', 'b.conf']")
    expect(problemOf(() => render("\n{{ files('config/*') }}", files))).toMatchObject({
      code: 'template-failed',
      message:
        "files: not UTF-8: config/logo.png; write files('config/*', binary=false) for data, and files('config/*', binary=true) for binaryData",
      place: { file: 'templates/a.yaml', line: 2 },
    })
  })

  test('matches something, in the bounds of the project', () => {
    expect(problemOf(() => render("{{ files('confg/*') }}"))).toMatchObject({
      message: 'files: "confg/*" matches no file: there is none in confg',
      place: { file: 'templates/a.yaml', line: 1 },
    })
    expect(problemOf(() => render("{{ files('../../etc/passwd') }}")).message).toMatch(/there is no file|outside/)
  })

  test('is hidden by a variable of its name', () => {
    expect(render('{{ files }}', {}, { files: 'mine' }).text).toBe('mine')
  })

  /** What is sensitive in a template, where a sensitive source reads config/keys.env. */
  const sensitiveIn = async (template: string, keys = 'KEY=hunter2\n') => {
    const project = projectWith({
      'config/keys.env': keys,
      'config/b.conf': 'key {{ keys.KEY }}',
      'templates/a.yaml': template,
      'profiles/prod_web.yaml': 'variablesFrom: [{file: config/keys.env, as: keys, sensitive: true}]\n',
    })
    const templates = openTemplates(project, { environment: {} })
    const { variables } = await resolveIn(project, { engine: templates.engine })
    const { text, sensitiveRanges = [] } = templates.renderWithPlaces('a.yaml', variables)
    return sensitiveRanges.map(({ start, end }) => text.slice(start, end))
  }

  test.each([
    ["{{ files('config/keys.env')['keys.env'] }}", 'KEY=hunter2\n'],
    ["{{ files('config/keys.env', render=true)['keys.env'] }}", 'KEY=hunter2\n'],
    ["{{ files('config/k*', render=true) | dictsort | map('last') | join }}", 'KEY=hunter2\n'],
  ])('keeps a file sensitive that a sensitive source reads: %s', async (template, secret) => {
    expect(await sensitiveIn(template)).toEqual([secret])
  })

  test('keeps all of such a file sensitive that it renders, not only what its expressions wrote', async () => {
    const template = "{{ files('config/keys.env', render=true)['keys.env'] }}"
    expect((await sensitiveIn(template, 'KEY={{ 1 }}2\nOTHER=3\n')).join('')).toBe('KEY=12\nOTHER=3\n')
  })

  test.each([
    ['the source', 'variablesFrom: [{file: config/linked.env, as: keys, sensitive: true}]\n', 'keys.env'],
    ['the template', 'variablesFrom: [{file: config/keys.env, as: keys, sensitive: true}]\n', 'linked.env'],
  ])('keeps such a file sensitive where %s names a link to it', async (_who, profile, name) => {
    const calls = [
      `files('config/${name}')['${name}']`,
      `lookup('file', 'config/${name}')`,
      `files('all/*')['${name}']`,
    ]
    const project = projectWith({
      'config/keys.env': 'KEY=hunter2\n',
      'templates/a.yaml': calls.map((call) => `{{ ${call} }}`).join(''),
      'profiles/prod_web.yaml': profile,
    })
    symlinkSync('keys.env', join(project.folder, 'config/linked.env'))
    symlinkSync('config', join(project.folder, 'all'))
    const templates = openTemplates(project, { environment: {} })
    await resolveIn(project, { engine: templates.engine })
    const { text, sensitiveRanges = [] } = templates.renderWithPlaces('a.yaml', {})
    expect(text).toContain('hunter2')
    expect(sensitiveRanges.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text)
    const [taint] = templates.renderWithPlaces(`raw:config/${name}`, {}).sensitiveRanges ?? []
    expect(taint).toMatchObject({ start: 0 })
  })

  test('keeps sensitive what another file that it renders takes from such a variable', async () => {
    expect(await sensitiveIn("{{ files('config/b.conf', render=true)['b.conf'] }}")).toEqual(['hunter2'])
  })

  test('counts with what the files read that it renders', () => {
    const reads = (call: string) => {
      const project = projectWith({ 'config/b.conf': '{{ name }}', 'templates/a.yaml': `{{ ${call} }}` })
      return readsOfProject(project, openTemplates(project, { environment: {} })).map((path) => path.join('.'))
    }
    expect(reads("files('config/*', render=true)")).toContain('name')
    expect(reads("files('config/*')")).not.toContain('name')
    expect(reads("files('nope/*', render=true)")).not.toContain('name')
  })
})

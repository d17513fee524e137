import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseProfileName } from '../../src/profile/profile-name.ts'
import { projectWith } from '../support/projects/project-folder.ts'

const at = (value: readonly string[]) => ({ value, place: { file: 'profiles/prod.yaml', line: 1 } })

describe('Project', () => {
  it('lists the profiles whose file exists, and refuses a file that would count for nothing', () => {
    const project = projectWith({ 'profiles/default.yaml': '', 'profiles/dev_a_b.yaml': '', 'profiles/_web.yaml': '' })
    expect(project.profiles).toEqual(['dev_a_b', 'prod_web'])
    expect(() => projectWith({ 'profiles/prod_x.yml': '' }).profiles).toThrow('profiles/prod_x.yml is not read')
  })

  it('gives the layers of a profile, the weakest first', () => {
    const project = projectWith({
      'kdeploy.yaml': 'profile: {confirm: true}\n',
      'profiles/default.yaml': '',
      'profiles/_web.yaml': '',
      'profiles/prod.yaml': '',
    })
    expect(project.layersOf(parseProfileName('prod_web')).map(({ file }) => file)).toEqual([
      'kdeploy.yaml',
      'profiles/default.yaml',
      'profiles/prod.yaml',
      'profiles/_web.yaml',
      'profiles/prod_web.yaml',
    ])
    expect(() => project.layersOf(parseProfileName('prod_wbe'))).toThrow('did you mean prod_web?')
  })

  it('reads each file once', () => {
    const project = projectWith({ 'profiles/default.yaml': 'variables: {a: 1}\n' })
    const first = project.layersOf(parseProfileName('prod_web'))
    writeFileSync(join(project.folder, 'profiles/default.yaml'), 'broken: [')
    expect(project.layersOf(parseProfileName('prod_web'))[0]).toBe(first[0])
    writeFileSync(join(project.folder, 'templates/web.yaml'), 'one')
    expect(project.readTemplate('web.yaml')).toBe('one')
    writeFileSync(join(project.folder, 'templates/web.yaml'), 'two')
    expect(project.readTemplate('web.yaml')).toBe('one')
  })

  it('has Jinja2’s defaults but for strict undefined and the extensions, which kdeploy.yaml may change', () => {
    expect(projectWith({}).jinja).toEqual({
      undefined: 'strict',
      extensions: ['jinja2.ext.do', 'jinja2.ext.loopcontrols', 'kdeploy.ansible'],
    })
    const text = 'jinja: {undefined: default, extensions: [], trim_blocks: true}\n'
    expect(projectWith({ 'kdeploy.yaml': text }).jinja).toEqual({
      undefined: 'default',
      extensions: [],
      trim_blocks: true,
    })
  })

  it('renders every template that is no partial, unless the profile names some', () => {
    const project = projectWith({
      'templates/_base.yaml': '',
      'templates/hpa.j2': '',
      'templates/jobs/a.yml': '',
      'templates/role.json': '',
      'templates/_data.json': '',
      'templates/jobs/_part.yaml': '',
      'templates/notes.txt': '',
    })
    expect(project.selectTemplates(undefined)).toEqual(['hpa.j2', 'jobs/a.yml', 'role.json', 'web.yaml'])
    expect(project.selectTemplates(at(['web.yaml', 'hpa.*', '*']))).toEqual(['web.yaml', 'hpa.j2', 'role.json'])
    expect(project.selectTemplates(at(['**/*.yml', '**']))).toEqual(['jobs/a.yml', 'hpa.j2', 'role.json', 'web.yaml'])
    expect(() => project.selectTemplates(at(['wbe.yaml']))).toThrow(
      expect.objectContaining({ code: 'template-unknown', place: { file: 'profiles/prod.yaml', line: 1 } }),
    )
    expect(() => project.selectTemplates(at(['wbe.yaml']))).toThrow('did you mean web.yaml?')
    expect(() => project.selectTemplates(at(['_base.yaml']))).toThrow('is a partial')
  })

  it('gives templates by name, and nothing from outside templates/', () => {
    const project = projectWith({ 'secret.yaml': 'x', 'templates/a/b.yaml': 'b' })
    expect(project.readTemplate('a/b.yaml')).toBe('b')
    expect(project.readTemplate('nope.yaml')).toBeNull()
    expect(project.readTemplate('../secret.yaml')).toBeNull()
    expect(project.readTemplate('/etc/passwd')).toBeNull()
  })

  it('says what is wrong with a file that can’t be read', () => {
    const project = projectWith({})
    mkdirSync(join(project.folder, 'profiles/prod.yaml'))
    expect(() => project.layersOf(parseProfileName('prod_web'))).toThrow(
      "profiles/prod.yaml can't be read: it is a folder",
    )
    writeFileSync(join(project.folder, 'templates/bin.yaml'), Buffer.from([0xff, 0xfe, 0x00]))
    expect(() => project.readTemplate('bin.yaml')).toThrow("templates/bin.yaml can't be read: it is not UTF-8")
    writeFileSync(join(project.folder, 'templates/latin.yaml'), Buffer.from('a: 1\nb: "caf\xe9"\n', 'latin1'))
    expect(() => project.readTemplate('latin.yaml')).toThrow(
      expect.objectContaining({
        code: 'file-unreadable',
        message: "templates/latin.yaml can't be read: it is not UTF-8 (byte 13 of line 2)",
        place: { file: 'templates/latin.yaml', line: 2, column: 8 },
        hint: 'save it as UTF-8',
      }),
    )
    const latin = projectWith({ 'profiles/default.yaml': Buffer.from('a: 1\n\n\xff', 'latin1') })
    expect(() => latin.layersOf(parseProfileName('prod_web'))).toThrow(
      expect.objectContaining({ place: { file: 'profiles/default.yaml', line: 3, column: 1 } }),
    )
  })
})

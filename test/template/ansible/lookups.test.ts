import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { refusedLookups } from '../../../src/template/ansible/refused.ts'
import { createEnvironment, type EnvironmentOptions, TemplateError, taint } from '../../../src/template/library.ts'

interface Given {
  readonly files: Readonly<Record<string, string>>
  readonly environment: Readonly<Record<string, string>>
  readonly variables: Readonly<Record<string, unknown>>
}

interface Case {
  readonly group: string
  readonly template: string
  readonly output?: string
  readonly message?: string
}

/** What Ansible's engine made of them; test/golden/ansible/generate_lookups.py asks it. */
const [given, ...cases]: readonly [Given, ...Case[]] = JSON.parse(
  readFileSync(new URL('../../golden/ansible/lookups.json', import.meta.url), 'utf8'),
)

function optionsFor({ files, environment }: Pick<Given, 'files' | 'environment'>): EnvironmentOptions {
  const fileOf = (path: string): string | undefined => files[path.replace(/^(\.\/)+/, '').replace('/./', '/')]
  return {
    extensions: ['kdeploy.ansible'],
    undefined: 'strict',
    trim_blocks: true,
    loader: (name) => fileOf(`templates/${name}`) ?? null,
    lookups: { file: fileOf, environment },
  }
}

/** The text, or the error as `Class: message`. */
function render(template: string, options = optionsFor(given), variables = given.variables): string {
  try {
    return createEnvironment(options).renderString(template, variables)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return `${error.name}: ${error.message}`
  }
}

describe("lookup() gives what Ansible's does", () => {
  it.each(cases)('$template', ({ template, output, message }) => {
    const result = render(template)
    if (output !== undefined) return expect(result).toBe(output)
    // Ansible's goes on about an option of its own.
    const [name, told] = result.split(/: (.*)/s)
    expect(name).toBe('AnsibleTemplatePluginRuntimeError')
    expect(message).toContain(told)
  })
})

describe('lookup()', () => {
  it('says of other plugins what to do instead', () => {
    for (const [name, reason] of refusedLookups) {
      const environment = createEnvironment({ extensions: ['kdeploy.ansible'] })
      expect(() => environment.renderString(`{{ lookup('${name}', 'x') }}`)).toThrow(
        expect.objectContaining({ message: `The lookup plugin '${name}' was not found.`, hint: reason }),
      )
    }
    expect(() => createEnvironment(optionsFor(given)).renderString("{{ query('nosuch') }}")).toThrow(
      expect.objectContaining({
        hint: 'there are env, file and template: give anything else by variables or variablesFrom',
      }),
    )
  })

  it('reads no file and no variable that it was not given a way to', () => {
    const options = { extensions: ['kdeploy.ansible'] }
    expect(render("{{ lookup('file', 'x') }}", options)).toContain('no `lookups.file` option was given')
    expect(render("{{ lookup('env', 'HOME') }}", options)).toContain('no `lookups.environment` option was given')
    expect(render("{{ lookup('template', 'x') }}", options)).toBe('TypeError: no loader for this environment specified')
    expect(() => createEnvironment().renderString("{{ lookup('env', 'HOME') }}")).not.toThrow('HOME')
  })

  it('knows no variable of a JavaScript object', () => {
    expect(render("[{{ lookup('env', 'constructor') }}{{ lookup('env', '__proto__') }}]")).toBe('[]')
  })

  it('fails as a strict undefined value does', () => {
    expect(render("{{ lookup('file', nosuch) }}")).toBe("UndefinedError: 'nosuch' is undefined")
    expect(render("{{ lookup(nosuch, 'x') }}")).toBe("UndefinedError: 'nosuch' is undefined")
    expect(render("{{ lookup('env', 'NOSUCH', default=nosuch) }}")).toBe("UndefinedError: 'nosuch' is undefined")
  })

  it('refuses options that it would ignore', () => {
    expect(render("{{ lookup('file', 'plain.txt', foo=1) }}")).toBe(
      "TypeError: lookup('file') got an unexpected keyword argument 'foo'",
    )
    expect(render("{{ lookup('template', 'hello.j2', trim_blocks=false) }}")).toContain(
      "NotImplementedError: lookup('template') takes no trim_blocks",
    )
    expect(render("{{ lookup('template', 'hello.j2', template_vars=5) }}")).toContain('template_vars is not a dict')
    expect(render('{{ lookup() }}')).toContain("lookup() missing 1 required positional argument: 'plugin_name'")
  })

  it('tells what reading failed with, at the line of the lookup', () => {
    const file = (): never => {
      throw new Error('it is a folder')
    }
    const environment = createEnvironment({ ...optionsFor(given), lookups: { file } })
    expect(() => environment.renderString("a\n{{ lookup('file', 'x') }}")).toThrow(
      expect.objectContaining({
        line: 2,
        message: "The lookup plugin 'file' failed: Unable to access the file 'x': it is a folder",
      }),
    )
  })

  it('leads from an error in a template that it renders to the line that asked for it', () => {
    const files = { 'templates/a.j2': "x\n{{ lookup('template', 'b.j2') }}", 'templates/b.j2': '\n\n{{ nosuch }}' }
    const environment = createEnvironment(optionsFor({ ...given, files }))
    expect(() => environment.render('a.j2')).toThrow(
      expect.objectContaining({
        template: 'b.j2',
        line: 3,
        chain: [expect.objectContaining({ template: 'a.j2', line: 2 })],
      }),
    )
  })

  it('stops at the limit of depth, also where errors are ignored', () => {
    const files = { 'templates/a.j2': "{{ lookup('template', 'a.j2', errors='ignore') }}" }
    expect(() => createEnvironment(optionsFor({ ...given, files })).render('a.j2')).toThrow(
      expect.objectContaining({ name: 'LimitError' }),
    )
  })

  it('keeps what is sensitive so: a text that the reader marked, a variable of a template, and a name', () => {
    const secret = taint('s3cret', { source: 'Secret my-ns/db', key: 'password' })
    const visible = (template: string): string => {
      const environment = createEnvironment({
        ...optionsFor({ ...given, files: { 'templates/a.j2': 'a {{ pw }} b' } }),
        lookups: { file: (path) => (path.endsWith('marked') ? secret : path), environment: {} },
      })
      const { text, spans } = environment.renderStringWithMap(template, { pw: secret })
      return spans.map(({ start, end, taints }) => (taints.length > 0 ? '#' : text.slice(start, end))).join('')
    }
    expect(visible("x {{ lookup('file', 'marked') }} y")).toBe('x # y')
    expect(visible("x {{ lookup('template', 'a.j2') }} y")).toBe('x a # b y')
    expect(visible("x {{ lookup('template', 'a.j2', template_vars={'pw': pw ~ '!'}) }} y")).toBe('x a #! b y')
    expect(visible("x {{ lookup('file', pw) }} y")).toBe('x # y')
    expect(visible("x {{ lookup('env', 'NOSUCH', default=pw) }} y")).toBe('x # y')
  })

  it('counts the templates that it names among those that a template reads', () => {
    const source =
      "{{ lookup('template', './a.j2') }}{{ query('ansible.builtin.template', 'templates/b.j2', x) }}{{ lookup('file', 'c') }}"
    const environment = createEnvironment({ extensions: ['kdeploy.ansible'], loader: () => source })
    expect(environment.reads('t').templates).toEqual(expect.arrayContaining(['a.j2', 'b.j2']))
    expect(environment.reads('t').templates).not.toContain('c')
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { explainVariables } from '../../../src/variables/explain.ts'
import type { ResolveOptions } from '../../../src/workflow/resolving/resolve-profile.ts'
import { projectWith, resolveIn, variablesOf } from '../../support/projects/project-folder.ts'

interface Layer {
  /** As docs/rendering/variables.md calls it, and which part of a file. */
  readonly name: string
  /** Lines for a file of the project, appended to those of the layers below. */
  readonly lines?: readonly [file: string, lines: string]
  readonly options?: Partial<ResolveOptions>
}

const source = '  variablesFrom: [{file: source.yaml}]\n'

/** Each layer that can give `v`, the weakest first; a source gives the text `source`. */
const layers: readonly Layer[] = [
  { name: 'kdeploy.yaml, `variablesFrom`', lines: ['kdeploy.yaml', `profile:\n${source}`] },
  { name: 'kdeploy.yaml, `variables`', lines: ['kdeploy.yaml', '  variables: {v: kdeploy.yaml}\n'] },
  ...[
    ['default', 'profiles/default.yaml'] as const,
    ['env type', 'profiles/prod.yaml'] as const,
    ['profile name', 'profiles/_web.yaml'] as const,
    ['profile', 'profiles/prod_web.yaml'] as const,
  ].flatMap(([name, file]): Layer[] => [
    { name: `${name}, \`variablesFrom\``, lines: [file, source.trimStart()] },
    { name: `${name}, \`variables\``, lines: [file, `variables: {v: ${name}}\n`] },
  ]),
  {
    name: 'cluster, `variablesFrom`',
    lines: ['profiles/default.yaml', `clusters:\n  eu:\n  ${source}`],
    options: { cluster: 'eu' },
  },
  { name: 'cluster, `variables`', lines: ['profiles/default.yaml', '    variables: {v: cluster}\n'] },
  { name: '`--values`', options: { values: ['values.yaml'] } },
  { name: '`--set-json`', options: { setJson: ['v="--set-json"'] } },
  { name: '`--set`', options: { set: ['v=--set'] } },
  { name: '`--set-string`', options: { setString: ['v=--set-string'] } },
  { name: '`--set-file`', options: { setFile: ['v=v.txt'] } },
]

/** What a layer gives. */
function givenBy({ name }: Layer): string {
  return name.includes('variablesFrom') ? 'source' : name.replaceAll(/`|, `variables`/g, '')
}

describe('precedence', () => {
  it('is what docs/rendering/variables.md says', () => {
    const text = readFileSync(new URL('../../../docs/rendering/variables.md', import.meta.url), 'utf8')
    const [, section = ''] = text.split('\n## Precedence\n')
    const [table = ''] = section.split('\n\n').filter((part) => part.startsWith('| layer'))
    const rows = table.split('\n').slice(2)
    const documented = new Set(layers.map(({ name }) => name.replace(/, `variables(From)?`/, '')))
    expect(section).toContain('Within a file, `variables` win over `variablesFrom`.')
    expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual([...documented, 'built in'])
  })

  it.each(layers.map((layer, index) => [layer.name, index] as const))('%s wins over all below', async (_, index) => {
    const files: Record<string, string> = {
      'source.yaml': 'v: source\n',
      'values.yaml': 'v: --values\n',
      'v.txt': '--set-file',
    }
    let options: Partial<ResolveOptions> = {}
    for (const layer of layers.slice(0, index + 1)) {
      const [file, lines] = layer.lines ?? []
      if (file !== undefined) files[file] = (files[file] ?? '') + lines
      options = { ...options, ...layer.options }
    }
    const { tree } = await resolveIn(projectWith(files), options)
    const row = explainVariables(tree).find(({ name }) => name === 'v')
    const given = layers
      .slice(0, index + 1)
      .toReversed()
      .map(givenBy)
    expect([row?.value, ...(row?.overrode ?? []).map(({ value }) => value)]).toEqual(given)
  })

  const sources = [
    ['file', 'file: source.yaml'],
    ['configMap', 'configMap: a'],
    ['secret', '{secret: a, sensitive: false}'],
    ['command', `{command: [${JSON.stringify(process.execPath)}, -p, 'JSON.stringify({v: "command"})']}`],
    ['environment', 'environment: [v]'],
  ] as const

  it.each(sources)('within variablesFrom a %s wins over all before it', async (type) => {
    const index = sources.findIndex(([name]) => name === type)
    const order = [...sources.slice(index + 1), ...sources.slice(0, index + 1)]
    const files = {
      'source.yaml': 'v: file\n',
      'profiles/prod.yaml': `variablesFrom:\n${order.map(([, item]) => `- ${item}\n`).join('')}`,
    }
    const data = (kind: string) => (kind === 'Secret' ? Buffer.from('secret').toString('base64') : 'configMap')
    const live = {
      get: async (kind: string) => ({ metadata: { name: 'a' }, data: { v: data(kind) } }),
      list: async () => [],
    }
    const connect = async () => ({ defaultNamespace: 'ns', live })
    expect(await variablesOf(files, { connect, environment: { v: 'environment' } })).toEqual({ v: type })
  })

  it('lets the last of several files for --values win, which may be stdin, and merges their maps', async () => {
    const files = {
      'profiles/prod.yaml': 'variables: {m: {a: 1}, l: [1]}\n',
      'one.yaml': 'v: one\nm: {b: 2}\nl: [2]\n',
    }
    const options = { values: ['one.yaml', '-'], readStdin: () => Buffer.from('v: stdin\nm: {c: "{{ v }}"}\n') }
    const variables = { v: 'stdin', m: { a: 1, b: 2, c: 'stdin' }, l: [2] }
    expect(await variablesOf(files, options)).toEqual(variables)
  })

  it('takes a file for --set-file to the last character', async () => {
    const files = { 'motd.txt': '\ufeffa\r\nb\u0085\u0000\n' }
    expect(await variablesOf(files, { setFile: ['v=motd.txt'] })).toEqual({ v: files['motd.txt'] })
  })

  it.skipIf(process.platform === 'win32')('bounds what a person names, be it a device that never ends', async () => {
    const tooLarge = { code: 'file-unreadable', message: "/dev/zero can't be read: it is larger than 10 MiB" }
    await expect(variablesOf({}, { values: ['/dev/zero'] })).rejects.toMatchObject(tooLarge)
    await expect(variablesOf({}, { setFile: ['v=/dev/zero'] })).rejects.toMatchObject(tooLarge)
    expect(await variablesOf({}, { values: ['/dev/null'] })).toEqual({})
    await expect(variablesOf({}, { values: ['.'] })).rejects.toThrow(". can't be read: it is a folder")
  })

  it.each([
    ['--set-file', 'x.txt', { setFile: ['v=x.txt'] }],
    ['--values', 'x.yaml', { values: ['x.yaml'] }],
    ['stdin', 'stdin', { values: ['-'], readStdin: () => latin1 }],
  ])('refuses what isn’t UTF-8, with its line (%s)', async (_, file, options) => {
    await expect(variablesOf({ [file]: latin1 }, options)).rejects.toMatchObject({
      code: 'file-unreadable',
      message: `${file} can't be read: it is not UTF-8 (byte 11 of line 2)`,
      place: { file, line: 2, column: 6 },
    })
  })
})

const latin1 = Buffer.from('a: b\nc: de\xe9\n', 'latin1')

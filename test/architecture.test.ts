import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const repository = fileURLToPath(new URL('..', import.meta.url))
const rule = 'lint/style/noRestrictedImports'

/** A file that each folder must not hold, by its only import. */
const violations: Readonly<Record<string, string>> = {
  'src/yaml/a.ts': '../manifest/types.ts',
  'src/masking/a.ts': '../manifest/types.ts',
  'src/template/a.ts': '../profile/schema.ts',
  'src/template/python/a.ts': '../../manifest/types.ts',
  'src/profile/a.ts': '../variables/merge.ts',
  'src/manifest/a.ts': '../plan/types.ts',
  'src/variables/a.ts': '../sources/project.ts',
  'src/kinds/a.ts': '../cluster/cluster.ts',
  'src/plan/a.ts': '../workflow/events.ts',
  'src/sources/a.ts': '../cluster/connect.ts',
  'src/cluster/a.ts': '../kinds/kind-of.ts',
  'src/history/a.ts': '../cluster/connect.ts',
  'src/workflow/a.ts': '../cluster/transport.ts',
  'src/workflow/b.ts': '../output/screen.ts',
  'src/output/a.ts': '../workflow/deploy.ts',
  'src/cli/a.ts': '../plan/build.ts',
  'src/cli/commands/a.ts': '../../cluster/connect.ts',
  'src/plan/b.ts': 'chalk',
  'src/history/b.ts': '@kubernetes/client-node',
  'src/errors.ts': './plan/types.ts',
  'src/shell-words.ts': './plan/types.ts',
  'src/shorten.ts': './plan/types.ts',
  'src/printable.ts': './plan/types.ts',
}

/** What the folders may do, from one end of the pipeline to the other. */
const allowed: Readonly<Record<string, string>> = {
  'src/manifest/ok.ts': '../yaml/read.ts',
  'src/variables/ok.ts': '../template/provenance.ts',
  'src/history/ok.ts': '../cluster/cluster.ts',
  'src/workflow/ok.ts': '../cluster/cluster.ts',
  'src/output/ok.ts': '../workflow/events.ts',
  'src/cli/commands/ok.ts': '../../workflow/apply.ts',
  'src/plan/ok.ts': '../errors.ts',
  'src/output/ok2.ts': 'chalk',
  'src/cluster/ok.ts': '@kubernetes/client-node',
  'src/ok.ts': './cluster/connect.ts',
}

let folder = ''
let reported: ReadonlySet<string> = new Set()

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kdeploy-architecture-'))
  symlinkSync(join(repository, 'biome.json'), join(folder, 'biome.json'))
  symlinkSync(join(repository, '.gitignore'), join(folder, '.gitignore'))
  for (const [file, imported] of Object.entries({ ...violations, ...allowed })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), `import * as imported from '${imported}'\n\nexport const used = imported\n`)
  }
  const lint = [
    'lint',
    '--reporter=json',
    '--max-diagnostics=none',
    `--only=${rule.replace('lint/', '')}`,
    '--vcs-enabled=false',
  ]
  reported = new Set(reportedFiles(join(repository, 'node_modules', '.bin', 'biome'), [...lint, 'src']))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function reportedFiles(program: string, args: readonly string[]): string[] {
  let output: string
  try {
    output = execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    output = (error as { stdout: string }).stdout
  }
  const { diagnostics } = JSON.parse(output) as {
    diagnostics: { category: string; location: { path: string | { file: string } } }[]
  }
  return diagnostics
    .filter(({ category }) => category === rule)
    .map(({ location: { path } }) => (typeof path === 'string' ? path : path.file))
}

describe('the linter', () => {
  for (const [file, imported] of Object.entries(violations)) {
    test(`refuses ${imported} in ${file}`, () => expect([...reported]).toContain(file))
  }

  for (const [file, imported] of Object.entries(allowed)) {
    test(`lets ${file} import ${imported}`, () => expect([...reported]).not.toContain(file))
  }

  test('has a rule for every folder of src', () => {
    const folders = readdirSync(join(repository, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const checked = new Set(Object.keys(violations).map((file) => file.split('/')[1]))

    expect(folders.map(({ name }) => name).filter((name) => !checked.has(name))).toEqual([])
  })
})

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lintRules } from '../../ci/lint-rooms.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const rule = 'lint/style/noRestrictedImports'

/** What the linter refuses as it is typed, by the file that would hold it: one of each form that a rule takes. */
const violations: Readonly<Record<string, string>> = {
  'src/yaml/a.ts': '../manifest/types.ts',
  'src/template/a.ts': '../profile/settings.ts',
  'src/template/python/a.ts': '../../manifest/types.ts',
  'src/template/python/methods/a.ts': '../../../main.ts',
  'src/kinds/a.ts': '../cluster/api/cluster.ts',
  'src/kinds/rules/a.ts': '../deployment.ts',
  'src/plan/a.ts': './prune/rules.ts',
  'src/plan/b.ts': 'chalk',
  'src/cluster/api/a.ts': '../connect.ts',
  'src/history/records/a.ts': '../store.ts',
  'src/history/b.ts': '@kubernetes/client-node',
  'src/workflow/run/a.ts': '../planning/plan-release.ts',
  'src/workflow/planning/a.ts': '../writing/carry-out.ts',
  'src/workflow/a.ts': '../cluster/transport/transport.ts',
  'src/output/a.ts': '../workflow/deploy.ts',
  'src/cli/commands/a.ts': '../../cluster/connect.ts',
  'src/cli/b.ts': '../main.ts',
  'src/shorten.ts': './plan/types.ts',
}

/** What it lets pass. */
const allowed: Readonly<Record<string, string>> = {
  'src/manifest/ok.ts': '../yaml/read.ts',
  'src/variables/ok.ts': '../template/provenance.ts',
  'src/template/python/ok.ts': '../compiler/names.ts',
  'src/plan/ok.ts': '../errors.ts',
  'src/plan/prune/ok.ts': '../types.ts',
  'src/history/ok.ts': '../cluster/api/cluster.ts',
  'src/workflow/planning/ok.ts': './prune/fates.ts',
  'src/workflow/ok.ts': './writing/objects/write-plan.ts',
  'src/output/ok.ts': '../workflow/run/events.ts',
  'src/output/terminal/ok.ts': 'chalk',
  'src/cluster/access/ok.ts': '@kubernetes/client-node',
  'src/cli/commands/ok.ts': '../../workflow/apply.ts',
  'src/nearest.ts': './shorten.ts',
  'src/main.ts': './cluster/connect.ts',
}

let folder = ''
let reported: ReadonlySet<string> = new Set()

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kdeploy-architecture-'))
  symlinkSync(join(repository, 'biome.json'), join(folder, 'biome.json'))
  symlinkSync(join(repository, 'biome.rooms.json'), join(folder, 'biome.rooms.json'))
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

  test('has the rules that the table of rooms makes', () => {
    expect(readFileSync(join(repository, 'biome.rooms.json'), 'utf8'), 'npm run lint:rooms writes them').toBe(
      lintRules(),
    )
  })
})

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { describe, expect, test } from 'vitest'
import { repository } from '../support/projects/project.ts'
import { readImports } from './import-graph.ts'

/** Rooms with golden suites: their tests go by what they compare with (test/golden), not by source file. */
const goldenRooms = ['template', 'yaml', 'masking']

/**
 * Who covers a room's files that branch and have no test at the mirrored path: folders of tests that run whole commands, or unit
 * tests that import each of these files, if only by way of others. A room's row goes once each of them has its mirror.
 */
const coveredBy: Readonly<Record<string, readonly string[]>> = {
  '.': ['cli', 'e2e/interruption'],
  cli: ['cli'],
  'cli/completion': ['cli', 'e2e/completion'],
  'cli/commands': [
    'cli',
    'e2e/apply',
    'e2e/delete',
    'e2e/diff',
    'e2e/history',
    'e2e/images',
    'e2e/promote',
    'e2e/rename',
    'e2e/status',
    'e2e/undo',
  ],
  'cli/options': ['cli'],
  'cli/session': ['cli', 'e2e/output'],
  cluster: ['e2e/cluster'],
  'cluster/access': [
    'cluster/access/credentials.test.ts',
    'cluster/access/kubeconfig.test.ts',
    'cluster/transport/trace.test.ts',
  ],
  'cluster/api': ['e2e/cluster', 'e2e/faults'],
  'cluster/connection': ['cluster/transport/transport.test.ts'],
  'cluster/errors': ['cluster/transport/transport.test.ts'],
  'cluster/transport': ['cluster/transport/retry-after.test.ts'],
  comments: ['comments/http-client.test.ts'],
  git: ['git/commit.test.ts'],
  history: ['history/fuzz.test.ts', 'history/trust.test.ts', 'e2e/history', 'e2e/rename'],
  'history/lock': ['e2e/lock'],
  'history/records': ['history/records/revision.test.ts'],
  'history/signing': ['history/trust.test.ts'],
  kinds: ['kinds/registry.test.ts'],
  'kinds/causes': ['kinds/deployment.test.ts'],
  'kinds/rules': ['kinds/rules/judge.test.ts'],
  'lint/rules': ['lint/lint.test.ts'],
  manifest: ['manifest/namespace.test.ts'],
  output: ['output/terminal/screen.test.ts', 'output/trace.test.ts'],
  'output/changed': ['cli'],
  'output/ci': ['output/ci/annotations.test.ts'],
  'output/diff': ['output/terminal/screen.test.ts', 'e2e/diff'],
  'output/diff/html': ['output/diff/html/page.test.ts'],
  'output/findings': ['output/terminal/screen.test.ts'],
  'output/json': ['output/json/json-events.test.ts'],
  'output/markdown': ['output/findings/markdown.test.ts'],
  'output/progress': ['output/progress/live-progress.test.ts'],
  'output/reports': ['output/reports/formats.test.ts'],
  'output/terminal': ['output/terminal/screen.test.ts'],
  'output/sets': ['e2e/sets'],
  sets: ['e2e/sets'],
  'sets/reading': ['e2e/sets'],
  'sets/runs': ['e2e/sets'],
  'sets/turns': ['e2e/sets'],
  'sets/world': ['e2e/sets'],
  plan: ['plan/prune/candidates.test.ts', 'e2e/undo'],
  'plan/diff': ['plan/diff/diff.test.ts'],
  'plan/helm': ['plan/helm/helm-manifest.test.ts', 'plan/helm/helm-record.test.ts'],
  'plan/impact': ['plan/impact/impact.test.ts'],
  'plan/masking': ['plan/masking/mask.test.ts', 'workflow/rendering/check-exposed-secrets.test.ts'],
  'plan/references': ['plan/references/references.test.ts'],
  'plan/saved': ['plan/saved/compare-plans.test.ts'],
  'plan/scope': ['plan/scope/restoration.test.ts'],
  profile: ['profile/profile-file.test.ts', 'profile/profile-name.test.ts'],
  programs: ['cli', 'e2e/confirm'],
  project: ['project/project.test.ts', 'e2e/diff'],
  'project/files': ['project/project.test.ts', 'e2e/diff', 'cli'],
  scaffold: ['scaffold/from-plain.test.ts'],
  schemas: ['schemas/check-manifests.test.ts'],
  'schemas/check': ['schemas/check/check.test.ts'],
  'schemas/pattern': ['schemas/pattern/pattern.test.ts'],
  sources: ['sources/registry.test.ts', 'sources/file.test.ts'],
  validation: ['validation/metadata.test.ts'],
  'validation/forms': ['validation/metadata.test.ts'],
  'validation/kinds': ['validation/kinds/cron-job.test.ts'],
  'validation/pods': ['validation/pods/volumes.test.ts'],
  variables: ['variables/many.test.ts', 'project/project.test.ts'],
  workflow: ['cli', 'e2e/apply', 'e2e/delete', 'e2e/history', 'e2e/images', 'e2e/rename', 'e2e/status', 'e2e/undo'],
  'sets/applying': ['e2e/sets'],
  'sets/changing': ['e2e/sets'],
  'sets/rendering': ['cli'],
  'cli/sets': ['e2e/sets'],
  'output/sets/reads': ['e2e/sets'],
  'workflow/changing': ['sets/changing/changed.test.ts'],
  'workflow/promoting': ['e2e/promote'],
  'workflow/sweeping': ['e2e/sweep'],
  'workflow/initializing': ['cli', 'e2e/init'],
  'workflow/validating': ['workflow/validate.test.ts'],
  'workflow/planning': ['e2e/delete', 'e2e/diff', 'e2e/hooks', 'e2e/quota', 'e2e/adoption', 'e2e/ownership'],
  'workflow/planning/compare': ['e2e/adoption', 'e2e/ownership', 'e2e/recreate', 'e2e/refusals'],
  'workflow/planning/facts': ['e2e/adoption', 'e2e/ownership', 'e2e/permissions', 'e2e/masking'],
  'workflow/planning/preview': ['e2e/diff', 'e2e/undo'],
  'workflow/planning/prune': ['e2e/prune', 'e2e/delete', 'e2e/permissions'],
  'workflow/planning/references': ['e2e/references'],
  'workflow/planning/undo': ['e2e/undo', 'e2e/history'],
  'workflow/renaming': ['e2e/rename'],
  'workflow/rendering': ['workflow/validate.test.ts', 'workflow/rendering/mask-text.test.ts', 'e2e/apply'],
  'workflow/resolving': ['workflow/validate.test.ts', 'history/fuzz.test.ts'],
  'workflow/resolving/checks': ['workflow/validate.test.ts'],
  'workflow/run': ['e2e/lock'],
  'workflow/status': ['e2e/status', 'e2e/history', 'e2e/restart'],
  'workflow/waiting': ['e2e/waiting'],
  'workflow/writing': ['e2e/apply', 'e2e/history', 'e2e/undo'],
  'workflow/writing/hooks': ['e2e/hooks'],
  'workflow/writing/objects': ['e2e/apply', 'e2e/recreate'],
  'workflow/writing/ownership': ['e2e/adoption', 'e2e/ownership'],
  'workflow/writing/prune': ['e2e/prune', 'e2e/delete', 'e2e/adoption'],
}

const src = readImports(join(repository, 'src'))
const tests = readImports(join(repository, 'test'))

/** How a path below src begins where a test imports it. */
const above = '../src/'

/** Files that need a row: they branch, and no test stands at the mirrored path. */
const unmirrored = [...src.keys()].filter((file) => !hasGoldens(file) && branches(file) > 0 && !hasMirror(file))

describe('the tests of src', () => {
  test('stand at the mirrored path, or a row says where', () => {
    expect(unmirrored.filter((file) => coveredBy[dirname(file)] === undefined)).toEqual([])
  })

  test('are named by rows that something needs', () => {
    const rooms = new Set(unmirrored.map((file) => dirname(file)))
    expect(Object.keys(coveredBy).filter((room) => !rooms.has(room))).toEqual([])
  })

  test('are where the rows say', () => {
    expect(rows().filter(([, path]) => !isTestFile(path) && !isTestFolder(path))).toEqual([])
  })

  test('reach every file of a row that names unit tests alone', () => {
    const missed = unmirrored.filter((file) => {
      const paths = coveredBy[dirname(file)] ?? []
      return paths.every(isTestFile) && !paths.some((path) => reached(path).has(file))
    })
    expect(missed).toEqual([])
  })

  test('reach, each unit test that a row names, a file of that row', () => {
    const idle = rows().filter(
      ([room, path]) =>
        isTestFile(path) && !unmirrored.some((file) => dirname(file) === room && reached(path).has(file)),
    )
    expect(idle).toEqual([])
  })
})

describe('branches', () => {
  test.each([
    ['main.ts', true],
    ['workflow/writing/objects/write-plan.ts', true],
    ['manifest/types.ts', false],
    ['plan/types.ts', false],
  ])('of %s', (file, has) => expect(branches(file) > 0).toBe(has))
})

function rows(): (readonly [room: string, path: string])[] {
  return Object.entries(coveredBy).flatMap(([room, paths]) => paths.map((path) => [room, path] as const))
}

function hasGoldens(file: string): boolean {
  return goldenRooms.some((room) => file.startsWith(`${room}/`))
}

function hasMirror(file: string): boolean {
  return tests.has(file.replace(/\.ts$/, '.test.ts'))
}

/** How often a file's text branches outside comments: a word in a string may count, so that no branch is overlooked. */
function branches(file: string): number {
  const text = readFileSync(join(repository, 'src', file), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, '')
  return [...text.matchAll(/\b(?:if|for|while|switch) \(|\bcatch\b|&&|\|\||\?\?|\?\.|\s\?\s/g)].length
}

function isTestFile(path: string): boolean {
  return tests.has(path) && path.endsWith('.test.ts')
}

/** A folder whose tests run commands: test/cli, or a subject of test/e2e. */
function isTestFolder(path: string): boolean {
  const folder = join(repository, 'test', path)
  const isOne = path === 'cli' || dirname(path) === 'e2e'
  return isOne && existsSync(folder) && readdirSync(folder).some((file) => file.endsWith('.test.ts'))
}

/** The files of src that a test imports, itself or by way of others. */
function reached(test: string): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (path: string): void => {
    if (found.has(path)) return
    found.add(path)
    const [graph, folder] = path.startsWith(above) ? [src, above] : [tests, '']
    for (const imported of graph.get(path.slice(folder.length)) ?? []) visit(join(folder, imported))
  }
  visit(test)
  return new Set([...found].flatMap((path) => (path.startsWith(above) ? [path.slice(above.length)] : [])))
}

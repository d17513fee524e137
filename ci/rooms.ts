/**
 * The rooms of src, and what each may import: a room (`plan`: the files right in that folder), a room with its inner rooms
 * (`plan/**`), or one file of a room. Files right in src are leaves, which all may import; main.ts imports everything. Whatever
 * isn't said here is refused, by test/architecture/rooms.test.ts, which reads the real imports, and by the linter, whose rules
 * `npm run lint:rooms` makes from this table.
 *
 * From top to bottom: the language, the core, the cluster and what a release keeps there, the use cases' steps in their order,
 * the use cases, and who calls them.
 */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  yaml: [],
  masking: [],
  programs: [],
  'template/**': [],

  manifest: ['yaml'],
  profile: ['yaml'],
  variables: ['template/provenance.ts'],
  'kinds/rules': ['manifest'],
  'kinds/causes': ['kinds/rules', 'manifest'],
  kinds: ['kinds/**', 'manifest'],
  'plan/masking': ['kinds/rules', 'manifest', 'masking', 'yaml'],
  'plan/ownership': ['plan/masking', 'manifest', 'masking'],
  'plan/membership': ['plan/ownership', 'manifest'],
  'plan/helm': ['manifest', 'yaml'],
  plan: ['plan/ownership', 'kinds/rules', 'manifest'],
  'plan/references': ['plan/ownership', 'manifest'],
  'plan/images': ['plan/references', 'plan/masking', 'manifest', 'masking'],
  'plan/staleness': ['plan/references', 'plan/ownership', 'manifest'],
  'plan/permissions': ['kinds', 'kinds/rules', 'manifest'],
  'plan/quota': ['plan', 'manifest'],
  'plan/scope': ['plan/ownership', 'manifest'],
  'plan/prune/rules': ['plan', 'plan/ownership', 'plan/references', 'plan/scope', 'manifest'],
  'plan/prune': ['plan/prune/rules', 'plan', 'plan/ownership', 'manifest'],
  'plan/impact': ['plan', 'plan/masking', 'plan/references', 'manifest'],
  'plan/saved': ['plan/diff', 'manifest'],
  'plan/diff': ['plan', 'plan/masking', 'plan/ownership', 'plan/references', 'manifest', 'masking', 'yaml'],

  findings: ['manifest'],
  'schemas/data': [],
  'schemas/check': ['manifest'],
  'schemas/pattern': ['schemas/check'],
  schemas: ['schemas/data', 'schemas/check', 'schemas/pattern', 'findings', 'manifest'],
  'lint/rules': ['findings', 'plan/references', 'plan/share-of-pods.ts', 'plan/hooks.ts', 'manifest'],
  'validation/forms': ['manifest'],
  'validation/pods': ['validation/forms'],
  'validation/kinds': ['validation/pods', 'validation/forms'],
  validation: ['validation/kinds', 'validation/forms', 'schemas/built-in.ts', 'findings', 'manifest'],
  lint: ['lint/rules', 'findings', 'manifest'],

  expectations: ['plan/diff', 'plan/masking', 'plan', 'profile', 'manifest', 'masking', 'yaml'],
  scaffold: [
    'plan/images/image-reference.ts',
    'plan/masking/copies.ts',
    'plan/ownership',
    'plan/references/pod-spec-paths.ts',
    'manifest',
    'yaml',
    'template/library.ts',
  ],

  'project/files': [],
  project: ['project/files', 'profile'],
  git: ['project/files'],
  sources: ['project/files', 'profile', 'variables', 'yaml'],

  'cluster/access': ['manifest'],
  'cluster/errors': ['cluster/access', 'manifest'],
  'cluster/connection': ['cluster/access', 'cluster/errors'],
  'cluster/transport': ['cluster/connection', 'cluster/access', 'cluster/errors', 'manifest'],
  'cluster/api': ['cluster/transport', 'cluster/connection', 'cluster/errors', 'manifest'],
  cluster: ['cluster/**'],
  'history/records': ['cluster/api/cluster.ts', 'manifest'],
  'history/signing': ['history/records', 'manifest'],
  'history/lock': ['history/records', 'cluster/api/cluster.ts', 'cluster/errors', 'manifest'],
  history: ['history/records', 'history/signing', 'cluster/api/cluster.ts', 'cluster/errors', 'manifest'],

  comments: ['cluster/connection', 'cluster/errors/response-error.ts', 'cluster/transport'],

  'workflow/run': [
    '@cluster',
    'comments/comment-place.ts',
    'git/commit.ts',
    'history/**',
    'plan',
    'plan/diff/types.ts',
    'plan/images/needed-images.ts',
    'plan/impact/impact.ts',
    'plan/ownership',
    'kinds/rules',
    'manifest',
    'masking',
  ],
  'workflow/resolving/checks': ['project', 'variables', 'yaml'],
  'workflow/resolving': [
    'order/release.ts',
    'workflow/resolving/checks',
    'workflow/run',
    'programs/own-secrets.ts',
    '@cluster',
    'history/records',
    'kinds/rules',
    'manifest',
    'template/**',
    'sources',
    'project',
    'project/files',
    'variables',
    'profile',
  ],
  'workflow/waiting': [
    'workflow/run',
    '@cluster',
    'plan/images',
    'plan/masking',
    'plan/references',
    'kinds',
    'kinds/rules',
    'manifest',
    'masking',
  ],
  'workflow/rendering': [
    'workflow/waiting',
    'workflow/resolving',
    'workflow/run',
    '@cluster',
    'history/records',
    '@plan',
    'kinds/rules',
    'manifest',
    'masking',
    'yaml',
  ],
  'workflow/validating': [
    'order/release.ts',
    'workflow/rendering',
    'workflow/resolving',
    'workflow/run',
    'lint',
    'schemas',
    'validation',
    'findings',
    'manifest',
    'project',
    'project/files',
    'profile',
    'variables',
    'yaml',
  ],
  'workflow/planning/facts': [
    'workflow/run',
    '@cluster',
    'history',
    'history/records',
    '@plan',
    'kinds',
    'kinds/rules',
    'manifest',
    'masking',
  ],
  'workflow/planning/compare': [
    'workflow/planning/facts',
    'workflow/run',
    '@cluster',
    'history/records',
    '@plan',
    'manifest',
    'masking',
  ],
  'workflow/planning/preview': [
    'workflow/run',
    '@cluster',
    '@plan',
    'history',
    'history/records',
    'manifest',
    'project',
  ],
  'workflow/planning/undo': ['workflow/run', '@cluster', 'history', 'history/records', '@plan', 'manifest'],
  'workflow/planning/references': [
    'workflow/planning/facts',
    'workflow/run',
    '@cluster',
    '@plan',
    'manifest',
    'masking',
  ],
  'workflow/planning/prune': [
    'workflow/planning/references',
    'workflow/planning/undo',
    'workflow/planning/compare',
    'workflow/planning/facts',
    'workflow/waiting',
    'workflow/run',
    '@cluster',
    'history/**',
    '@plan',
    'manifest',
  ],
  'workflow/planning': [
    'workflow/planning/**',
    'workflow/run',
    '@cluster',
    'history/**',
    '@plan',
    'manifest',
    'masking',
  ],
  'workflow/writing/ownership': [
    'workflow/planning',
    'workflow/planning/facts',
    'workflow/run',
    '@cluster',
    'history',
    '@plan',
    'manifest',
    'masking',
  ],
  'workflow/writing/objects': [
    'workflow/writing/ownership',
    'workflow/planning/**',
    'workflow/waiting',
    'workflow/run',
    '@cluster',
    'history/records',
    '@plan',
    'kinds',
    'kinds/rules',
    'manifest',
    'masking',
  ],
  'workflow/writing/prune': [
    'workflow/writing/ownership',
    'workflow/planning/prune',
    'workflow/waiting',
    'workflow/run',
    '@cluster',
    'history',
    'history/records',
    '@plan',
    'manifest',
  ],
  'workflow/writing/hooks': [
    'workflow/writing/objects',
    'workflow/planning',
    'workflow/planning/compare',
    'workflow/waiting',
    'workflow/run',
    '@cluster',
    '@plan',
    'kinds',
    'manifest',
  ],
  'workflow/writing': [
    'workflow/writing/**',
    'workflow/planning',
    'workflow/planning/**',
    'workflow/waiting',
    'workflow/run',
    '@cluster',
    'history',
    'history/records',
    '@plan',
    'manifest',
    'masking',
  ],
  'workflow/changing': [
    'workflow/rendering',
    'workflow/resolving',
    'workflow/run',
    '@plan',
    'manifest',
    'masking',
    'project',
  ],
  'workflow/testing': [
    'order/release.ts',
    'workflow/rendering',
    'workflow/resolving',
    'workflow/run',
    'expectations',
    'plan/masking',
    'project',
    'project/files',
    'variables',
    'manifest',
  ],
  'workflow/status': [
    'workflow/planning/facts',
    'workflow/planning/undo',
    'workflow/waiting',
    'workflow/run',
    '@cluster',
    'history',
    'history/records',
    'history/lock',
    '@plan',
    'kinds/rules',
    'manifest',
    'masking',
  ],
  'workflow/renaming': [
    'workflow/writing/**',
    'workflow/planning',
    'workflow/planning/**',
    'workflow/run',
    '@cluster',
    'history/**',
    '@plan',
    'manifest',
  ],
  'workflow/initializing': [
    'workflow/planning/compare',
    'workflow/planning/facts',
    'workflow/run',
    '@cluster',
    'history/records',
    '@plan',
    'scaffold',
    'project',
    'project/files',
    'manifest',
    'template/library.ts',
    'yaml',
  ],
  workflow: [
    'order',
    'workflow/**',
    'expectations/test-report.ts',
    'scaffold/init-result.ts',
    'findings',
    'profile/clusters.ts',
    'profile/json-schema.ts',
    'profile/profile-name.ts',
    'sources/registry.ts',
    'project',
    'project/files',
    '@cluster',
    'history/**',
    '@plan',
    'kinds/rules',
    'manifest',
    'masking',
    'variables',
    'yaml',
  ],

  order: [],
  'sets/runs': ['history'],
  sets: [
    'sets/runs',
    'order',
    'workflow',
    'workflow/run',
    'workflow/resolving',
    'workflow/changing',
    'git/commit.ts',
    'sources/registry.ts',
    'project',
    'project/files',
    'profile',
    '@cluster',
    'history/**',
    'manifest',
  ],

  'output/terminal': ['manifest', 'masking'],
  'output/progress': ['output/terminal', '@told', 'kinds/rules', 'manifest', 'masking'],
  'output/json': ['output/terminal', '@told', 'kinds/rules', 'manifest'],
  'output/diff/html': ['output/terminal', 'output/progress', '@told', 'manifest'],
  'output/markdown': [],
  'output/diff': [
    'output/diff/html',
    'output/markdown',
    'output/terminal',
    'output/progress',
    '@told',
    'manifest',
    'plan/diff/text-hunks.ts',
  ],
  'output/junit': [],
  'output/ci': ['output/terminal', 'findings', 'masking'],
  'output/findings': [
    'output/terminal',
    'output/progress',
    'output/json',
    'output/junit',
    'output/markdown',
    'findings',
  ],
  'output/tests': ['expectations/test-report.ts', 'output/json', 'output/junit', 'output/progress', 'output/terminal'],
  'output/reports': [
    'output/diff',
    'output/diff/html',
    'output/findings',
    'output/json',
    'output/junit',
    'output/markdown',
    'output/progress',
    'output/sets',
    'output/terminal',
    'output/tests',
    'expectations/test-report.ts',
    'findings',
    '@told',
    'manifest',
    'masking',
  ],
  'output/sets': ['output/json', 'output/progress', 'output/terminal', 'order', '@told', 'manifest', 'masking'],
  output: ['output/**', '@told', 'scaffold/init-result.ts', 'manifest', 'masking'],
  'cli/options': ['order/release.ts', 'workflow/run'],
  'cli/session': ['cli/options', 'order/release.ts', 'workflow/run', 'sets', 'output/**', 'project/report-files.ts'],
  'cli/completion': ['cli/options', 'workflow', 'workflow/run'],
  'cli/commands': [
    'cli/options',
    'cli/session',
    'sets',
    'workflow',
    'workflow/run',
    'findings',
    'output',
    'output/diff',
    'output/findings',
    'output/reports',
    'output/tests',
  ],
  cli: ['cli/**', 'sets', 'workflow'],
}

/** Groups of rooms that stand above by one name. */
export const groups: Readonly<Record<string, readonly string[]>> = {
  /** The API server's type, and what its refusals mean; how it is reached is main's to know. */
  '@cluster': ['cluster/api/cluster.ts', 'cluster/errors'],
  '@plan': ['plan/**'],
  /** What a run tells and returns. */
  '@told': [
    'sets/changes.ts',
    'sets/events.ts',
    'sets/results.ts',
    'workflow/run/events.ts',
    'workflow/run/results.ts',
    'plan/types.ts',
    'plan/diff/types.ts',
    'plan/impact/impact.ts',
  ],
}

/** Packages that one room alone imports. */
export const packages: Readonly<Record<string, string>> = {
  '@kubernetes/client-node': 'cluster/**',
  chalk: 'output/**',
  commander: 'cli/**',
}

/** How many files a room holds at most. */
export const largestRoom = 18

/** Rooms of files that are alike, each found by its name: one per command, kind, source, rule, or operation of Python's. */
export const largerRooms: Readonly<Record<string, number>> = {
  workflow: 30,
  'cli/commands': 30,
  'lint/rules': 60,
  'validation/kinds': 40,
  kinds: 40,
  sources: 24,
  'plan/prune/rules': 30,
  'plan/references': 24,
  'template/python': 56,
  'template/compiler': 21,
  'template/filters': 20,
}

/**
 * Files that import each other since what they hold is recursive: an expression has expressions in it, and a block is rendered
 * in a context that holds blocks. Each loop is sorted.
 */
export const recursive: readonly (readonly string[])[] = [
  [
    'template/compiler/call.ts',
    'template/compiler/constant-slice.ts',
    'template/compiler/expression.ts',
    'template/compiler/output.ts',
  ],
  ['template/runtime/block.ts', 'template/runtime/context.ts'],
]

/** The room of a file, both as paths below src: its folder, or the folder whose inner rooms count as one; `''` for a leaf and main.ts. */
export function roomOf(file: string): string {
  const folder = file.split('/').slice(0, -1).join('/')
  return Object.keys(rooms).find((room) => room.endsWith('/**') && isWithin(folder, room.slice(0, -3))) ?? folder
}

/** Whether a file may import another, both as paths below src. */
export function mayImport(file: string, imported: string): boolean {
  if (file === 'main.ts') return true
  if (imported === 'main.ts') return false
  if (roomOf(imported) === '' || roomOf(imported) === roomOf(file)) return true
  return allowancesOf(roomOf(file)).some((allowance) => covers(allowance, imported))
}

/** What a room may import, groups taken apart; nothing where it isn't in the table. */
export function allowancesOf(room: string): string[] {
  return (rooms[room] ?? []).flatMap((allowance) => groups[allowance] ?? [allowance])
}

/** Whether an allowance names a file. */
export function covers(allowance: string, file: string): boolean {
  if (allowance.endsWith('.ts')) return file === allowance
  const folder = file.split('/').slice(0, -1).join('/')
  return allowance.endsWith('/**') ? isWithin(folder, allowance.slice(0, -3)) : folder === allowance
}

function isWithin(folder: string, outer: string): boolean {
  return folder === outer || folder.startsWith(`${outer}/`)
}

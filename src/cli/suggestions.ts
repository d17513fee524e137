import { nearest } from '../nearest.ts'

/** What kdeploy has instead of a word that people know from kubectl, Helm and the like. */
interface Instead {
  readonly words: readonly string[]
  /** Of an option: the commands that it is said of. Default: all. */
  readonly commands?: readonly string[]
  /** What to type; what follows it tells more. */
  readonly type: string
  readonly why?: string
  /** The option is to be left out. Default: false. */
  readonly isNeedless?: true
}

/** Words of other tools for commands. */
export const foreignCommands: readonly Instead[] = [
  { words: ['rollback', 'revert', 'restore'], type: 'kdeploy undo', why: 'restores the last good revision' },
  { words: ['install', 'upgrade', 'deploy', 'sync', 'up', 'run', 'create'], type: 'kdeploy apply' },
  { words: ['uninstall', 'destroy', 'remove', 'rm', 'down'], type: 'kdeploy delete' },
  { words: ['prune'], type: 'kdeploy apply', why: 'prunes what is no longer rendered' },
  { words: ['lint', 'check', 'verify'], type: 'kdeploy validate' },
  { words: ['template', 'build', 'generate', 'manifest', 'manifests'], type: 'kdeploy render' },
  { words: ['list', 'ls', 'get', 'releases', 'ps'], type: 'kdeploy status --all' },
  { words: ['plan', 'preview', 'dry-run'], type: 'kdeploy diff' },
  { words: ['watch'], type: 'kdeploy status --watch' },
  { words: ['wait'], type: 'kdeploy status --wait' },
  { words: ['revisions', 'log'], type: 'kdeploy history' },
  { words: ['logs'], type: 'kubectl logs' },
  { words: ['rollout'], type: 'kdeploy status --wait, undo or restart' },
  { words: ['vars', 'variables', 'values', 'env'], type: 'kdeploy explain' },
  { words: ['new', 'scaffold'], type: 'kdeploy init' },
  { words: ['version'], type: 'kdeploy --version' },
]

/** Options of other tools. */
export const foreignOptions: readonly Instead[] = [
  {
    words: ['--dry-run', '--diff'],
    commands: ['apply'],
    type: 'kdeploy diff',
    why: 'shows what an apply would change',
  },
  {
    words: ['--dry-run'],
    commands: ['restart'],
    type: 'kdeploy status',
    why: 'shows which pods are older than what they read',
  },
  {
    words: ['-f', '--filename', '--file', '--recursive', '-R', '--kustomize', '-k'],
    type: '--values FILE',
    why: "gives variables; manifests come from the project's templates/",
  },
  { words: ['--atomic', '--rollback-on-failure', '--cleanup-on-fail'], commands: ['apply'], type: '--undo-on-failure' },
  {
    words: ['--wait', '--wait-for-jobs', '--prune', '--server-side', '--install'],
    commands: ['apply'],
    type: 'kdeploy apply',
    why: 'does that by itself',
    isNeedless: true,
  },
  {
    words: ['--wait'],
    commands: ['undo', 'delete', 'restart'],
    type: 'this command',
    why: 'waits by itself',
    isNeedless: true,
  },
  { words: ['--force'], commands: ['apply', 'undo'], type: '--force-conflicts or --replace' },
  { words: ['--kube-context', '--kubecontext', '--cluster'], type: '--context' },
  { words: ['--kube-config'], type: '--kubeconfig' },
  { words: ['--ns'], type: '--namespace' },
  { words: ['--env', '--environment', '-e'], type: '--profile' },
  { words: ['--revision'], commands: ['undo'], type: '--to-revision' },
  { words: ['--history-max', '--revision-history-limit'], type: '--history-limit' },
  { words: ['--auto-approve', '--assume-yes', '--force-yes'], type: '--yes' },
  { words: ['--no-confirm'], type: '--yes' },
  { words: ['--skip-hooks'], type: '--no-hooks' },
  { words: ['--set-literal'], type: '--set-string' },
  {
    words: ['--set', '--set-string', '--set-json', '--set-file', '--values'],
    commands: ['validate'],
    type: 'a default in a profile, or an environment source with an example',
    why: 'is validated without options (docs/rendering/variables.md)',
  },
  { words: ['--var', '--extra-vars'], type: '--set' },
  { words: ['--var-file', '--value-files'], type: '--values' },
  { words: ['--debug', '--trace'], type: '--verbose' },
  { words: ['--watch', '-w'], commands: ['apply', 'undo'], type: 'kdeploy status --watch' },
  { words: ['--show-only', '-s'], commands: ['render'], type: '--template' },
  { words: ['--no-color', '--no-colors', '--no-colour'], type: 'the environment variable NO_COLOR=1' },
  { words: ['--color', '--colors', '--colour'], type: 'the environment variable FORCE_COLOR=1' },
  { words: ['--version'], type: 'kdeploy --version' },
]

/** What to type instead of a command that there isn't; undefined where nothing is near. `known`: the commands that there are. */
export function insteadOfCommand(word: string, known: readonly string[]): string | undefined {
  const entry = foreignCommands.find(({ words }) => words.includes(word.toLowerCase()))
  if (entry !== undefined) return describe(entry)
  return nearestIn(word, known, foreignCommands)
}

/** The same of an option of a command. `known`: the options that it has. */
export function insteadOfOption(flag: string, command: string, known: readonly string[]): string | undefined {
  const [name = ''] = flag.split('=', 1)
  const own = foreignOptions.filter((entry) => entry.commands?.includes(command) ?? true)
  // `-fvalues.yaml`
  const entry = own.find(({ words }) => words.some((word) => word === name || (isShort(word) && name.startsWith(word))))
  if (entry !== undefined && (name.startsWith('--') || isShort(name.slice(0, 2)))) return describe(entry)
  return name.startsWith('--') ? nearestIn(name, known, own) : undefined
}

function isShort(word: string): boolean {
  return /^-[A-Za-z]$/.test(word)
}

/** What begins like this word, if only one does; of two that are as near, the one that kdeploy has counts. Short words are near to too much. */
function nearestIn(word: string, known: readonly string[], others: readonly Instead[]): string | undefined {
  const [begun, ...more] = known.filter((one) => one.startsWith(word))
  if (begun !== undefined && more.length === 0) return `Did you mean ${begun}?`
  const foreign = others.flatMap(({ words }) => words.filter((one) => one.length > 4))
  const found = nearest(word, [...known, ...foreign])
  if (found === undefined) return undefined
  const entry = known.includes(found) ? undefined : others.find(({ words }) => words.includes(found))
  return entry === undefined ? `Did you mean ${found}?` : describe(entry)
}

function describe({ type, why, isNeedless }: Instead): string {
  if (isNeedless === true) return `Leave it out: ${type} ${why}.`
  return why === undefined ? `Did you mean ${type}?` : `Did you mean ${type}? It ${why}.`
}

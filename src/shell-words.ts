/** Arguments as a POSIX shell takes them. */
export function shellWords(args: readonly string[]): string {
  return args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`)).join(' ')
}

/** Where kubectl works. */
interface KubectlPlace {
  /** `''` where none is used. */
  readonly kubeContext: string
  readonly kubeconfig?: string | undefined
  readonly namespace?: string | undefined
  readonly as?: Impersonation | undefined
}

/** Who requests are made as, where kubectl's options `--as`, `--as-uid` and `--as-group` say so. */
export interface Impersonation {
  readonly user: string | undefined
  readonly uid: string | undefined
  readonly groups: readonly string[]
}

/** Those options, for kubectl and kdeploy alike. */
export function impersonationArguments(as: Impersonation | undefined): string[] {
  const { user, uid, groups = [] } = as ?? {}
  return [
    ...(user === undefined ? [] : ['--as', user]),
    ...(uid === undefined ? [] : ['--as-uid', uid]),
    ...groups.flatMap((group) => ['--as-group', group]),
  ]
}

/** A command of kubectl for the same cluster, to be typed. */
export function kubectlCommand(
  { kubeContext, kubeconfig, namespace, as }: KubectlPlace,
  ...words: readonly string[]
): string {
  return shellWords([
    'kubectl',
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(kubeContext === '' ? [] : ['--context', kubeContext]),
    ...impersonationArguments(as),
    ...(namespace === undefined ? [] : ['-n', namespace]),
    ...words,
  ])
}

/** The words of a command line as a POSIX shell takes them apart, without expanding anything; undefined where a quote isn't closed. */
export function splitShellWords(line: string): readonly string[] | undefined {
  const words: string[] = []
  const word = /((?:[^\s"'\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*")+)|\s+/y
  while (word.lastIndex < line.length) {
    const found = word.exec(line)
    if (found === null) return undefined
    if (found[1] !== undefined) words.push(unquote(found[1]))
  }
  return words
}

function unquote(word: string): string {
  return word.replace(
    /\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"/g,
    (_, escaped: string | undefined, single: string | undefined, double: string | undefined) =>
      // POSIX shell, 2.2.3: within double quotes a backslash keeps these alone from their meaning.
      escaped?.replace('\n', '') ?? single ?? double?.replace(/\\(?:\n|([$`"\\]))/g, (_all, sign = '') => sign) ?? '',
  )
}

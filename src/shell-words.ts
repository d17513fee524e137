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
}

/** A command of kubectl for the same cluster, to be typed. */
export function kubectlCommand(
  { kubeContext, kubeconfig, namespace }: KubectlPlace,
  ...words: readonly string[]
): string {
  return shellWords([
    'kubectl',
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(kubeContext === '' ? [] : ['--context', kubeContext]),
    ...(namespace === undefined ? [] : ['-n', namespace]),
    ...words,
  ])
}

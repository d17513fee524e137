import { KdeployError, messageOf } from '../../errors.ts'
import { comparedFiles } from '../../output/diff/compared-files.ts'
import { splitShellWords } from '../../shell-words.ts'
import type { Difference } from '../../workflow/run/results.ts'
import type { Argv, ProgramEnd, World } from '../../workflow/run/world.ts'

const variable = 'KDEPLOY_EXTERNAL_DIFF'

/** The command line of a person's own diff; undefined where none is set. @throws KdeployError `external-diff-failed` */
export function externalDiff({ environment }: Pick<World, 'environment'>): Argv | undefined {
  const line = environment[variable] ?? ''
  if (line.trim() === '') return undefined
  const [file, ...args] = splitShellWords(line) ?? []
  if (file === undefined || file === '') throw failure('has a quote that is not closed, or no program')
  return [file, ...args]
}

/** Shows differences by a program, as `kubectl diff` does with KUBECTL_EXTERNAL_DIFF. Returns why it failed, where it did. */
export async function showExternally(
  argv: Argv,
  diffs: Difference['objects'],
  { compareFolders, interrupted }: Pick<World, 'compareFolders' | 'interrupted'>,
): Promise<KdeployError[]> {
  if (diffs.length === 0) return []
  const end = await compareFolders(argv, comparedFiles(diffs)).catch((error: unknown) => ({
    problem: `its folders can't be written: ${messageOf(error)}`,
  }))
  interrupted.throwIfAborted()
  const problem = problemOf(end, argv[0])
  return problem === undefined ? [] : [failure(problem)]
}

/** As diff(1) and kubectl have it, 1 is a difference. */
function problemOf(end: ProgramEnd, file: string): string | undefined {
  if ('signal' in end) return `was killed by ${end.signal}: ${file}`
  if ('exitCode' in end) return end.exitCode > 1 ? `failed with exit code ${end.exitCode}: ${file}` : undefined
  if (end.problem === 'ENOENT') return `names the program ${file}, which is not installed or not on the PATH`
  return `can't be started: ${file}: ${end.problem}`
}

function failure(problem: string): KdeployError {
  return new KdeployError({
    code: 'external-diff-failed',
    category: 'input',
    message: `${variable} ${problem}`,
    hint: `correct it, or unset it to have kdeploy's own unified diff`,
  })
}

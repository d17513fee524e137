import { join } from 'node:path'
import { type Cluster, test } from '../cluster/cluster.ts'
import type { ProgramResult, RunningProgram } from '../program.ts'
import { repository } from '../projects/project.ts'
import { ciOutput } from './ci-output.ts'
import { screenOf, startOnTerminal } from './terminal.ts'

/** Who looks at a run: the reader of a CI job's log, or a person at a terminal. */
export type View = 'ci' | 'terminal'

/** So wide that no line wraps, whatever the length of a test's names. */
const columns = 240

/** A run for one view. */
export interface Showing {
  readonly view: View
  /** The golden of this view, for toMatchFileSnapshot. */
  golden(name: string): string
  /** Starts kdeploy for the profile prod_shop as this view sees it. */
  start(cluster: Cluster, folder: string, ...args: readonly string[]): RunningProgram
  /** What was to be seen in the end, equal from run to run. */
  shown(result: ProgramResult, cluster: Cluster): string
}

/** The same test for each view; on a terminal where script(1) is Linux's. */
export function testShown(title: string, run: (cluster: Cluster, showing: Showing) => Promise<void>): void {
  for (const view of ['ci', 'terminal'] as const) {
    const showing = showingOf(view)
    test.skipIf(view === 'terminal' && process.platform !== 'linux')(`${title} (${view})`, ({ cluster }) =>
      run(cluster, showing),
    )
  }
}

function showingOf(view: View): Showing {
  return {
    view,
    golden: (name) => join(repository, 'test/golden/apply', view === 'ci' ? '' : 'terminal', `${name}.txt`),
    start(cluster, cwd, ...given) {
      const args = [...given, '-p', 'prod_shop']
      if (view === 'ci') return cluster.startKdeploy(args, { cwd })
      return startOnTerminal(args, { cwd, env: { KUBECONFIG: cluster.kubeconfig }, columns })
    },
    shown({ stdout, stderr }, cluster) {
      if (view === 'ci') return ciOutput(stderr, cluster)
      // How long it took stands behind what was seen on its way, which depends on the machine.
      return ciOutput(screenOf(stdout, columns), cluster).replace(/ \(\d+s\)$/gm, '')
    },
  }
}

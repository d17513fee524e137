import { mountedText } from './mounted-script.ts'
import { type Container, type RenderedRelease, runsOn, type Workload } from './rendered-release.ts'
import type { Rule, Violation } from './rule.ts'
import { commandLineOf, endsByHook, handlesSignals, lastCommand, type ShellCommand, shellOf } from './shell.ts'

export const shellAsPid1: Rule = {
  name: 'shell-as-pid-1',
  severity: 'warning',
  finds: 'a container whose first process is a shell that starts the program without `exec`',
  reason: 'SIGTERM ends at the shell, so the program never hears of it and is killed when the grace period is over.',
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  fix: 'write exec before the command that stays, or name the program itself: command: [app, --port=8080]',
  *check(release): Iterable<Violation> {
    for (const workload of release.workloads) {
      // Jobs end by themselves, and in a shared process namespace the shell isn't the first process.
      if (!runsOn(workload) || workload.podSpec['shareProcessNamespace'] === true) continue
      for (const container of workload.containers) {
        if (container.role === 'init' || endsByHook(container)) continue
        const { words, pathOf } = commandLineOf(container)
        const command = shellOf(words)
        const problem = command && problemOf(command, container, workload, release)
        if (command === undefined || problem === undefined) continue
        const message = `container ${container.name}: ${command.shell} runs the program without exec${problem}`
        yield { manifest: workload.manifest, path: pathOf(command.index), message }
      }
    }
  },
}

/** What to add to the message where a signal stays with the shell; undefined where it doesn't, or where that isn't known. */
function problemOf(
  { shell, script, file }: ShellCommand,
  container: Container,
  workload: Workload,
  release: RenderedRelease,
): string | undefined {
  if (script === undefined) return problemOfFile(file ?? '', container, workload, release)
  if (handlesSignals(script)) return undefined
  const last = lastCommand(script)
  if (last === '') return ''
  // Measured: bash 5.2 and BusyBox 1.35 replace themselves by the last command of -c, dash 0.5.12 doesn't.
  if (shell === 'sh' || shell === 'dash') return ', and dash, the sh of Debian and Ubuntu, then keeps SIGTERM to itself'
  return problemOfFile(last.split(/\s/)[0] ?? '', container, workload, release)
}

function problemOfFile(file: string, container: Container, workload: Workload, release: RenderedRelease) {
  const text = mountedText(file, container, workload, release)
  return text === undefined || handlesSignals(text) ? undefined : ''
}

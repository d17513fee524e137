import { fieldAt, numberAt, textsAt } from '../../manifest/fields.ts'
import type { Container } from './rendered-release.ts'
import type { Rule, Violation } from './rule.ts'
import { baseName, plainScript, shellOf } from './shell.ts'

export const gracePeriod: Rule = {
  name: 'grace-period',
  severity: 'warning',
  finds: 'a grace period that is not longer than the preStop hook waits',
  reason: 'The grace period covers the hook: SIGTERM comes when it is over, and SIGKILL two seconds later.',
  source: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-execution',
  fix: 'set terminationGracePeriodSeconds to what the hook waits plus what the program needs to end',
  *check({ workloads }): Iterable<Violation> {
    for (const { manifest, podSpec, podPath, containers } of workloads) {
      const own = podSpec['terminationGracePeriodSeconds'] ?? undefined
      const grace = own ?? 30
      if (typeof grace !== 'number') continue
      for (const container of containers) {
        const wait = waitOf(container)
        if (wait === undefined || grace > wait) continue
        const path =
          own === undefined
            ? [...container.path, 'lifecycle', 'preStop']
            : [...podPath, 'terminationGracePeriodSeconds']
        const usual = own === undefined ? ', as is the default' : ''
        const message = `container ${container.name}: preStop waits ${wait} s, and the grace period is ${grace} s${usual}`
        yield { manifest, path, message }
      }
    }
  },
}

/** Seconds for which a preStop hook sleeps at least; undefined where that isn't known. */
function waitOf({ spec }: Container): number | undefined {
  const hook = fieldAt(spec, 'lifecycle', 'preStop')
  const slept = numberAt(hook, 'sleep', 'seconds')
  if (slept !== undefined) return slept
  const words = textsAt(hook, 'exec', 'command')
  if (baseName(words[0]) === 'sleep') return secondsOf(words.slice(1))
  const script = shellOf(words)?.script
  if (script === undefined) return undefined
  const commands = plainScript(script).split(/\s*(?:;|&&|\n)\s*/)
  // What only a condition runs may not run.
  if (commands.some((command) => /^(?:if|then|else|elif|for|while|until|case|do)\b|[|&{(]/.test(command)))
    return undefined
  const sleeps = commands.filter((command) => /^(?:exec\s+)?(?:\/\S*\/)?sleep\s/.test(command))
  if (sleeps.length === 0) return undefined
  const seconds = sleeps.map((command) => secondsOf(command.replace(/^.*?sleep\s+/, '').split(/\s+/)))
  return seconds.reduce((sum, one) => (sum === undefined || one === undefined ? undefined : sum + one))
}

/** What `sleep` is told: `10`, `1m`; several add up. */
function secondsOf(words: readonly string[]): number | undefined {
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 }
  const parts = words.map((word) => /^(\d+(?:\.\d+)?)([smh]?)$/.exec(word))
  if (parts.length === 0) return undefined
  return parts.reduce<number | undefined>(
    (sum, part) =>
      sum === undefined || part === null ? undefined : sum + Number(part[1]) * (units[part[2] || 's'] ?? 1),
    0,
  )
}

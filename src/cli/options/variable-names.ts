import type { Command, Option } from 'commander'
import { nearest } from '../../nearest.ts'

const prefix = 'KDEPLOY_'

/** Variables of kdeploy that stand for no option. */
export const otherVariables: readonly string[] = [
  'KDEPLOY_HISTORY_KEY',
  'KDEPLOY_PLAN_KEY',
  'KDEPLOY_PAGER',
  'KDEPLOY_EXTERNAL_DIFF',
  'KDEPLOY_GITHUB_TOKEN',
  'KDEPLOY_GITLAB_TOKEN',
]

/** What kdeploy sets for the command of a step, which may run kdeploy itself. */
const setForSteps: readonly string[] = ['KDEPLOY_RELEASES', 'KDEPLOY_RUN']

/** What begins like this is for kdeploy's own tests and benchmarks. `KDEPLOY_SERVICE_HOST` and the like are what Kubernetes sets for a Service named kdeploy. */
const foreign = /^KDEPLOY_(?:TEST|BENCH|FUZZ|PYTHON|SERVICE|PORT)_/

/** What people write, by what they mean. */
const otherNames: Readonly<Record<string, string>> = {
  KDEPLOY_PROFILE: 'PROFILE',
  KDEPLOY_KUBE_CONTEXT: 'KDEPLOY_CONTEXT',
  KDEPLOY_KUBECONTEXT: 'KDEPLOY_CONTEXT',
  KDEPLOY_NO_COLOR: 'NO_COLOR',
  KDEPLOY_DIFF: 'KDEPLOY_EXTERNAL_DIFF',
}

/**
 * Not of a run, but of the program itself. `KDEPLOY_VERSION` is what a job calls the version that it installs, and
 * `KDEPLOY_RUN` the run that a step's command is of.
 */
const withoutVariable = new Set(['version', 'help', 'run'])

/**
 * Gives each option of a command the environment variable that stands for it, `envVar`: `--stable-for` has KDEPLOY_STABLE_FOR, `--no-prune`
 * KDEPLOY_NO_PRUNE. One that has a variable keeps it. `--profile` has PROFILE where a definition says so, else none, as the command
 * does something else without a profile. `takeVariables` reads them: commander itself would read those of the process.
 */
export function nameVariables(command: Command): void {
  for (const option of command.options) {
    const name = option.name()
    if (option.envVar !== undefined || name === 'profile' || withoutVariable.has(name)) continue
    option.envVar = `${prefix}${name.toUpperCase().replaceAll('-', '_')}`
  }
}

/** All variables that stand for options of a program's commands, with those options. */
export function optionsByVariable(program: Command): Map<string, Option[]> {
  const found = new Map<string, Option[]>()
  const visit = (command: Command) => {
    for (const option of command.options) {
      if (option.envVar === undefined) continue
      const others = found.get(option.envVar)
      if (others === undefined) found.set(option.envVar, [option])
      else others.push(option)
    }
    for (const inner of command.commands) visit(inner)
  }
  visit(program)
  return found
}

/**
 * A warning for each variable that looks like one of kdeploy and isn't, where it is near one that is, KDEPLOY_TIMOUT, or means the
 * opposite of one, KDEPLOY_PRUNE=false. `command`: the one that runs.
 */
export function misspelledVariables(command: Command, program: Command, environment: Environment): string[] {
  const names = Object.keys(environment).filter((name) => name.startsWith(prefix) && !foreign.test(name))
  if (names.length === 0) return []
  const all = new Set([...optionsByVariable(program).keys(), ...otherVariables, ...setForSteps])
  const own = new Set(command.options.map(({ envVar }) => envVar))
  return names.toSorted().flatMap((name) => {
    const opposite = name.replace(prefix, `${prefix}NO_`)
    const meansOpposite = own.has(opposite) && !own.has(name) && isOff(environment[name])
    if (all.has(name) && !meansOpposite) return []
    const meant = otherNames[name] ?? (all.has(opposite) ? `${opposite}=1` : nearestVariable(name, all))
    return meant === undefined ? [] : [`${name} is not a variable of kdeploy ${command.name()}: did you mean ${meant}?`]
  })
}

function isOff(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '' && switchOf(value) === false
}

/** By what follows the prefix, which would make all of them alike. */
function nearestVariable(name: string, known: ReadonlySet<string>): string | undefined {
  const own = [...known].filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length))
  const found = nearest(name.slice(prefix.length), own)
  return found === undefined ? undefined : `${prefix}${found}`
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Whether a text switches something on or off; undefined where it says neither. */
export function switchOf(text: string): boolean | undefined {
  const word = text.trim().toLowerCase()
  if (['1', 'true', 'yes'].includes(word)) return true
  return ['', '0', 'false', 'no'].includes(word) ? false : undefined
}

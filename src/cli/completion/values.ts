import type { Command, Option } from 'commander'
import type { Candidate } from './candidate.ts'
import type { Line } from './line.ts'

/** What may stand for a value; `behind`: what is typed of it already and stays, `image=` of `image=shop`. */
export interface Values {
  readonly candidates: readonly Candidate[]
  readonly paths?: 'files' | 'folders'
  readonly behind?: string
}

/** What only the project, the kubeconfig or the cluster knows; none of them fails. */
export interface Known {
  profiles(): Promise<readonly Candidate[]>
  templates(): Promise<readonly Candidate[]>
  tests(): Promise<readonly Candidate[]>
  kubeContexts(): Promise<readonly Candidate[]>
  /** Those of the profile; of all profiles where none is given, or globs are. */
  clusters(profile: string | undefined): Promise<readonly Candidate[]>
  namespaces(profile: string | undefined): Promise<readonly Candidate[]>
  variables(profile: string): Promise<readonly Candidate[]>
  revisions(profile: string): Promise<readonly Candidate[]>
  /** The members of the release. */
  members(profile: string): Promise<readonly Candidate[]>
  /** Those of them whose pods can be replaced. */
  workloads(profile: string): Promise<readonly Candidate[]>
  /** What the profile renders. */
  rendered(profile: string): Promise<readonly Candidate[]>
  /** What that refers to, and doesn't render. */
  references(profile: string): Promise<readonly Candidate[]>
}

const nothing: Values = { candidates: [] }

/** Kinds that a project is made from most often. */
const liveKinds = [
  ...['deployment', 'statefulset', 'daemonset', 'cronjob', 'service', 'ingress', 'configmap', 'secret'],
  ...['horizontalpodautoscaler', 'networkpolicy', 'persistentvolumeclaim', 'serviceaccount'],
]

/** What an option may have as its value. */
export async function optionValues(option: Option, typed: string, line: Line, known: Known): Promise<Values> {
  const { profile } = line
  const of = async (find: (profile: string) => Promise<readonly Candidate[]>): Promise<Values> =>
    profile === undefined ? nothing : { candidates: await find(profile) }
  const name = line.command.name()
  switch (option.long) {
    case '--context':
      return { candidates: await known.kubeContexts() }
    case '--cluster':
      return { candidates: without(line.all('cluster'), await known.clusters(profile)) }
    case '--against':
      return { candidates: [...(await known.profiles()), ...(await otherClusters(line, known))] }
    case '--template':
      return option.argChoices === undefined ? { candidates: await known.templates() } : listed(option, typed)
    case '--var':
      return of((one) => known.variables(one))
    case '--to-revision':
      return of((one) => known.revisions(one))
    case '--skip-references':
      return of((one) => known.references(one))
    case '--adopt':
    case '--replace':
      return of((one) => known.rendered(one))
    case '--from':
      return name === 'init'
        ? { candidates: plain(['all', ...liveKinds.map((kind) => `${kind}/`)]), paths: 'files' }
        : nothing
    default:
      return option.argChoices === undefined || isAssignment(placeholderOf(option))
        ? placeholderValues(placeholderOf(option), typed, line, known, option.argChoices)
        : { candidates: plain(option.argChoices) }
  }
}

/** `@us`: the same profile there. */
async function otherClusters(line: Line, known: Known): Promise<readonly Candidate[]> {
  const clusters = line.profile === undefined ? [] : await known.clusters(line.profile)
  return without(line.all('cluster'), clusters).map((one) => ({ ...one, value: `@${one.value}` }))
}

/** By the word in an option's brackets. */
async function placeholderValues(
  placeholder: string,
  typed: string,
  line: Line,
  known: Known,
  names?: readonly string[],
): Promise<Values> {
  const { profile } = line
  switch (placeholder) {
    case 'file':
      return { candidates: [], paths: 'files' }
    case 'folder':
      return { candidates: [], paths: 'folders' }
    case 'profile':
      return { candidates: await known.profiles() }
    case 'namespace':
      return { candidates: await known.namespaces(profile) }
    case 'kind/name':
      return { candidates: profile === undefined ? [] : await known.members(profile) }
    default:
      return isAssignment(placeholder) ? assignment(placeholder, typed, line, known, names) : nothing
  }
}

function isAssignment(placeholder: string): boolean {
  return /^[\w-]+=/.test(placeholder)
}

/** `name=value` and the like: first the name, one of `names` or a variable, then what belongs behind it. */
async function assignment(
  placeholder: string,
  typed: string,
  line: Line,
  known: Known,
  names: readonly string[] | undefined,
): Promise<Values> {
  const [, name = '', kind = ''] = /^([^=]*)=(.*)$/.exec(placeholder) ?? []
  const [behind] = /^[^=]*=/.exec(typed) ?? []
  if (behind !== undefined) return kind.toLowerCase() === 'file' ? { candidates: [], paths: 'files', behind } : nothing
  if (names !== undefined) return { candidates: plain(names.map((one) => `${one}=`)) }
  if (name !== 'name' || line.profile === undefined) return nothing
  const variables = await known.variables(line.profile)
  return { candidates: variables.map((one) => ({ ...one, value: `${one.value}=` })) }
}

/** Of a list, the last name is typed; none stands in it twice. */
function listed({ argChoices = [] }: Option, typed: string): Values {
  const names = typed.split(',').slice(0, -1)
  const rest = argChoices.filter((choice) => !names.includes(choice))
  return { candidates: plain(rest), behind: names.map((name) => `${name},`).join('') }
}

/** What may stand as the next argument; a command with commands of its own takes their names. */
export async function argumentValues(
  typed: string,
  line: Line,
  known: Known,
  commandsOf: (command: Command) => readonly Candidate[],
): Promise<Values> {
  const { command, args, namedProfile, profile, ownArgs } = line
  const [first, second] = command.registeredArguments
  if (command.commands.length > 0 && args.length === 0) {
    const profiles = namedProfile === undefined ? await known.profiles() : []
    return { candidates: [...commandsOf(command), ...profiles] }
  }
  if (first?.name() === 'profile') {
    if (first.variadic) return { candidates: without(args, await known.profiles()) }
    if (namedProfile === undefined && args.length === 0) return { candidates: await known.profiles() }
    return second === undefined || profile === undefined || (ownArgs.length > 0 && !second.variadic)
      ? nothing
      : { candidates: without(ownArgs, await ownValues(second.name(), profile, ownArgs, line, known)) }
  }
  if (first?.name() === 'source')
    return args.length < 2 ? { candidates: without(args, await releases(typed, known)) } : nothing
  if (first === undefined || (args.length > 0 && !first.variadic)) return nothing
  if (first.argChoices !== undefined) return { candidates: without(args, plain(first.argChoices)) }
  if (first.name() === 'file|name') return { candidates: without(args, await known.tests()), paths: 'files' }
  return placeholderValues(first.name(), typed, line, known)
}

/** Profiles, and behind an `@` the clusters of one: `prod_bus@eu`. */
async function releases(typed: string, known: Known): Promise<readonly Candidate[]> {
  const [, profile] = /^([^@]+)@/.exec(typed) ?? []
  if (profile === undefined) return known.profiles()
  return (await known.clusters(profile)).map((one) => ({ ...one, value: `${profile}@${one.value}` }))
}

/** What a command takes behind the profile. */
async function ownValues(
  name: string,
  profile: string,
  given: readonly string[],
  { command }: Line,
  known: Known,
): Promise<readonly Candidate[]> {
  if (name === 'key') return known.variables(profile)
  if (name === 'kind/name') return known.workloads(profile)
  if (name !== 'revision') return []
  // A diff is of two revisions.
  return command.name() === 'diff' && given.length > 1 ? [] : known.revisions(profile)
}

function without(given: readonly string[], candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(({ value }) => !given.includes(value))
}

function placeholderOf({ flags }: Option): string {
  return /[<[]([^>\]]+?)(?:\.\.\.)?[>\]]/.exec(flags)?.[1] ?? ''
}

function plain(values: readonly string[]): Candidate[] {
  return values.map((value) => ({ value, description: '' }))
}

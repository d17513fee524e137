import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseDuration as durationOf } from '../../duration.ts'
import { KdeployError } from '../../errors.ts'
import type { SetRelease } from '../../order/release.ts'
import { type ProfileInput, releaseArguments } from '../../workflow/run/input.ts'
import type { NamedObject } from '../../workflow/run/named-object.ts'
import { type ClusterOptions, targetOf } from './cluster-options.ts'
import { collect } from './repeatable.ts'

/** Options that choose the project, the profile and the cluster; kubectl's own names where kubectl has one. */
export interface ProfileOptions extends ClusterOptions {
  readonly profile?: string
  /** One of the profile's clusters. */
  readonly cluster?: string | undefined
  readonly project?: string
  readonly namespace?: string
  readonly values?: readonly string[]
  readonly setJson?: readonly string[]
  readonly set?: readonly string[]
  readonly setString?: readonly string[]
  readonly setFile?: readonly string[]
  /** Environment variables whose options count as given. */
  readonly fromEnvironment?: readonly string[]
  /** What to throw where a profile is needed and none was given: it names those of the project. */
  readonly missingProfile?: KdeployError | undefined
}

/** The profile, as an option or the first argument, with what is set over it. */
export function addProfileOptions(command: Command): Command {
  return addOverrides(addLocation(command), 'listed')
}

/** The same for a command that works on several releases, too. */
export function addSetOptions(command: Command, show: 'listed' | 'hidden' = 'listed'): Command {
  return addOverrides(addPlace(addSeveral(command), 'several'), show)
}

/** The same for a command that renders several releases and works on no cluster. */
export function addRenderedOptions(command: Command): Command {
  return addOverrides(addPlace(addProfiles(command), 'several'), 'listed')
}

/** For a command that looks at all profiles, or at those that are named; the variable PROFILE doesn't count. */
export function addComparedOptions(command: Command): Command {
  const profiles = command
    .argument('[profile...]', "profiles, or globs of them in quotes, e.g. 'prod_*' (default: all)")
    .option('-p, --profile <profile>', 'same as an argument; repeatable', collect)
  return addOverrides(addPlace(profiles, 'several'), 'listed')
}

function addProfiles(command: Command): Command {
  const option = new Option(
    '-p, --profile <profile>',
    "profile to use, or a glob of profiles in quotes, e.g. 'prod_*'; repeatable",
  ).argParser(collect)
  command.argument('[profile]', 'profile, e.g. prod_cthulu, or glob; same as --profile').addOption(option)
  option.envVar = 'PROFILE'
  return command
}

function addSeveral(command: Command): Command {
  return addWorkedOn(addProfiles(command))
}

function addWorkedOn(command: Command): Command {
  return command
    .option('--with-needs', 'also the profiles that the chosen ones need')
    .option(
      '--releases-at-a-time <number>',
      'releases that are worked on at a time, if there are several',
      parseReleasesAtATime,
      defaultReleasesAtATime,
    )
}

export interface ChangedSinceOption {
  readonly changedSince?: string
}

/** For a command that may work on those releases alone that a commit changed. */
export function addChangedSince(command: Command): Command {
  return command.option(
    '--changed-since <revision>',
    'only the releases whose manifests differ from those of a commit, as kdeploy changed --since lists them; without -p, of all profiles (docs/ci/changed.md)',
  )
}

/** Releases of a set at a time, where nobody says otherwise. */
const defaultReleasesAtATime = 4

function parseReleasesAtATime(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('Use a number from 1 to 99.')
  return Number(text)
}

/** What commands on several releases take besides. */
export interface SetOptions {
  readonly releasesAtATime: number
  readonly withNeeds?: boolean
}

/**
 * How the releases of a set were chosen, by the options as they were given, in an order that doesn't depend on theirs: the same for
 * each run of a job, whatever profiles there are by then.
 */
export function chosenBy(options: ProfileOptions & Partial<SetOptions> & ChangedSinceOption): string[] {
  const { withNeeds, namespace, context, changedSince } = options
  const of = (option: string, values: string | readonly string[] | undefined) =>
    [values ?? []].flat().map((value) => `--${option} ${value}`)
  return [
    ...[options.profile ?? []].flat().toSorted(),
    ...of('cluster', options.cluster).toSorted(),
    ...of('namespace', namespace),
    ...of('context', context),
    // Not since when: that is another commit with each push.
    ...(changedSince === undefined ? [] : ['--changed-since']),
    ...(withNeeds === true ? ['--with-needs'] : []),
  ]
}

/** The same for a command that renders nothing: it takes variables, as a namespace may depend on them, without listing how. */
export function addReleaseOptions(command: Command): Command {
  return addOverrides(addLocation(command), 'hidden')
}

/** As addSetOptions for a command that does something else without a profile: the variable PROFILE doesn't count. */
export function addOptionalSetOptions(command: Command): Command {
  const profiles = command
    .argument('[profile]', 'profile, e.g. prod_cthulu, or glob; same as --profile')
    .option(
      '-p, --profile <profile>',
      "profile to use, or a glob of profiles in quotes, e.g. 'prod_*'; repeatable",
      collect,
    )
  return addOverrides(addPlace(addWorkedOn(profiles), 'several'), 'listed')
}

function profileOption(): Option {
  return new Option('-p, --profile <profile>', 'profile to use, e.g. prod_cthulu')
}

function addLocation(command: Command): Command {
  const option = profileOption()
  command.argument('[profile]', 'the profile, e.g. prod_cthulu; same as --profile').addOption(option)
  // Not by `.env`, which has commander read the variables of the process.
  option.envVar = 'PROFILE'
  return addPlace(command)
}

const ownNamespace = "namespace of the release (default: the profile's, else the kube context's)"

/** Options that choose the project and the cluster, for a command that finds the releases itself. */
export function addPlaceOptions(command: Command, of: 'releases' | 'release' = 'releases'): Command {
  return addWhere(command, of === 'releases' ? 'namespace to look in (default: those of the profiles)' : ownNamespace)
}

/** For a command that deploys the profile that one of its arguments names. */
export function addTargetOptions(command: Command): Command {
  return addOverrides(addPlaceOptions(command, 'release'), 'listed')
}

function addPlace(command: Command, clusters: 'one' | 'several' = 'one'): Command {
  const cluster =
    clusters === 'one'
      ? new Option('--cluster <name>', "one of the profile's clusters, if it has several")
      : new Option(
          '--cluster <name>',
          "one of the profile's clusters, or a glob in quotes (default: all that it has); repeatable",
        ).argParser(collect)
  return addWhere(command.addOption(cluster), ownNamespace)
}

function addWhere(command: Command, namespace: string): Command {
  return command
    .option(
      '--project <folder>',
      'folder with kdeploy.yaml or templates/ (default: the nearest parent folder that has one)',
    )
    .option('-n, --namespace <namespace>', namespace)
    .option('--context <name>', "kube context (default: the profile's, else the current one)")
    .option('--kubeconfig <file>', 'kubeconfig file (default: as kubectl finds it)')
}

function addOverrides(command: Command, show: 'listed' | 'hidden'): Command {
  const options = [
    new Option(
      '--values <file>',
      "YAML, JSON or dotenv file with variables that override the profile's, - for stdin; repeatable",
    ),
    new Option('--set-json <name=json>', 'one variable, e.g. --set-json \'hosts=["a", "b"]\'; repeatable'),
    new Option('--set <name=value>', 'one variable; true, false, null and numbers are typed; repeatable'),
    new Option('--set-string <name=value>', 'one variable, always a string; repeatable'),
    new Option('--set-file <name=file>', "one variable, a file's content, - for stdin; repeatable"),
  ]
  for (const option of options) command.addOption(option.argParser(collect).hideHelp(show === 'hidden'))
  return command
}

/** For every command, and before its name; one that runs no program takes `--no-commands` without listing it. */
export function addSharedOptions(command: Command, runsPrograms = true): Command {
  return command
    .option('-v, --verbose', 'print on stderr what is read, each request, and how long each phase takes')
    .addOption(
      new Option(
        '--no-commands',
        "don't run programs of a project: command and sops sources fail, and so does a run with a command between two steps",
      ).hideHelp(!runsPrograms),
    )
}

export interface LockOption {
  /** In milliseconds. */
  readonly lockTimeout: number
}

/** For commands that write. */
export function addLockOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--lock-timeout <duration>',
      'how long to wait for another run that writes to the same release, e.g. 10m',
    )
      .argParser(parseDuration)
      .default(0, '0s: fail at once'),
  )
}

export interface HistoryOption {
  readonly historyLimit?: number
}

/** For commands that record revisions. */
export function addHistoryOption(command: Command): Command {
  return command.option(
    '--history-limit <number>',
    'revisions to keep, besides what runs and what undos would restore (default: historyLimit of kdeploy.yaml, else 20)',
    parseHistoryLimit,
  )
}

/** A whole number from 1 to 50. */
function parseHistoryLimit(text: string): number {
  if (!/^[1-9]$|^[1-4]\d$|^50$/.test(text)) throw new InvalidArgumentError('Use a number from 1 to 50.')
  return Number(text)
}

export interface WaitingOptions {
  readonly timeout?: number
  readonly stableFor: number
  readonly wait: boolean
}

export function addWaitingOptions(command: Command): Command {
  return command
    .option(
      '--timeout <duration>',
      'how long workloads may take to become ready and deleted objects to be gone, e.g. 90s or 5m (default: 30m for workloads, 2m for deletions; one workload may time out earlier: docs/deploying/waiting.md)',
      parseDuration,
    )
    .addOption(
      new Option('--stable-for <duration>', 'how long workloads must stay ready before the wait succeeds, e.g. 30s')
        .argParser(parseDuration)
        .default(0, '0s'),
    )
    .option('--no-wait', "don't wait until workloads are ready and deleted objects are gone")
}

export interface OutputOptions {
  readonly output: 'text' | 'json'
}

/** `-o json`: the run's events on stdout. */
export function addEventsOption(command: Command): Command {
  return command.addOption(
    new Option('-o, --output <format>', 'json: each event of the run as a line on stdout (docs/reference/output.md)')
      .choices(['text', 'json'])
      .default('text'),
  )
}

export interface QuietOption {
  readonly quiet?: boolean
}

/** For commands whose run tells much. */
export function addQuietOption(command: Command): Command {
  return command.option('-q, --quiet', 'print only where the run goes, its plan, warnings, failures and the result')
}

/** `-o json`: the answer as one document. */
export function addDocumentOption(command: Command): Command {
  return command.addOption(
    new Option('-o, --output <format>', 'json: one JSON document on stdout (docs/reference/output.md)')
      .choices(['text', 'json'])
      .default('text'),
  )
}

/** The options that lead another command, typed next, to the same release. */
export function sameRelease(options: ProfileOptions): string[] {
  return releaseArguments(optionalProfileInput(options))
}

/** The options that lead another command to one release of a set that was chosen by these. */
export function sameReleaseOf(options: ProfileOptions, { profile, cluster }: SetRelease): string[] {
  return releaseArguments({ ...optionalProfileInput(options), profile, cluster })
}

/** The options that lead another command to the same set. Of one that works on several, `profile` and `cluster` are lists. */
export function sameSet(options: ProfileOptions): string[] {
  const each = (option: string, given: string | readonly string[] | undefined) =>
    [given ?? []].flat().flatMap((text) => [option, text])
  const place = releaseArguments({ ...optionalProfileInput(options), profile: undefined, cluster: undefined })
  return [...each('-p', options.profile), ...each('--cluster', options.cluster), ...place]
}

/** What the workflows take. @throws KdeployError `profile-missing` */
export function profileInput(options: ProfileOptions): ProfileInput {
  const { profile } = options
  if (profile !== undefined && profile !== '') return { ...optionalProfileInput(options), profile }
  throw options.missingProfile ?? new Error('A command asks for its profile before it was looked for')
}

/** For a command that can do without a profile. */
export function optionalProfileInput(
  options: ProfileOptions,
): Omit<ProfileInput, 'profile'> & { profile: string | undefined } {
  return {
    profile: options.profile === '' ? undefined : options.profile,
    cluster: options.cluster,
    project: options.project,
    namespace: options.namespace,
    target: targetOf(options),
    values: options.values ?? [],
    setJson: options.setJson ?? [],
    set: options.set ?? [],
    setString: options.setString ?? [],
    setFile: options.setFile ?? [],
    fromEnvironment: options.fromEnvironment,
  }
}

/** In milliseconds. */
export function parseDuration(text: string): number {
  const milliseconds = durationOf(text)
  if (milliseconds !== undefined) return milliseconds
  throw new InvalidArgumentError('Use a number with a unit, e.g. 90s, 5m or 1h30m.')
}

/** A whole number from 0, which means the previous revision, as to kubectl. */
export function parseRevision(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Use the number of a revision.')
  return Number(text)
}

/** `KIND/NAME`. @throws KdeployError `object-name-invalid` */
export function parseNamed(text: string): NamedObject {
  const [kind = '', name = '', ...rest] = text.split('/')
  if (kind !== '' && name !== '' && rest.length === 0) return { kind, name }
  throw malformed(text, 'write KIND/NAME, e.g. deployment/web')
}

/** `KIND/NAME` or `KIND/NAMESPACE/NAME`. @throws KdeployError `object-name-invalid` */
export function parseNamedAnywhere(text: string): NamedObject {
  const [kind = '', ...path] = text.split('/')
  const [name = '', namespace] = path.toReversed()
  if (kind !== '' && name !== '' && namespace !== '' && path.length <= 2) return { kind, namespace, name }
  throw malformed(text, 'write KIND/NAME, e.g. pvc/data, or KIND/NAMESPACE/NAME in another namespace')
}

function malformed(text: string, hint: string): KdeployError {
  return new KdeployError({
    code: 'object-name-invalid',
    category: 'input',
    message: `"${text}" is not an object name`,
    hint,
  })
}

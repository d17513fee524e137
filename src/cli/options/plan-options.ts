import { type Command, InvalidArgumentError, Option } from 'commander'
import { defaultConcurrency } from '../../workflow/run/input.ts'
import { type NamedObject, typedName } from '../../workflow/run/named-object.ts'
import { parseNamedAnywhere } from './options.ts'
import { collect, collecting } from './repeatable.ts'

/** What decides what a run would do: the same for the commands that do it and for the one that only shows it. */
export interface PlanOptions {
  readonly concurrency: number
  readonly forceConflicts?: boolean
  readonly checkAll?: boolean
  readonly revertDrift?: boolean
  readonly prune: boolean
  readonly alsoDelete: readonly NamedObject[]
  readonly replace: readonly (NamedObject | 'any')[]
  readonly adopt: readonly (NamedObject | 'any')[]
  readonly adoptFrom: readonly string[]
}

export function addPlanOptions(command: Command): Command {
  const withPruning = addAlsoDeleteOption(
    command
      .option('--concurrency <number>', 'concurrent requests to the API server', parseConcurrency, defaultConcurrency)
      .option('--check-all', 'ask the API server about every object, also about those that need no change')
      .option('--force-conflicts', 'take over fields that other field managers own (e.g. a hotfix with kubectl edit)')
      .option('--no-prune', "don't delete what the release applied earlier and no longer renders"),
  )
  const withAdoption = withPruning
    .addOption(
      new Option(
        '--adopt [kind/name]',
        'adopt existing objects that are not part of the release, all of them or only this one; repeatable',
      )
        .preset('')
        .argParser(collectNamedOrAny)
        .default([], 'none'),
    )
    .addOption(
      new Option(
        '--adopt-from <manager>',
        'when adopting, also take over the fields of this field manager (besides kubectl and Helm); repeatable',
      )
        .argParser(collect)
        .default([], 'none'),
    )
  return withAdoption.addOption(
    new Option(
      '--replace [kind/name]',
      'recreate objects (such as Jobs) whose immutable fields changed; StatefulSets, PersistentVolumeClaims, … only if named; repeatable',
    )
      .preset('')
      .argParser(collectNamedOrAny)
      .default([], 'none'),
  )
}

export function addAlsoDeleteOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--also-delete <kind/name>',
      'also delete this object: a PersistentVolumeClaim, Namespace, … is deleted only by name; repeatable',
    )
      .argParser(collectNamed)
      .default([], 'none')
      .conflicts('prune'),
  )
}

export function addAlsoRestoreOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--also-restore <kind/name>',
      'restore this object even though only the revision says it is part of the release (docs/operating/security.md), or "none"; repeatable',
    )
      .argParser(collectNamedOrNone)
      .default([], 'exit 2 if there are such objects'),
  )
}

/** As they were typed, but for those that never change what is done. */
export function planArguments(options: Partial<PlanOptions>): string[] {
  const { forceConflicts = false, prune = true, alsoDelete = [], replace = [], adopt = [], adoptFrom = [] } = options
  const named = (option: string, all: readonly (NamedObject | 'any')[]) =>
    all.flatMap((one) => (one === 'any' ? [option] : [option, typedName(one)]))
  return [
    ...(forceConflicts ? ['--force-conflicts'] : []),
    ...(prune ? [] : ['--no-prune']),
    ...named('--also-delete', alsoDelete),
    ...named('--replace', replace),
    ...named('--adopt', adopt),
    ...adoptFrom.flatMap((manager) => ['--adopt-from', manager]),
  ]
}

/** A whole number from 1 to 1000. */
function parseConcurrency(text: string): number {
  if (!/^[1-9]\d{0,2}$|^1000$/.test(text)) throw new InvalidArgumentError('Use a number from 1 to 1000.')
  return Number(text)
}

const collectNamed = collecting(parseNamedAnywhere)

const collectNamedOrNone = collecting((text) => (text === 'none' ? text : parseNamedAnywhere(text)))

/** For an option whose value may be left out, with the preset ''. */
export const collectNamedOrAny = collecting((text) => (text === '' ? 'any' : parseNamedAnywhere(text)))

import { KdeployError } from '../../errors.ts'
import {
  addDocumentOption,
  addReleaseOptions,
  type OutputOptions,
  type ProfileOptions,
  parseRevision,
  profileInput,
} from '../options/options.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options extends ProfileOptions, OutputOptions {
  readonly manifests?: boolean
}

export const historyShow: CliCommand<Options> = {
  runsPrograms: false,
  configure: (history) =>
    addDocumentOption(addReleaseOptions(history.command('show')))
      .summary('show one revision')
      .description(
        'Shows what a revision recorded: status, time, who, command, commit and job, how long it took, what it changed, why it failed, its images with their digests where known, and its objects. Without a number: the newest one. Sensitive values are masked.',
      )
      .argument('[revision]', 'number of the revision', parseRevision)
      .option('--manifests', 'print the recorded manifests as YAML, sensitive values masked (never apply that output)')
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy history show -p prod_cthulu\n  kdeploy history show 12 -p prod_cthulu\n  kdeploy history show prod_cthulu 12 --manifests',
      ),

  async run({ world, screen }, [revision, ...more], options) {
    if (more.length > 0) throw tooMany(more.length + 1)
    const number = revision === undefined ? undefined : Number(revision)
    const { showRevision } = await import('../../workflow/revision.ts')
    const { tellOn } = await import('../session/report.ts')
    const views = await import('../../output/revision.ts')
    const shown = await showRevision(profileInput(options), number, world, tellOn(screen))
    const redact = (text: string) => world.masking.redact(text)
    const { manifests = false } = options
    if (options.output === 'json') views.showRevisionAsJson(shown, manifests, screen.out, redact)
    else if (manifests) views.showRevisionAsYaml(shown, world.wallClock(), screen.out, redact)
    else views.showRevision(shown, world.wallClock(), screen.out, redact)
    return exitCodes.done
  },
}

function tooMany(number: number): KdeployError {
  return new KdeployError({
    code: 'revision-unknown',
    category: 'input',
    message: `history show takes one revision, found ${number}`,
    hint: 'name it by its number: kdeploy history show 12',
  })
}

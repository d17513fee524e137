import { Option } from 'commander'
import { addCiOption, type CiOptions } from '../options/ci-options.ts'
import {
  addDocumentOption,
  addSetOptions,
  type OutputOptions,
  optionalProfileInput,
  type ProfileOptions,
  parseDuration,
  profileInput,
  type SetOptions,
  sameRelease,
  sameReleaseOf,
} from '../options/options.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../session/exit-codes.ts'
import type { CliCommand, Session } from '../session/session.ts'

interface Options extends ProfileOptions, SetOptions, OutputOptions, CiOptions {
  readonly exitCode?: boolean
  readonly watch?: boolean
  readonly wait?: boolean
  readonly timeout?: number
  readonly stableFor?: number
  readonly all?: boolean
  readonly allNamespaces?: boolean
}

export const status: CliCommand<Options> = {
  runsPrograms: false,
  configure: (program) =>
    addCiOption(addDocumentOption(addSetOptions(program.command('status'), 'hidden')))
      .summary("show whether a release's workloads are ready, and why not")
      .description(
        'Shows whether each object of the newest revision exists and is ready, and if not, why; why that revision failed; and which pods started before the configuration that they read changed. Where the newest revision failed before it wrote anything, it shows the one that still runs. Of several releases it shows a row each, and this of those that are not well. Renders no templates and writes nothing. Exits 0 if all are ready, 5 if one is missing or not ready, or if the newest revision failed or its run was killed.',
      )
      .option(
        '--exit-code',
        'find drift: also compare each object with its revision, and exit 1 if one has drifted; this dry-run needs the permission to update, but writes nothing',
      )
      .addOption(
        new Option('--wait', 'follow the rollout first, as an apply does, until all is ready').conflicts(['watch']),
      )
      .addOption(
        new Option('--timeout <duration>', 'wait, no longer than that, e.g. 5m (default of --wait: 30m)')
          .argParser(parseDuration)
          .implies({ wait: true }),
      )
      .addOption(
        new Option('--stable-for <duration>', 'wait until all has stayed ready that long, e.g. 30s')
          .argParser(parseDuration)
          .implies({ wait: true }),
      )
      .option('-w, --watch', 'show it again whenever it changes, until Ctrl-C')
      .addOption(
        new Option('--all', 'every release of the namespace, without a profile or a project').conflicts(notWithAll),
      )
      .addOption(new Option('-A, --all-namespaces', 'every release of the cluster').conflicts(notWithAll))
      .addHelpText(
        'after',
        "\nExamples:\n  kdeploy status -p prod_cthulu\n  kdeploy status -p prod_cthulu -o json\n  kdeploy status -p prod_cthulu --exit-code   # nightly drift check\n  kdeploy status -p prod_cthulu --wait        # after apply --no-wait\n  kdeploy status -p 'prod_*'\n  kdeploy status --all -n my-ns-prod\n  kdeploy status -A",
      ),

  async run(session, _args, options) {
    if (options.all === true || options.allNamespaces === true) return allReleases(session, options)
    if (options.watch === true) return watched(session, options)
    return options.wait === true ? awaited(session, options) : once(session, options)
  },

  worksOnSeveral: ({ all, allNamespaces }) => all !== true && allNamespaces !== true,

  async runSet(session, _args, options, choose) {
    const { statusOfSeveral } = await import('../sets/status.ts')
    const { profile: _, cluster: __, ...given } = optionalProfileInput(options)
    return statusOfSeveral(
      session,
      given,
      { ...options, ci: options, same: (release) => sameReleaseOf(options, release) },
      choose,
    )
  },
}

const notWithAll = ['profile', 'watch', 'wait', 'exitCode']

async function once(session: Session, options: Options): Promise<ExitCode> {
  const { world, screen } = session
  const { statusOfProfile } = await import('../../workflow/status.ts')
  const { tellOn } = await import('../session/report.ts')
  const drift = options.exitCode ?? false
  const seen = await statusOfProfile(profileInput(options), { drift }, world, tellOn(screen))
  return show(seen, session, options)
}

async function awaited(session: Session, options: Options): Promise<ExitCode> {
  const { awaitRelease } = await import('../../workflow/status.ts')
  const { followOn } = await import('../session/report.ts')
  const { timeout, stableFor = 0 } = options
  const waiting = { drift: options.exitCode ?? false, timeout, stableFor }
  const { status: seen, failures } = await followOn(
    session,
    { command: 'status', output: options.output, given: options },
    (emit) => awaitRelease(profileInput(options), waiting, session.world, emit),
  )
  const { exitCodeOfAwaited } = await import('../session/status-code.ts')
  await show(seen, session, options)
  return exitCodeOfAwaited({ status: seen, failures })
}

async function watched({ world, screen }: Session, options: Options): Promise<ExitCode> {
  const { watchRelease } = await import('../../workflow/status.ts')
  const { tellOn } = await import('../session/report.ts')
  const { createStatusWatch } = await import('../../output/status-watch.ts')
  const redact = (text: string) => world.masking.redact(text)
  const watch = createStatusWatch(screen, options.output, () => world.wallClock(), redact)
  const drift = options.exitCode ?? false
  try {
    await watchRelease(profileInput(options), { drift }, world, tellOn(screen), (seen) => watch.show(seen))
  } finally {
    watch.end()
  }
  return world.interrupted.aborted ? exitCodeOf(undefined, world.interrupted) : exitCodes.done
}

async function allReleases({ world, screen }: Session, options: Options): Promise<ExitCode> {
  const { listReleases } = await import('../../workflow/status.ts')
  const { tellOn } = await import('../session/report.ts')
  const { isWell, showReleases, showReleasesAsJson, showUnlistable } = await import('../../output/releases.ts')
  const input = optionalProfileInput(options)
  const list = await listReleases(input, options.allNamespaces === true, world, tellOn(screen))
  const redact = (text: string) => world.masking.redact(text)
  if (options.output === 'json') showReleasesAsJson(list, screen.out, redact)
  else showReleases(list, world.wallClock(), screen.out, redact)
  showUnlistable(list, screen.err)
  return list.releases.every(isWell) ? exitCodes.done : exitCodes.workload
}

/** Shows how a release is, and says what that means. */
async function show(
  seen: Awaited<ReturnType<typeof import('../../workflow/status.ts')['statusOfProfile']>>,
  { world, screen }: Session,
  options: Options,
): Promise<ExitCode> {
  const { showStatus, showStatusNext } = await import('../../output/status.ts')
  const { showStatusAsJson } = await import('../../output/status-json.ts')
  const { exitCodeOfStatus } = await import('../session/status-code.ts')
  const redact = (text: string) => world.masking.redact(text)
  if (options.output === 'json') showStatusAsJson(seen, screen.out, redact)
  else {
    showStatus(seen, world.wallClock(), screen.out, redact)
    showStatusNext(seen, sameRelease(options), screen.out)
  }
  return exitCodeOfStatus(seen)
}

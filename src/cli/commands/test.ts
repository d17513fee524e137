import { Option } from 'commander'
import { KdeployError } from '../../errors.ts'
import { addCiOptions, type CiOptions } from '../options/ci-options.ts'
import { collect } from '../options/repeatable.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../session/exit-codes.ts'
import type { CliCommand, Session } from '../session/session.ts'

interface Options extends CiOptions {
  readonly profile?: readonly string[]
  readonly project?: string
  readonly update?: boolean
  readonly watch?: boolean
  readonly output: 'text' | 'json' | 'junit'
}

export const test: CliCommand<Options> = {
  runsPrograms: false,
  configure: (program) =>
    addCiOptions(program.command('test'), 'tests')
      .summary("check that a project's templates render what its tests expect")
      .description(
        "Runs the tests of tests/*.yaml (docs/rendering/tests.md): each renders a profile without contacting a cluster, running a command or reading a secret store (each source's example is used instead), and compares the manifests with assertions and snapshots. Exits 0 if all pass, else 2.",
      )
      .argument('[file|name...]', 'test files, folders of such, or parts of the names of tests (default: all)')
      .option('-p, --profile <profile>', 'only the tests of this profile; repeatable', collect)
      .option(
        '--project <folder>',
        'folder with kdeploy.yaml or templates/ (default: the nearest parent folder that has one)',
      )
      .option('-u, --update', 'write snapshots that are missing or differ, and remove those of no test')
      .addOption(
        new Option('-w, --watch', 'run them again whenever a file of the project changes, until Ctrl-C').conflicts(
          'update',
        ),
      )
      .addOption(
        new Option(
          '-o, --output <format>',
          'json: one JSON document on stdout (docs/reference/output.md); junit: a report for a CI system on stdout, the failures also on stderr',
        )
          .choices(['text', 'json', 'junit'] satisfies Options['output'][])
          .default('text'),
      )
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy test\n  kdeploy test tests/web.yaml\n  kdeploy test "three replicas"\n  kdeploy test --update && git diff tests/snapshots\n  kdeploy test -o junit > junit.xml',
      ),

  async run(session, words, options) {
    const { world, screen } = session
    const { project, profile: profiles = [], update = false } = options
    const { isInCi } = await import('../session/in-ci.ts')
    const given = { project, words, profiles, update, isCi: isInCi(session) }
    const { tellOn } = await import('../session/report.ts')
    const { testProject, watchProject } = await import('../../workflow/test.ts')
    if (options.watch !== true) return once(session, options, () => testProject(given, world, tellOn(screen)))
    await watchProject(given, world, tellOn(screen), async (seen, changed) => {
      if (changed.length > 0) screen.err.line(`changed: ${changed.join(', ')}`)
      if (!(seen instanceof KdeployError)) await show(seen, session, options)
      else {
        const { showOutcome } = await import('../session/show-outcome.ts')
        showOutcome(seen, session)
      }
      screen.err.line('waiting for a change (Ctrl-C ends)')
    })
    return world.interrupted.aborted ? exitCodeOf(undefined, world.interrupted) : exitCodes.done
  },
}

type Report = Awaited<ReturnType<typeof import('../../workflow/test.ts')['testProject']>>

/** Runs the tests, and writes what was asked for a CI system, also where they can't be run. */
async function once(session: Session, options: Options, run: () => Promise<Report>): Promise<ExitCode> {
  const { world } = session
  const { CiRun } = await import('../session/ci-run.ts')
  const ci = new CiRun(session, { command: 'test', given: options, project: options.project })
  ci.prepare()
  const report = async (tests: Report, exitCode: ExitCode): Promise<ExitCode> => {
    if (!ci.isRecorded) return exitCode
    const { testReports } = await import('../../output/reports/formats.ts')
    const { findingsOfTests } = await import('../../output/reports/test-findings.ts')
    await ci.annotate(findingsOfTests(tests))
    return ci.write(testReports, tests, exitCode)
  }
  const tests = await run().catch(async (error) => {
    const { unrunTests } = await import('../../output/reports/test-findings.ts')
    await report(unrunTests(error, world.interrupted.aborted), exitCodeOf(error, world.interrupted))
    throw error
  })
  return report(tests, await show(tests, session, options))
}

async function show(report: Report, { world, screen }: Session, { output }: Options): Promise<ExitCode> {
  const { describeReport, showTests } = await import('../../output/tests/text.ts')
  const redact = (text: string) => world.masking.redact(text)
  if (output === 'json') {
    const { showTestsAsJson } = await import('../../output/tests/json.ts')
    showTestsAsJson(report, screen.out, redact)
  } else {
    showTests(report, screen.err)
    if (output === 'junit') {
      const { showTestsAsJunit } = await import('../../output/tests/junit.ts')
      showTestsAsJunit(report, screen.out, redact)
    }
    const pen = output === 'junit' ? screen.err : screen.out
    pen.line(describeReport(report))
  }
  return report.results.every(({ failures }) => failures.length === 0) ? exitCodes.done : exitCodes.input
}

import { KdeployError } from '../../errors.ts'
import type { annotationCommands } from '../../output/ci/annotations.ts'
import { type CiSystem, ciSystem, systems, workspaceOf } from '../../output/ci/systems.ts'
import type { ReportContext } from '../../output/reports/context.ts'
import type { ReportWriter } from '../../output/reports/formats.ts'
import { repositoryPath } from '../../output/reports/repository-path.ts'
import type { RunRecord } from '../../output/reports/run-record.ts'
import type { SetRecord } from '../../output/reports/set-record.ts'
import { showKnownError } from '../../output/terminal/error.ts'
import { showWarning } from '../../output/terminal/warning.ts'
import {
  appendToStepSummary,
  followLinks,
  prepareReports,
  repositoryAround,
  writeReport,
} from '../../project/report-files.ts'
import type { CiOptions, ReportFile } from '../options/ci-options.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { Session } from './session.ts'

/** The file to which a step of a GitHub job appends its summary. */
const stepSummary = 'GITHUB_STEP_SUMMARY'

/** What a command was asked for a CI system. */
export interface CiRequest {
  readonly command: string
  /** Default: nothing of a CI. */
  readonly given?: CiOptions | undefined
  /** The folder of the project, as it was given. */
  readonly project?: string | undefined
  /** A file that is not to be taken for a report, too. */
  readonly plan?: string | undefined
  /** Warnings count as errors. */
  readonly strict?: boolean
}

/** What a run writes for the CI system that it runs in: folds in its log, annotations, a summary, and reports anywhere. */
export class CiRun {
  readonly system: CiSystem | undefined
  readonly #session: Session
  readonly #request: CiRequest
  readonly #reports: readonly ReportFile[]
  /** Whether the run was refused as a report can't be written, which is its error. */
  #refused = false

  /** From now on the output is folded. */
  constructor(session: Session, request: CiRequest) {
    const { world, screen } = session
    const { ci = 'none', report = [] } = request.given ?? {}
    this.system = ciSystem(ci, world.environment)
    this.#session = session
    this.#request = request
    this.#reports = report
    // Two runs of one job must not share the name of a fold.
    const run = `${world.wallClock().toString(36)}_${process.pid.toString(36)}`
    if (this.system !== undefined) screen.err.foldAs(systems[this.system].log(run, world.wallClock))
  }

  /** Before the run. @throws KdeployError `file-unwritable` */
  prepare(): void {
    const files = this.#reports.map(({ file }) => file)
    this.#refused = true
    prepareReports(files, this.#session.world.workingFolder, this.#request.plan)
    this.#refused = false
  }

  /** Whether a report in this form was asked for. */
  wants(format: string): boolean {
    return this.#reports.some((report) => report.format === format)
  }

  /** Whether anything is to be told of the run as a whole. */
  get isRecorded(): boolean {
    return this.system !== undefined || this.#reports.length > 0
  }

  /** Writes on stderr what GitHub shows at the lines of files. */
  async annotate(findings: Parameters<typeof annotationCommands>[0]): Promise<void> {
    if (this.system !== 'github') return
    const { annotationCommands: commandsOf } = await import('../../output/ci/annotations.ts')
    const { redact, pathOf } = this.#context()
    const { err } = this.#session.screen
    err.command(commandsOf(findings, { title: `kdeploy ${this.#request.command}`, redact, pathOf }))
  }

  /** The same of a run's failures and warnings. */
  async annotateRun(record: RunRecord): Promise<void> {
    if (this.system !== 'github') return
    const { findingsOfRun } = await import('../../output/reports/run-findings.ts')
    await this.annotate(findingsOfRun(record))
  }

  /** The same of a run on several releases. */
  async annotateSet(record: SetRecord): Promise<void> {
    if (this.system !== 'github') return
    const { findingsOfSet } = await import('../../output/reports/set-findings.ts')
    await this.annotate(findingsOfSet(record))
  }

  /**
   * Writes the reports that were asked for, and GitHub's summary of the step. Returns the run's exit code, or that of lost output where
   * the run succeeded and a report could not be written.
   */
  async write<Subject>(
    formats: Readonly<Record<string, () => Promise<ReportWriter<Subject>>>>,
    subject: Subject,
    exitCode: ExitCode,
  ): Promise<ExitCode> {
    const { world, screen } = this.#session
    const context = this.#context()
    let isLost = false
    const attempt = async (write: () => Promise<void>, isTold = false) => {
      try {
        await write()
      } catch (error) {
        if (!(error instanceof KdeployError)) throw error
        if (!isTold) showKnownError(error, screen.err, '')
        isLost = true
      }
    }
    for (const { format, file } of this.#reports) {
      await attempt(async () => {
        const report = await formats[format]?.()
        if (report !== undefined) writeReport(file, world.workingFolder, report(subject, context))
      }, this.#refused)
    }
    const summary = world.environment[stepSummary] ?? ''
    if (this.system === 'github' && summary !== '' && formats['summary'] !== undefined) {
      const report = await formats['summary']()
      await attempt(async () => {
        if (appendToStepSummary(summary, report(subject, context))) return
        showWarning('the summary of this step is full: nothing was added to it', screen.err)
      })
    }
    const succeeded = exitCode === exitCodes.done || exitCode === exitCodes.different
    return isLost && succeeded ? exitCodes.internal : exitCode
  }

  #context(): ReportContext {
    const { world } = this.#session
    const { project = '', strict = false } = this.#request
    const working = followLinks(world.workingFolder)
    const workspace = workspaceOf(world.environment, this.system)
    const repository = workspace === undefined ? repositoryAround(working) : followLinks(workspace)
    const pathOf = (file: string) => repositoryPath(file, working, repository)
    return {
      version: world.version,
      redact: (text) => world.masking.redact(text),
      pathOf,
      projectPath: pathOf(`${project === '' ? '' : `${project}/`}kdeploy.yaml`) ?? 'kdeploy.yaml',
      strict,
    }
  }
}

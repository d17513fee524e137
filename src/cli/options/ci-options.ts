import { type Command, InvalidArgumentError, Option } from 'commander'
import { collecting } from './repeatable.ts'

/** What a run writes for a CI system. */
export interface CiOptions<Format extends string = string> {
  readonly ci: 'auto' | 'github' | 'gitlab' | 'none'
  readonly report?: readonly ReportFile<Format>[]
}

/** A report that is wanted, and its file as it was given. */
export interface ReportFile<Format extends string = string> {
  readonly format: Format
  readonly file: string
}

/** For a command that tells of a run. */
export function addCiOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--ci <system>',
      'fold the output and annotate failures in the log of this CI system; auto: by GITHUB_ACTIONS and GITLAB_CI (docs/ci/output.md)',
    )
      .choices(['auto', 'github', 'gitlab', 'none'] satisfies CiOptions['ci'][])
      .default('auto'),
  )
}

/** The forms of reports by what they are about, as output/reports/formats.ts has them. */
export const reportFormats = {
  run: ['junit', 'codequality', 'summary'],
  diff: ['markdown', 'html', 'json', 'summary'],
  findings: ['junit', 'codequality', 'sarif', 'summary'],
  tests: ['junit', 'summary'],
} as const

/** The same, for a command that also writes reports. */
export function addCiOptions(command: Command, about: keyof typeof reportFormats): Command {
  const formats: readonly string[] = reportFormats[about]
  const option = new Option(
    '--report <format=file>',
    'write a report to a file, however the run ends (docs/ci/output.md); repeatable',
  ).argParser(
    collecting((text): ReportFile => {
      const [, format = '', file = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? []
      if (formats.includes(format) && file !== '' && file !== '-') return { format, file }
      throw new InvalidArgumentError(`Use FORMAT=FILE, where FORMAT is one of: ${formats.join(', ')}.`)
    }),
  )
  // For help and completion; FORMAT=FILE is no choice to commander.
  option.argChoices = [...formats]
  return addCiOption(command).addOption(option)
}

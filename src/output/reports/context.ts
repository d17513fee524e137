/** What every report is written with. */
export interface ReportContext {
  /** kdeploy's own. */
  readonly version: string
  /** Masks known sensitive values, before anything is escaped. */
  readonly redact: (text: string) => string
  /** The path of a file within the repository; undefined for one that isn't in it. */
  readonly pathOf: (file: string) => string | undefined
  /** The path that stands for the project, where a problem has no place in the repository. */
  readonly projectPath: string
  /** Warnings count as errors. */
  readonly strict: boolean
}

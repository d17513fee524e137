import type { Validated } from '../../findings/validated.ts'
import type { Screen } from '../terminal/screen.ts'

/** How it is shown. */
interface ShowOptions {
  /** kdeploy's own. */
  readonly version: string
  /** Warnings count as errors. */
  readonly strict: boolean
}

type ShowFindings = (validated: Validated, screen: Screen, options: ShowOptions) => void

/** The forms of what validate found; each is loaded when it is asked for. */
const views = {
  text: async (): Promise<ShowFindings> => (await import('./text.ts')).showValidated,
  json: async (): Promise<ShowFindings> => {
    const { showAsJson } = await import('./json.ts')
    return (validated, { out, err }) => showAsJson(validated, out, err.redact)
  },
  sarif: async (): Promise<ShowFindings> => {
    const { showAsSarif } = await import('./sarif.ts')
    return (validated, { out, err }, options) => showAsSarif(validated, out, err.redact, options)
  },
  junit: async (): Promise<ShowFindings> => {
    const { showAsJunit } = await import('./junit.ts')
    return (validated, { out, err }, options) => showAsJunit(validated, out, err.redact, options)
  },
}

export type FindingsFormat = keyof typeof views

export async function showFindingsAs(
  format: FindingsFormat,
  validated: Validated,
  screen: Screen,
  options: ShowOptions,
): Promise<void> {
  const show = await views[format]()
  show(validated, screen, options)
}

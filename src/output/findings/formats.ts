import type { Validated } from '../../findings/validated.ts'
import type { Screen } from '../terminal/screen.ts'

/** Shows what was found. `version`: kdeploy's own. */
type ShowFindings = (validated: Validated, screen: Screen, about: { readonly version: string }) => void

/** The forms of what validate found; each is loaded when it is asked for. */
const views = {
  text: async (): Promise<ShowFindings> => (await import('./text.ts')).showValidated,
  json: async (): Promise<ShowFindings> => {
    const { showAsJson } = await import('./json.ts')
    return (validated, { out, err }) => showAsJson(validated, out, err.redact)
  },
  sarif: async (): Promise<ShowFindings> => {
    const { showAsSarif } = await import('./sarif.ts')
    return (validated, { out, err }, about) => showAsSarif(validated, out, err.redact, about)
  },
  junit: async (): Promise<ShowFindings> => {
    const { showAsJunit } = await import('./junit.ts')
    return (validated, { out, err }) => showAsJunit(validated, out, err.redact)
  },
}

export type FindingsFormat = keyof typeof views

export async function showFindingsAs(
  format: FindingsFormat,
  validated: Validated,
  screen: Screen,
  about: { readonly version: string },
): Promise<void> {
  const show = await views[format]()
  show(validated, screen, about)
}

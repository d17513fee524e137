import { expect } from 'vitest'

/** What a run tells first. */
const startLine = /^(?:release \S+ in )?namespace \S+, kube context \S+, https?:\S+\n/

/** stderr of a run that told nothing but where it went. */
export const onlyStart: string = expect.stringMatching(new RegExp(`${startLine.source}$`))

/** What a run told after it; throws where it didn't say where it goes. */
export function withoutStart(stderr: string): string {
  if (!startLine.test(stderr)) throw new Error(`it doesn't begin with where it goes: ${stderr}`)
  return stderr.replace(startLine, '')
}

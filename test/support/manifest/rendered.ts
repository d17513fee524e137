import { KdeployError } from '../../../src/errors.ts'
import { type RenderedTemplate, readManifests } from '../../../src/manifest/read.ts'

/** A rendered template whose lines come from ten lines further down in the template. */
export function rendered(text: string, template = 'web.yaml'): RenderedTemplate {
  return {
    template,
    text,
    placeAt: (offset) => ({ file: `templates/${template}`, line: text.slice(0, offset).split('\n').length + 10 }),
  }
}

/** What is wrong with the manifests of these templates. */
export function problems(...texts: string[]): KdeployError[] {
  try {
    readManifests(texts.map((text) => rendered(text)))
  } catch (error) {
    if (error instanceof KdeployError) return error.problems.length > 0 ? [...error.problems] : [error]
  }
  throw new Error('no KdeployError')
}

export const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n'

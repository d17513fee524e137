import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readDocuments } from '../../../src/yaml/read.ts'
import { repository } from '../projects/project.ts'

/** What a template of the library is rendered and deployed with. */
export interface Configuration {
  readonly template: string
  /** `minimal` or `full`. */
  readonly name: string
  /** The template itself, and those that it goes with, as a profile lists them. */
  readonly templates: readonly string[]
  readonly variables: Readonly<Record<string, unknown>>
}

export const goldens = join(repository, 'test/golden/library')

/** Two of each template. */
export function readConfigurations(): readonly Configuration[] {
  const [document] = readDocuments(readFileSync(join(goldens, 'configurations.yaml'), 'utf8'), 'configurations.yaml')
  const byTemplate = document?.value as unknown as Record<
    string,
    Record<string, Omit<Configuration, 'template' | 'name'>>
  >
  return Object.entries(byTemplate).flatMap(([template, configurations]) =>
    Object.entries(configurations).map(([name, configuration]) => ({ template, name, ...configuration })),
  )
}

import { resolve } from 'node:path'
import { readGiven } from '../../project/files/read-file.ts'
import { openLibrary } from '../../project/library.ts'
import { ownVariables, sharedVariables, workloadOf } from '../../scaffold/library-variables.ts'
import {
  nameFrom,
  namespacesOf,
  problemOfEnvTypes,
  problemOfImage,
  problemOfName,
  problemOfNamespace,
  problemOfPort,
  splitNames,
} from '../../scaffold/names.ts'
import { settingsFiles } from '../../scaffold/project-texts.ts'
import type { World } from '../run/world.ts'
import { copiedFrom, libraryTemplates, problemOfChoice, schemaFile, splitTemplates } from './from-library.ts'
import type { InitInput, NewProject } from './input.ts'
import { type Decide, decideSettings } from './settings.ts'

/** It is public, runs without root and answers on 8080. */
const exampleImage = 'nginxinc/nginx-unprivileged:1.29'
const examplePort = '8080'

/** A project of the library's templates, copied or as an npm package. */
export async function projectFromLibrary(
  input: InitInput,
  folderName: string,
  world: World,
  tell: (line: string) => void,
): Promise<NewProject> {
  const library = openLibrary()
  const known = libraryTemplates(library)
  const { name, templates, image, port, envTypes, namespace, needs } = await decideSettings(
    world,
    input.yes,
    async (decide, show) => {
      const name = await decideName(decide, input.name, nameFrom(folderName))
      if (input.templates === undefined) for (const { name, summary } of known) show(`  ${name.padEnd(17)} ${summary}`)
      const what = 'what runs, and what goes with it'
      const problemOf = (text: string) => problemOfChoice(text, known)
      const chosen = await decide({ what, option: '--template', given: input.templates, fallback: 'web', problemOf })
      const templates = splitTemplates(chosen)
      const needs = new Set(known.filter((one) => templates.includes(one.name)).flatMap((one) => one.needs))
      const decideIf = (isNeeded: boolean, setting: Parameters<Decide>[0]) =>
        isNeeded || setting.given !== undefined ? decide(setting) : Promise.resolve(setting.fallback)
      const image = await decideIf(needs.has('image'), {
        what: 'image',
        option: '--image',
        given: input.image,
        fallback: exampleImage,
        problemOf: problemOfImage,
      })
      const port = await decideIf(needs.has('port'), {
        what: 'port that it listens on',
        option: '--port',
        given: input.port,
        fallback: examplePort,
        problemOf: problemOfPort,
      })
      const envTypes = await decideEnvTypes(decide, input.envTypes, 'dev,prod')
      const namespace = await decide({
        what: 'namespace',
        option: '--namespace',
        given: input.namespace,
        fallback: `${name}-{{ env_type }}`,
        problemOf: (text) => problemOfNamespace(text, envTypes),
      })
      return { name, templates, image, port: Number(port), envTypes, namespace, needs }
    },
    tell,
  )
  const ignored = readGiven(resolve(world.workingFolder, input.folder ?? '.', '.gitignore'), '.gitignore')?.toString()
  const choice = { name, templates, image, port }
  const copied = input.usesPackage ? new Map<string, string>() : copiedFrom(library, templates)
  const files = settingsFiles({
    name,
    envTypes,
    namespace,
    templates: input.usesPackage ? templates.map((one) => `pkg:kdeploy/${one}.yaml`) : undefined,
    schema: `${input.usesPackage ? 'pkg:kdeploy' : 'templates'}/${schemaFile}`,
    shared: sharedVariables(choice, needs),
    ownOf: (envType) => ownVariables(choice, envType),
    workload: workloadOf(choice),
  })
  return {
    files: [
      ...[...files].map(([path, text]) => ({ path, text })),
      ...[...copied].map(([file, text]) => ({ path: `templates/${file}`, text })),
      ...(input.usesPackage && ignored === undefined ? [{ path: '.gitignore', text: 'node_modules/\n' }] : []),
    ],
    profile: `${envTypes[0]}_${name}`,
    applyOptions: ['--create-namespace'],
    notes: [
      ...notesWhere(input.image === undefined && image === exampleImage && needs.has('image'), [
        `the image ${exampleImage} is an example: set \`image\` in profiles/default.yaml`,
      ]),
      ...notesWhere(templates.includes('ingress'), [
        'the host is an example: set `ingress.host` in profiles/default.yaml',
      ]),
      ...notesWhere(input.usesPackage, ['the templates come with the package: npm install --save-dev kdeploy']),
      ...notesWhere(input.usesPackage && ignored !== undefined && !/^\/?node_modules\/?$/m.test(ignored), [
        'add node_modules/ to .gitignore',
      ]),
      ...notesWhere(namespacesOf(namespace, envTypes).length < envTypes.length, [
        'the env types share a namespace, where their objects have the same names: use {{ env_type }} in `namespace`, or in `app`',
      ]),
    ],
  }
}

function notesWhere(isSo: boolean, notes: readonly string[]): readonly string[] {
  return isSo ? notes : []
}

/** The project's name. */
export function decideName(decide: Decide, given: string | undefined, fallback: string): Promise<string> {
  return decide({ what: 'name of the project', option: '--name', given, fallback, problemOf: problemOfName })
}

export async function decideEnvTypes(decide: Decide, given: string | undefined, fallback: string): Promise<string[]> {
  const what = 'env types'
  const text = await decide({ what, option: '--env-types', given, fallback, problemOf: problemOfEnvTypes })
  return splitNames(text)
}

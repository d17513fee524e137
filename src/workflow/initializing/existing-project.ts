import { joinNames } from '../../counts.ts'
import { annotationsOf } from '../../manifest/annotations.ts'
import { describeRef, refOf } from '../../manifest/identity.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { podSpecPaths } from '../../plan/references/pod-spec-paths.ts'
import { templatesAmong } from '../../project/templates.ts'
import { type FromPlain, templatesFromPlain } from '../../scaffold/from-plain.ts'
import { nameFrom, problemOfNamespace } from '../../scaffold/names.ts'
import { documentsOf, type PlainFile } from '../../scaffold/plain-objects.ts'
import { type ProjectSettings, settingsFiles } from '../../scaffold/project-texts.ts'
import { differentNames, templateNameOf } from '../../scaffold/template-names.ts'
import { impersonationArguments } from '../../shell-words.ts'
import { writeYaml } from '../../yaml/write.ts'
import { withConnection } from '../run/connect.ts'
import type { World } from '../run/world.ts'
import { fitToLive } from './fit-to-live.ts'
import { type Origins, originsOf, readLive, readPlain } from './from-existing.ts'
import type { InitInput, NewProject } from './input.ts'
import { decideEnvTypes, decideName } from './library-project.ts'
import { decideSettings, invalid } from './settings.ts'

/** What a project is made of that deploys what exists. */
interface Existing {
  readonly name: string
  readonly envTypes: readonly string[]
  /** undefined: that of the objects. */
  readonly namespace: string | undefined
  readonly files: readonly PlainFile[]
  readonly notes: readonly string[]
}

/** A project that renders what runs, or what plain YAML says. */
export async function projectFromExisting(
  input: InitInput,
  folderName: string,
  world: World,
  tell: (line: string) => void,
): Promise<NewProject> {
  const origins = originsOf(input.from, world)
  const isLive = origins.live.length > 0 || origins.all
  const { name, envTypes, namespace, files, notes } = isLive
    ? await fromLive(origins, input, folderName, world, tell)
    : await fromFiles(origins, input, folderName, world, tell)
  const names = differentNames(files.map(({ template }) => template))
  const plain = files.map((file, index) => ({ ...file, template: names[index] ?? file.template }))
  const { templates, variables, objects, secrets } = await world.compute(() => templatesFromPlain(plain))
  if (objects[0] === undefined)
    throw invalid('--from: there are only Secrets, whose values must not stand in files', secretHint)
  refuseLosses(plain, { templates, variables, objects, secrets })
  const place = namespace ?? onlyNamespace(objects)
  const settings = settingsFiles({
    name,
    envTypes,
    namespace: place,
    shared: {},
    ownOf: () => Object.fromEntries(variables),
    workload: workloadAmong(objects),
  })
  return {
    files: [
      ...[...settings].map(([path, text]) => ({ path, text })),
      ...[...templates].map(([template, text]) => ({ path: `templates/${template}`, text })),
    ],
    profile: `${envTypes[0]}_${name}`,
    applyOptions: isLive ? ['--adopt', ...clusterArguments(input.target)] : [],
    notes: [
      ...(place === undefined
        ? [
            'the objects share no namespace: those that name none go into that of the kube context, or of `namespace` in profiles/default.yaml',
          ]
        : []),
      ...secrets.map(
        (secret) => `left out: ${describeRef(refOf(secret))}, whose values must not stand in a file; ${secretHint}`,
      ),
      ...hookNotes(objects),
      ...notes,
    ],
  }
}

/**
 * Makes sure that the project renders every object that was given, but for its Secrets, whatever its files are called.
 * @throws Error
 */
function refuseLosses(given: readonly PlainFile[], { templates, objects, secrets }: FromPlain): void {
  const count = given.flatMap(documentsOf).flatMap((document) => document.objects).length
  const lost = [...templates.keys()].filter((name) => templatesAmong([name]).length === 0)
  if (lost.length > 0) throw new Error(`Nothing renders the templates ${lost.join(', ')}`)
  if (templates.size > given.length || objects.length + secrets.length !== count)
    throw new Error(`Of ${count} objects, ${objects.length} are rendered and ${secrets.length} left out`)
}

/** An object for a test, best one with pods; undefined where none is the only one of its kind and name in its namespace. */
function workloadAmong(objects: readonly KubeObject[]): ProjectSettings['workload'] {
  const hasPods = (object: KubeObject) => podSpecPaths[`${refOf(object).group}/${object.kind}`] !== undefined
  const workloads = [...objects.filter(hasPods), ...objects].map((object) => {
    const { kind, name, namespace } = refOf(object)
    const same = objects.map(refOf).filter((other) => other.kind === kind && other.name === name)
    if (same.length === 1) return { kind, name }
    const isOnly = namespace !== undefined && same.filter((other) => other.namespace === namespace).length === 1
    return isOnly ? { kind, name, namespace } : undefined
  })
  return workloads.find((one) => one !== undefined)
}

/** Helm runs its hooks at certain times; to kdeploy they are objects like others. */
function hookNotes(objects: readonly KubeObject[]): string[] {
  const hooks = objects.filter((one) => 'helm.sh/hook' in annotationsOf(one)).map((one) => describeRef(refOf(one)))
  if (hooks.length === 0) return []
  return [
    `hooks of Helm, which an apply deploys like other objects (docs/deploying/hooks.md has kdeploy's): ${joinNames(hooks, mostNamed)}`,
  ]
}

/** Objects that a note names. */
const mostNamed = 8

const secretHint = 'take them from a source: variablesFrom (docs/operating/secrets.md)'

async function fromLive(
  origins: Origins,
  input: InitInput,
  folderName: string,
  world: World,
  tell: (line: string) => void,
): Promise<Existing> {
  return withConnection(input.target, world, async (connect) => {
    const cluster = await connect()
    const namespace = input.namespace ?? cluster.defaultNamespace
    if (problemOfNamespace(namespace, ['']) !== undefined)
      throw invalid(`--namespace: ${JSON.stringify(namespace)} is not a namespace`)
    const { objects: live, forbidden } = await readLive(origins, cluster, namespace, input.selector)
    const { name, envTypes } = await decideSettings(
      world,
      input.yes,
      async (decide) => ({
        name: await decideName(decide, input.name, nameFrom(nameOfLive(live) ?? folderName)),
        envTypes: await decideEnvTypes(decide, input.envTypes, 'prod'),
      }),
      tell,
    )
    if (envTypes.length > 1)
      throw invalid(
        '--env-types takes one with live objects, which are of one',
        'copy its profile for another one later',
      )
    const release = { name, profile: `${envTypes[0]}_${name}`, namespace }
    const { objects, differing, unverified } = await fitToLive(cluster, release, live, world)
    const files = objects.map((object) => fileOf(object, namespace))
    const isHelms = live.some((one) => 'meta.helm.sh/release-name' in annotationsOf(one))
    const notes = [
      ...forbidden.map((kind) => `left out: objects of the kind ${kind}, which you may not list`),
      ...differing.map((line) => `an apply would still change ${line}`),
      ...(unverified.length === 0
        ? []
        : [
            `with their defaults, since you may not update them, which a dry-run needs: ${joinNames(unverified, mostNamed)}`,
          ]),
      ...(isHelms
        ? ['Helm has a record of some of these objects: docs/deploying/adopting.md says what an adoption does to it']
        : []),
    ]
    return { name, envTypes, namespace, files, notes }
  })
}

/** The options that lead the next commands to the same cluster. */
function clusterArguments({ kubeContext, kubeconfig, as }: InitInput['target']): string[] {
  const given = { '--context': kubeContext, '--kubeconfig': kubeconfig }
  const named = Object.entries(given).flatMap(([option, value]) => (value === undefined ? [] : [option, value]))
  return [...named, ...impersonationArguments(as)]
}

/** The first workload's name, else the first object's. */
function nameOfLive(live: readonly KubeObject[]): string | undefined {
  const workload = live.find(({ apiVersion }) => apiVersion.startsWith('apps/'))
  return live.length === 1 || workload !== undefined ? (workload ?? live[0])?.metadata.name : undefined
}

function fileOf(object: KubeObject, namespace: string): PlainFile {
  const ref = refOf(object)
  return {
    name: describeRef({ ...ref, namespace: ref.namespace ?? namespace }),
    template: templateNameOf(ref),
    text: writeYaml(object),
  }
}

async function fromFiles(
  origins: Origins,
  input: InitInput,
  folderName: string,
  world: World,
  tell: (line: string) => void,
): Promise<Existing> {
  const files = readPlain(origins, world)
  return decideSettings(
    world,
    // Stdin can't answer where it is the manifests.
    input.yes || origins.stdin,
    async (decide) => {
      const name = await decideName(decide, input.name, nameFrom(folderName))
      const envTypes = await decideEnvTypes(decide, input.envTypes, 'prod')
      const problemOf = (text: string) => problemOfNamespace(text, envTypes)
      const given = input.namespace
      const setting = { what: 'namespace', option: '--namespace', given, fallback: '', problemOf }
      const namespace = given === undefined ? undefined : await decide(setting)
      return { name, envTypes, namespace, files, notes: [] }
    },
    tell,
  )
}

/** The namespace of all objects that name one; undefined where they name several, or none. */
function onlyNamespace(objects: readonly KubeObject[]): string | undefined {
  const [first, ...others] = new Set(
    objects.map((object) => refOf(object).namespace).filter((one) => one !== undefined),
  )
  return others.length === 0 ? first : undefined
}

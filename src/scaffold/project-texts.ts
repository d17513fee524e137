import type { Json } from '../json-map.ts'
import { writeYaml } from '../yaml/write.ts'

type Settings = { readonly [name: string]: Json }

/** An object that a test names. */
interface Workload {
  readonly kind: string
  readonly name: string
  /** Where others have the same kind and name. */
  readonly namespace?: string | undefined
}

/** What a new project's settings say. */
export interface ProjectSettings {
  readonly name: string
  readonly envTypes: readonly string[]
  /** undefined: the kube context's. */
  readonly namespace: string | undefined
  /** The templates that its profiles render; undefined: all of templates/. */
  readonly templates?: readonly string[] | undefined
  /** Where the JSON Schema of its variables is; undefined: there is none. */
  readonly schema?: string | undefined
  /** The variables of every profile. */
  readonly shared: Settings
  /** A workload that each profile renders, for a first test; undefined: there is none. */
  readonly workload: Workload | undefined
  /** The variables of the profile of an env type. */
  readonly ownOf: (envType: string) => Settings
}

/** kdeploy.yaml and the profiles of a new project, by their paths. */
export function settingsFiles(settings: ProjectSettings): Map<string, string> {
  const { name, envTypes, namespace, templates = [], schema, shared, ownOf, workload } = settings
  const everywhere = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(templates.length === 0 ? {} : { templates: [...templates] }),
    ...variables(shared),
  }
  const ofReleases = 'The name of all releases; only kdeploy rename can change it later.'
  return new Map([
    ['kdeploy.yaml', withComment(ofReleases, { name, ...(schema === undefined ? {} : { schema }) })],
    ['profiles/default.yaml', withComment('What all profiles share.', everywhere)],
    ...envTypes.map((envType): [string, string] => {
      const profile = `${envType}_${name}`
      const comment = `Only ${profile}. What all profiles of an env type share goes into ${envType}.yaml.`
      return [`profiles/${profile}.yaml`, withComment(comment, variables(ownOf(envType)))]
    }),
    ...(workload === undefined ? [] : [[`tests/${name}.yaml`, firstTest(name, workload)] as const]),
  ])
}

/** What should stay true, for a beginning. */
function firstTest(project: string, { kind, name, namespace }: Workload): string {
  const where = namespace === undefined ? {} : { namespace }
  const called = namespace === undefined ? name : `${namespace}/${name}`
  const test = {
    name: `every profile renders the ${kind} ${called}`,
    profiles: [`*_${project}`],
    expect: [{ kind, ...where, name, count: 1 }],
  }
  return withComment('What has to stay true; kdeploy test checks it.', { tests: [test] })
}

function variables(values: Settings): Settings {
  return isEmpty(values) ? {} : { variables: { ...values } }
}

function withComment(comment: string, settings: Settings): string {
  return `# ${comment}\n${isEmpty(settings) ? '' : writeYaml({ ...settings })}`
}

function isEmpty(settings: Settings): boolean {
  return Object.keys(settings).length === 0
}

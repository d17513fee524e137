import type { Cluster } from '../cluster/cluster.ts'

/** A service that is deployed as ConfigMaps, which are there as soon as they are written. */
export interface ConfigService {
  readonly needs?: readonly string[]
  /** Further templates of this service alone, by name. */
  readonly templates?: Readonly<Record<string, string>>
}

/** A project in which each profile has some ConfigMaps whose data is the variable `tag`. */
export function configFleetFiles(
  namespace: string,
  services: Readonly<Record<string, ConfigService>>,
  maps = 1,
): Record<string, string> {
  const each = Object.entries(services).flatMap(([profile, { needs = [], templates = {} }]) => {
    const own = Object.entries(templates).map(([name, text]) => [`templates/${profile}-${name}.yaml`, text] as const)
    const names = ['map.yaml', ...Object.keys(templates).map((name) => `${profile}-${name}.yaml`)]
    const text = `needs: ${JSON.stringify(needs)}\ntemplates: ${JSON.stringify(names)}\n`
    return [[`profiles/${profile}.yaml`, text] as const, ...own]
  })
  const map = Array.from(
    { length: maps },
    (_, index) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ profile_name }}-${index}"}\ndata: {tag: "{{ tag }}"}\n`,
  )
  return {
    'kdeploy.yaml': `name: fleet\nprofile: {namespace: ${namespace}, variables: {tag: "1"}}\n`,
    'templates/map.yaml': map.join('---\n'),
    ...Object.fromEntries(each),
  }
}

/** By name, the data of the ConfigMaps that releases have in the test's namespace. */
export async function configs(cluster: Cluster): Promise<Record<string, Readonly<Record<string, string>>>> {
  const { items } = await cluster.get<{
    items: { metadata: { name: string }; data: Record<string, string> }[]
  }>('configmaps', '-l', 'applyset.kubernetes.io/part-of')
  return Object.fromEntries(items.map(({ metadata, data }) => [metadata.name, data]))
}

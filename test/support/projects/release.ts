import type { Cluster } from '../cluster/cluster.ts'

/** Templates by file name: text, or objects, which JSON writes as YAML. */
export type Templates = Readonly<Record<string, string | readonly object[]>>

/** A project of its own, with the profile prod_a, whose templates are these. */
export async function createRelease(
  cluster: Cluster,
  templates: Templates,
  { name = 'shop', settings = '', namespace = cluster.namespace, env = {} } = {},
) {
  const { folder, write } = await cluster.createProject({
    files: {
      'kdeploy.yaml': `name: ${name}\n${settings}`,
      'profiles/prod_a.yaml': `namespace: ${namespace}\n`,
      ...filesOf(templates),
    },
  })
  return {
    folder,
    /** Rewrites these templates; the others stay. */
    change: (changed: Templates) => write(filesOf(changed)),
    kdeploy: (...args: readonly string[]) => cluster.kdeploy([...args, '-p', 'prod_a'], { cwd: folder, env }),
    /** For a test that kills it. */
    start: (...args: readonly string[]) => cluster.startKdeploy([...args, '-p', 'prod_a'], { cwd: folder, env }),
  }
}

function filesOf(templates: Templates): Record<string, string> {
  const entries = Object.entries(templates)
  return Object.fromEntries(entries.map(([name, content]) => [`templates/${name}`, textOf(content)]))
}

function textOf(content: string | readonly object[]): string {
  return typeof content === 'string' ? content : content.map((object) => JSON.stringify(object)).join('\n---\n')
}

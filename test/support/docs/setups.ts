import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { repository } from '../projects/project.ts'
import { programs } from './programs.ts'

/** The place in which a page is followed. */
export interface Place {
  /** Where the reader types. */
  readonly folder: string
  readonly home: string
  readonly kubeconfig: string
  /** Puts a program on the reader's PATH: a script with its `#!` line. */
  program(name: string, script: string): Promise<void>
  /** Writes a file of the reader's folder. */
  write(path: string, text: string): Promise<void>
  /** Runs a command in the reader's shell; throws where it fails. */
  run(command: string): Promise<string>
}

/** What a reader has already when a page begins: `<!-- setup: NAME ARGUMENT… -->`. */
export const setups: Readonly<Record<string, (place: Place, ...args: string[]) => Promise<void>>> = {
  /**
   * The repository's working example: kdeploy.yaml, templates/, profiles/, tests/, and what its namespace holds already. Its namespaces
   * are `NAME-dev`, `NAME-stg`, `NAME-prod`; NAME is `my-ns` where the page says no other.
   */
  async example({ folder, run }, name = 'my-ns') {
    for (const entry of ['kdeploy.yaml', 'templates', 'profiles', 'tests'])
      await cp(join(repository, entry), join(folder, entry), { recursive: true })
    const file = join(folder, 'profiles/default.yaml')
    await writeFile(file, (await readFile(file, 'utf8')).replace('my-ns', name))
    const shared = '--from-literal=exchange_url=wss://exchange.example.com/feed --from-literal=region=eu-west-1'
    for (const namespace of [`${name}-prod`, `${name}-stg`]) {
      await run(`kubectl create namespace ${namespace}`)
      await run(`kubectl create configmap platform-settings -n ${namespace} ${shared}`)
      await run(`kubectl create secret generic secret -n ${namespace} --from-literal=api_key=an-example`)
    }
  },
  /** Namespaces that exist. */
  async namespaces({ run }, ...names) {
    for (const name of names) await run(`kubectl create namespace ${name}`)
  },
  /** More kube contexts, all of the page's cluster. The first one stays the current one. */
  async contexts({ kubeconfig }, ...names) {
    const config = JSON.parse(await readFile(kubeconfig, 'utf8')) as { contexts: { name: string; context: object }[] }
    const [first] = config.contexts
    for (const name of names) config.contexts.push({ name, context: { ...first?.context } })
    await writeFile(kubeconfig, JSON.stringify(config))
  },
  /** A git repository with one commit of what is there. */
  async git({ run }) {
    await run('git init -q && git add -A && git commit -q --allow-empty -m "Begin"')
  },
  ...programs,
}

/** Writes a script that can be run. */
export async function writeProgram(file: string, script: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, script)
  await chmod(file, 0o755)
}

import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { loadAll, YAMLException } from 'js-yaml'
import { KdeployError } from '../../errors.ts'
import { asMap, isMap } from '../../json-map.ts'
import type { JsonObject } from '../../manifest/types.ts'

/** One named entry of a kubeconfig: `clusters`, `users` or `contexts`. Its paths are absolute already. */
export interface NamedEntry {
  readonly name: string
  readonly value: JsonObject
  /** The file that holds it, for messages. */
  readonly file: string
}

export interface KubeconfigFile {
  readonly path: string
  readonly clusters: readonly NamedEntry[]
  readonly users: readonly NamedEntry[]
  readonly contexts: readonly NamedEntry[]
  readonly currentContext: string | undefined
}

/** Keys whose relative path counts from the kubeconfig's folder (client-go, tools/clientcmd, ResolvePaths). */
const clusterPaths = ['certificate-authority']
const userPaths = ['client-certificate', 'client-key', 'tokenFile']

/** Reads one kubeconfig; undefined where there is no such file. @throws `kubeconfig-invalid` */
export function readKubeconfigFile(path: string): KubeconfigFile | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw invalid(path, code === 'EISDIR' ? 'is a folder' : `can't be read: ${error}`)
  }
  const root = parse(path, text)
  const folder = dirname(path)
  return {
    path,
    clusters: entries(path, root, 'clusters', 'cluster').map((entry) => absolute(entry, clusterPaths, folder)),
    users: entries(path, root, 'users', 'user').map((entry) =>
      absoluteCommand(absolute(entry, userPaths, folder), folder),
    ),
    contexts: entries(path, root, 'contexts', 'context'),
    currentContext: textOf(path, root, 'current-context'),
  }
}

function parse(path: string, text: string): JsonObject {
  if (text.trim() === '') return {}
  let root: unknown
  try {
    // kubectl reads the first document only; a file may end with `---`.
    root = loadAll(text)[0]
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const line = error.mark === undefined ? undefined : error.mark.line + 1
    throw invalid(path, `is not valid YAML: ${error.reason}`, line)
  }
  if (root === undefined || root === null) return {}
  if (!isMap(root)) throw invalid(path, 'is not a YAML mapping')
  return root
}

function entries(file: string, root: JsonObject, list: string, key: string): NamedEntry[] {
  const value = root[list]
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw invalid(file, `\`${list}\` is not a list`)
  const seen = new Set<string>()
  return value.map((item, index) => {
    const name = isMap(item) ? item['name'] : undefined
    if (!isMap(item) || typeof name !== 'string') throw invalid(file, `\`${list}[${index}]\` has no name`)
    if (seen.has(name)) throw invalid(file, `\`${list}\` has two entries named "${name}"`)
    seen.add(name)
    const entry = item[key]
    return { name, value: asMap(entry), file }
  })
}

function absolute(entry: NamedEntry, keys: readonly string[], folder: string): NamedEntry {
  const value = { ...entry.value }
  for (const key of keys) {
    const path = value[key]
    if (typeof path === 'string' && path !== '') value[key] = isAbsolute(path) ? path : join(folder, path)
  }
  return { ...entry, value }
}

/** An exec command with a slash is relative to the kubeconfig; one without is looked up in PATH. */
function absoluteCommand(entry: NamedEntry, folder: string): NamedEntry {
  const exec = entry.value['exec']
  const command = isMap(exec) ? exec['command'] : undefined
  if (!isMap(exec) || typeof command !== 'string' || !/[/\\]/.test(command) || isAbsolute(command)) return entry
  return { ...entry, value: { ...entry.value, exec: { ...exec, command: join(folder, command) } } }
}

/** A text field of a kubeconfig; undefined where it is absent or empty. Throws where it is anything else. */
export function textOf(file: string, object: JsonObject, key: string): string | undefined {
  const value = object[key]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') throw invalid(file, `\`${key}\` must be a string (put it in quotes)`)
  return value
}

export function invalid(file: string, problem: string, line?: number): KdeployError {
  return new KdeployError({
    code: 'kubeconfig-invalid',
    category: 'input',
    message: `the kubeconfig ${file} ${problem}`,
    place: { file, line },
    hint: 'check it with `kubectl config view`',
  })
}

/** The longest name: what is made of it, such as a Service's name, has to fit into 63 characters. */
const longestName = 40

/** What is wrong with a project's name, which becomes names of objects and of a profile; undefined where nothing is. */
export function problemOfName(name: string): string | undefined {
  if (name.length > longestName) return `has more than ${longestName} characters`
  if (/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)) return undefined
  return 'is not a name: use a-z, 0-9 and -, a letter first'
}

/** `dev,prod` as names, each once. */
export function splitNames(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((name) => name !== ''))]
}

/** What is wrong with a list of env types; undefined where nothing is. */
export function problemOfEnvTypes(text: string): string | undefined {
  const envTypes = splitNames(text)
  if (envTypes.length === 0) return 'names no env type: use e.g. dev,prod'
  if (envTypes.includes('default'))
    return 'has default, which is reserved: profiles/default.yaml applies to every profile'
  const wrong = envTypes.find((one) => !/^[a-z0-9]([-a-z0-9]{0,18}[a-z0-9])?$/.test(one))
  return wrong === undefined ? undefined : `has ${wrong}, which is not an env type: use a-z, 0-9 and -, at most 20`
}

/** What is wrong with a namespace, in which `{{ env_type }}` stands for the env type; undefined where nothing is. */
export function problemOfNamespace(namespace: string, envTypes: readonly string[]): string | undefined {
  const wrong = namespacesOf(namespace, envTypes).find((one) => !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(one))
  if (wrong === undefined) return undefined
  return 'is not a namespace: use a-z, 0-9 and -, at most 63, and {{ env_type }} where it depends on that'
}

/** The namespaces that a namespace stands for. */
export function namespacesOf(namespace: string, envTypes: readonly string[]): string[] {
  return [...new Set(envTypes.map((envType) => namespace.replace(/\{\{\s*env_type\s*\}\}/g, envType)))]
}

/** What is wrong with an image; undefined where nothing is. */
export function problemOfImage(image: string): string | undefined {
  return /^[\w][\w.:/@-]*$/.test(image) ? undefined : 'is not an image: use e.g. registry.example.com/app:1.0'
}

/** What is wrong with a port; undefined where nothing is. */
export function problemOfPort(port: string): string | undefined {
  const isPort = /^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65535
  return isPort ? undefined : 'is not a port: use a number from 1 to 65535'
}

/** A text, such as a folder's name, as a project's name. */
export function nameFrom(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, longestName)
    .replace(/-+$/, '')
  return name === '' ? 'app' : name
}

import { kubectlName } from '../manifest/identity.ts'
import type { ObjectRef } from '../manifest/types.ts'

/** The template of one object: `deployment-web.yaml`. */
export function templateNameOf(ref: ObjectRef): string {
  const [kind = ''] = kubectlName({ ...ref, group: '' }).split('/')
  return `${fileName(kind)}-${fileName(ref.name)}.yaml`
}

/**
 * The template of a file of plain YAML: by the same path, but no partial, with an ending that templates have, and not in the place of
 * a package's template.
 */
export function templateNameOfFile(path: string): string {
  const parts = path.split('/')
  const last = (parts.at(-1) ?? '')
    .replace(/\.(?:ya?ml|json)$/i, (ending) => (/l$/i.test(ending) ? ending.toLowerCase() : '.yaml'))
    .replace(/^_+/, '')
  const own = [...parts.slice(0, -1), last === '' || last.startsWith('.') ? `manifest${last}` : last]
  return (own.length > 1 && own[0] === 'pkg' ? ['manifests', ...own] : own).join('/')
}

/** Names, each made different from those before it: `a.yaml`, `a-2.yaml`. */
export function differentNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const [, stem = name, ending = ''] = /^(.*?)(\.[^./]*)?$/.exec(name) ?? []
    let different = name
    // File systems that ignore case have one file of both.
    for (let number = 2; taken.has(different.toLowerCase()); number++) different = `${stem}-${number}${ending}`
    taken.add(different.toLowerCase())
    return different
  })
}

/** Kubernetes' names may have what is awkward in a file's: `system:reader`. */
function fileName(name: string): string {
  return name.replace(/[^A-Za-z0-9.-]+/g, '-').replace(/^[-.]+/, '')
}

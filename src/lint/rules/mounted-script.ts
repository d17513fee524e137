import { fieldAt, listAt, textAt } from '../../manifest/fields.ts'
import { refOf } from '../../manifest/identity.ts'
import type { Container, RenderedRelease, Workload } from './rendered-release.ts'

/** The text of a file that a container mounts from a ConfigMap of the render; undefined for any other. */
export function mountedText(
  file: string,
  { spec }: Container,
  { manifest, podSpec }: Workload,
  release: RenderedRelease,
): string | undefined {
  for (const mount of listAt(spec, 'volumeMounts')) {
    const folder = textAt(mount, 'mountPath').replace(/\/$/, '')
    const subPath = textAt(mount, 'subPath')
    const inside = file === folder && subPath !== '' ? subPath : undefined
    const key = inside ?? (file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : undefined)
    if (key === undefined) continue
    const volume = listAt(podSpec, 'volumes').find(({ name }) => name === mount['name'])
    const item = listAt(volume, 'configMap', 'items').find((one) => textAt(one, 'path') === key)
    const found = release.find({
      group: '',
      version: 'v1',
      kind: 'ConfigMap',
      namespace: refOf(manifest.object).namespace,
      name: textAt(volume, 'configMap', 'name'),
    })
    const text = found && fieldAt(found.object, 'data', item === undefined ? key : textAt(item, 'key'))
    if (typeof text === 'string') return text
  }
  return undefined
}

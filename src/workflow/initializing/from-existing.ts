import { basename } from 'node:path'
import type { Cluster } from '../../cluster/api/cluster.ts'
import { type KdeployError, throwCollected } from '../../errors.ts'
import { refuseDuplicates } from '../../manifest/duplicates.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import { readManifests } from '../../manifest/read.ts'
import { type GivenFile, isThere, readPlainFiles } from '../../project/files/plain-files.ts'
import { fileText } from '../../project/files/read-file.ts'
import { withoutMark } from '../../project/files/utf8.ts'
import { documentsOf, type PlainFile, textOfDocument } from '../../scaffold/plain-objects.ts'
import { templateNameOf, templateNameOfFile } from '../../scaffold/template-names.ts'
import { withoutEmptyFields } from '../../scaffold/without-empty-fields.ts'
import { LineIndex } from '../../yaml/line-index.ts'
import type { NamedObject } from '../run/named-object.ts'
import type { World } from '../run/world.ts'
import { readAll, readNamed } from './find-live.ts'
import { invalid } from './settings.ts'

/** What `--from` names. */
export interface Origins {
  readonly live: readonly NamedObject[]
  /** All that a namespace has. */
  readonly all: boolean
  readonly paths: readonly string[]
  readonly stdin: boolean
}

/** Tells live objects from files: a path that is there is one. @throws KdeployError `init-invalid` */
export function originsOf(from: readonly string[], { workingFolder }: Pick<World, 'workingFolder'>): Origins {
  const isFile = (text: string) => isThere(text, workingFolder) || /\.(?:ya?ml|json)$|^\.{0,2}\/|\/$/.test(text)
  const paths = from.filter((text) => text !== 'all' && text !== '-' && isFile(text))
  const named = from.filter((text) => text !== 'all' && text !== '-' && !isFile(text))
  const live = named.map((text) => {
    const [kind = '', ...path] = text.split('/')
    const [name = '', namespace] = path.toReversed()
    if (kind !== '' && name !== '' && namespace !== '' && path.length <= 2) return { kind, namespace, name }
    throw invalid(`--from: ${JSON.stringify(text)} is neither KIND/NAME nor a file or folder that exists`)
  })
  const origins = { live, all: from.includes('all'), paths, stdin: from.includes('-') }
  const isLive = live.length > 0 || origins.all
  if (isLive && (paths.length > 0 || origins.stdin))
    throw invalid('--from takes live objects or files, not both at once')
  return origins
}

/** Files and stdin as what becomes templates; stdin a template for each object. */
export function readPlain({ paths, stdin }: Origins, world: Pick<World, 'workingFolder' | 'readStdin'>): PlainFile[] {
  const files = paths.flatMap((path) => {
    const found = readPlainFiles(path, world.workingFolder)
    if (found.length > 0) return found
    throw invalid(`--from: ${path} has no .yaml, .yml or .json files`)
  })
  refuseOthers(files)
  const plain = files.map(({ name, path, text }) => ({ name, template: templateNameOfFile(path), text }))
  const stream = stdin ? withoutMark(fileText(world.readStdin('--from -'), 'stdin')) : undefined
  checkManifests(stream === undefined ? files : [...files, { name: 'stdin', text: stream }])
  return stream === undefined ? plain : [...plain, ...splitStream(stream)]
}

/** What Helm and Kustomize build manifests from is not a manifest itself. @throws KdeployError `init-invalid` */
function refuseOthers(files: readonly GivenFile[]): void {
  const problems: KdeployError[] = []
  for (const { name, path } of files) {
    const folder = name.slice(0, -path.length).replace(/\/$/, '') || '.'
    if (/^kustomization\.ya?ml$/i.test(basename(path)))
      problems.push(invalid(`--from: ${name} is Kustomize's`, `kubectl kustomize ${folder} | kdeploy init --from -`))
    else if (basename(path) === 'Chart.yaml')
      problems.push(
        invalid(`--from: ${name} is a Helm chart's`, `helm template NAME ${folder} | kdeploy init --from -`),
      )
  }
  throwCollected(problems, (count) => `${count} files are not manifests`)
}

function splitStream(text: string): PlainFile[] {
  const whole: PlainFile = { name: 'stdin', template: 'manifests.yaml', text }
  return documentsOf(whole).map((document) => {
    const [first] = document.objects
    const hasName = typeof first?.object.metadata?.name === 'string' && typeof first.object.apiVersion === 'string'
    const template = hasName && document.objects.length === 1 ? templateNameOf(refOf(first.object)) : whole.template
    return { name: 'stdin', template, text: withoutEmptyFields(textOfDocument(text, document)) }
  })
}

/** @throws KdeployError with every problem: what is not a manifest, has no name, or is there twice */
function checkManifests(files: readonly Pick<PlainFile, 'name' | 'text'>[]): void {
  const manifests = files.flatMap(({ name, text }) => {
    const lines = new LineIndex(text)
    return readManifests([{ template: name, text, placeAt: (offset) => ({ file: name, ...lines.positionOf(offset) }) }])
  })
  if (manifests.length === 0) throw invalid('--from: there are no manifests in it')
  refuseDuplicates(manifests)
}

/** The live objects. */
export async function readLive(
  { live, all }: Origins,
  cluster: Cluster,
  namespace: string,
  selector: string | undefined,
): ReturnType<typeof readAll> {
  const named = await readNamed(cluster, live, namespace)
  const found = all ? await readAll(cluster, namespace, selector) : { objects: [], forbidden: [] }
  const byKey = new Map([...named, ...found.objects].map((object) => [keyOf(refOf(object)), object]))
  return { objects: [...byKey.values()], forbidden: found.forbidden }
}

import type { FieldPath } from '../field-path.ts'
import { groupBy } from '../group-by.ts'
import { scales } from '../manifest/autoscaled.ts'
import { fieldAt, listAt, numberAt, textAt } from '../manifest/fields.ts'
import { refOf } from '../manifest/identity.ts'
import type { KubeObject } from '../manifest/types.ts'
import { parseImage } from '../plan/images/image-reference.ts'
import { podSpecPaths } from '../plan/references/pod-spec-paths.ts'

/** A value that profiles differ in, taken out of objects into a variable. */
export interface Variable {
  readonly name: string
  readonly value: string | number
  readonly uses: readonly Use[]
}

/** Where an object has a variable's value. */
export interface Use {
  /** The index of the object. */
  readonly object: number
  readonly path: FieldPath
}

/**
 * The variables of objects: the tag of each image that is used with one tag alone, and the replicas of each workload that no
 * autoscaler among them scales. What can't be named for certain stays as it is.
 */
export function variablesIn(objects: readonly KubeObject[]): Variable[] {
  return unambiguous([...tagsOf(objects), ...replicasOf(objects)])
}

interface Tagged extends Use {
  readonly repository: string
  readonly tag: string
}

function tagsOf(objects: readonly KubeObject[]): Variable[] {
  const images = objects.flatMap(taggedImages)
  const repositories = [...groupBy(images, ({ repository }) => repository)]
  return repositories.flatMap(([repository, [first, ...others]]) => {
    if (others.some(({ tag }) => tag !== first.tag)) return []
    const name = repositories.length === 1 ? 'image_tag' : `${nameFrom(lastPart(repository))}_tag`
    return [{ name, value: first.tag, uses: [first, ...others] }]
  })
}

function taggedImages(object: KubeObject, index: number): Tagged[] {
  const { group, kind } = refOf(object)
  const path = podSpecPaths[`${group}/${kind}`]
  if (path === undefined) return []
  return ['initContainers', 'containers'].flatMap((list) =>
    listAt(object, ...path, list).flatMap((container, position) => {
      const image = textAt(container, 'image')
      const { repository, tag } = parseImage(image)
      const isTagged = tag !== '' && image === `${repository}:${tag}`
      return isTagged ? [{ object: index, path: [...path, list, position, 'image'], repository, tag }] : []
    }),
  )
}

function replicasOf(objects: readonly KubeObject[]): Variable[] {
  const scaled = objects.flatMap((object, index) => {
    const ref = refOf(object)
    const replicas = numberAt(object, 'spec', 'replicas')
    const isWorkload = ref.group === 'apps' && ['Deployment', 'StatefulSet'].includes(ref.kind)
    const isAutoscaled = objects.some((one) => isAutoscaler(one) && scales(one, ref))
    return isWorkload && replicas !== undefined && !isAutoscaled ? [{ index, ref, replicas }] : []
  })
  return scaled.map(({ index, ref, replicas }) => ({
    name: scaled.length === 1 ? 'replicas' : `${nameFrom(ref.name)}_replicas`,
    value: replicas,
    uses: [{ object: index, path: ['spec', 'replicas'] }],
  }))
}

function isAutoscaler(object: KubeObject): boolean {
  return object.kind === 'HorizontalPodAutoscaler' && fieldAt(object, 'spec', 'scaleTargetRef') !== undefined
}

/** Without those whose name is another's too, or is no name. */
function unambiguous(variables: readonly Variable[]): Variable[] {
  const named = groupBy(variables, ({ name }) => name)
  return variables.filter(({ name }) => /^[a-z]\w*$/.test(name) && named.get(name)?.length === 1)
}

function lastPart(repository: string): string {
  return repository.slice(repository.lastIndexOf('/') + 1)
}

/** A name of Kubernetes as one of Jinja2: `my-app` is `my_app`. */
function nameFrom(name: string): string {
  return name.toLowerCase().replace(/\W/g, '_')
}

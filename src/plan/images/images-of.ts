import { asList, isMap } from '../../json-map.ts'
import { fieldAt, listAt, textAt } from '../../manifest/fields.ts'
import { refOf } from '../../manifest/identity.ts'
import type { Json, KubeObject } from '../../manifest/types.ts'
import { podSpecPaths } from '../references/pod-spec-paths.ts'

/** An image that an object has its pods run or mount. */
export interface ObjectImage {
  /** As it is written: `registry.example.com/app:1.4`. */
  readonly image: string
  /** The container's name, or the volume's; `''` where a field of the object's own names the image. */
  readonly container: string
}

/** Where the pod spec of a built-in kind is, by `group/Kind`; what isn't here has none. */
const podSpecs: Readonly<Record<string, readonly string[]>> = { ...podSpecPaths, '/PodTemplate': ['template', 'spec'] }

/** Fields of custom kinds that name an image besides any pod spec in them, by `group/Kind`. */
const ownFields: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'postgresql.cnpg.io/Cluster': [['spec', 'imageName']],
  'monitoring.coreos.com/Prometheus': [['spec', 'image']],
  'monitoring.coreos.com/PrometheusAgent': [['spec', 'image']],
  'monitoring.coreos.com/Alertmanager': [['spec', 'image']],
  'monitoring.coreos.com/ThanosRuler': [['spec', 'image']],
  'sparkoperator.k8s.io/SparkApplication': [
    ['spec', 'image'],
    ['spec', 'driver', 'image'],
    ['spec', 'executor', 'image'],
  ],
  'opentelemetry.io/OpenTelemetryCollector': [['spec', 'image']],
  'kafka.strimzi.io/KafkaConnect': [['spec', 'image']],
  'elasticsearch.k8s.elastic.co/Elasticsearch': [['spec', 'image']],
  'kibana.k8s.elastic.co/Kibana': [['spec', 'image']],
}

const containerLists = ['initContainers', 'containers', 'ephemeralContainers'] as const

/** What else has containers in a custom kind: Tekton's tasks, Argo's workflows. */
const otherLists = ['steps', 'sidecars'] as const
const singleContainers = ['container', 'script'] as const

/** Levels that are looked through in a custom kind. */
const deepest = 40

/**
 * The images of an object, in the order of its containers, each container's own: init and ephemeral containers and image volumes of
 * pods, of the pod template of every workload, and of custom kinds (Argo's Rollout, Knative's Service, …) wherever they have one.
 */
export function imagesIn(object: KubeObject): ObjectImage[] {
  const { group, kind } = refOf(object)
  const key = `${group}/${kind}`
  const path = podSpecs[key]
  if (path !== undefined) return imagesOfPodSpec(fieldAt(object, ...path))
  // A CustomResourceDefinition describes containers, and has none.
  const isCustom = group.includes('.') && group !== 'apiextensions.k8s.io'
  if (!isCustom) return []
  const own = (ownFields[key] ?? []).map((field) => ({ image: textAt(object, ...field), container: '' }))
  return [...own.filter(({ image }) => image !== ''), ...imagesBelow(object['spec'], 0)]
}

/** The images of these objects, each once, sorted. */
export function imagesOf(objects: readonly KubeObject[]): string[] {
  return [...new Set(objects.flatMap(imagesIn).map(({ image }) => image))].sort()
}

function imagesOfPodSpec(spec: Json | undefined): ObjectImage[] {
  const containers = containerLists.flatMap((list) => listAt(spec, list)).map(imageOfContainer)
  const volumes = listAt(spec, 'volumes').map((volume) => ({
    image: textAt(volume, 'image', 'reference'),
    container: textAt(volume, 'name'),
  }))
  return [...containers, ...volumes].filter(({ image }) => image !== '')
}

function imageOfContainer(container: Json): ObjectImage {
  return { image: textAt(container, 'image'), container: textAt(container, 'name') }
}

/** The images of every pod spec below a value, and of what Tekton and Argo Workflows have in its place. */
function imagesBelow(value: Json | undefined, depth: number): ObjectImage[] {
  if (depth > deepest) return []
  if (Array.isArray(value)) return value.flatMap((item) => imagesBelow(item, depth + 1))
  if (!isMap(value)) return []
  const others = [
    ...otherLists.flatMap((list) => asList(value[list]).filter(isMap)),
    ...singleContainers.flatMap((field) => value[field] ?? []).filter(isMap),
  ]
  const own = [...imagesOfPodSpec(value), ...others.map(imageOfContainer).filter(({ image }) => image !== '')]
  const within = Object.entries(value).filter(([key]) => !containerLists.some((list) => list === key))
  return [...own, ...within.flatMap(([, item]) => imagesBelow(item, depth + 1))]
}

import { expect } from 'vitest'
import type { Cluster } from '../cluster/cluster.ts'
import { arrived, keys, keystore, texts } from './samples.ts'

/** What the cluster holds of the samples. */
export interface Found {
  readonly annotations: object
  readonly data: object
  readonly binaryData: object
  readonly raw: object
  readonly secret: object
  readonly strings: object
  readonly env: object
  readonly spec: { readonly texts: object; readonly keys: object }
  /** The numbers as the server writes them, by name. */
  readonly integers: object
  readonly lists: readonly string[]
}

const utf8 = (base64: string) => Buffer.from(base64, 'base64').toString('utf8')

const decoded = (data: Record<string, string>) =>
  Object.fromEntries(Object.entries(data).map(([key, base64]) => [key, key === 'store.jks' ? base64 : utf8(base64)]))

/** What the cluster holds, by raw requests. */
export async function findSamples(cluster: Cluster, group: string): Promise<Found> {
  const namespaced = `namespaces/${cluster.namespace}`
  const raw = async (path: string) => cluster.kubectl(['get', '--raw', path])
  const get = async (path: string) => JSON.parse(await raw(path))
  const core = `/api/v1/${namespaced}`
  const config = await get(`${core}/configmaps/texts`)
  const web = await get(`/apis/apps/v1/${namespaced}/deployments/web`)
  const sample = await raw(`/apis/${group}/v1/${namespaced}/samples/texts`)
  const { spec } = JSON.parse(sample)
  const env: { name: string; value?: string }[] = web.spec.template.spec.containers[0].env
  const own = Object.entries(config.metadata.annotations).filter(([name]) => name.startsWith('text.example/'))
  const [, numbers = ''] = /"integers":\{([^}]*)\}/.exec(sample) ?? []
  return {
    annotations: Object.fromEntries(own.map(([name, text]) => [name.slice('text.example/'.length), text])),
    data: config.data,
    binaryData: decoded(config.binaryData),
    raw: (await get(`${core}/configmaps/raw`)).data,
    secret: decoded((await get(`${core}/secrets/texts`)).data),
    strings: decoded((await get(`${core}/secrets/strings`)).data),
    env: Object.fromEntries(env.map(({ name, value = '' }) => [name, value])),
    spec,
    integers: Object.fromEntries([...numbers.matchAll(/"([\w-]+)":([^,]+)/g)].map(([, name, text]) => [name, text])),
    lists: [...sample.matchAll(/"(?:list|json|most)":(\[[^\]]*\]|[\d-]+)/g)].map(([, text = '']) => text),
  }
}

/** What the cluster is to hold of these texts. */
export function expectedOf(given: Readonly<Record<string, string>>, most: string): Found {
  const binary = Object.entries(given).map(([name, text]) => [`${name}.bin`, text])
  const data = JSON.parse('{"__proto__": "proto", "constructor": "constructor"}')
  const before = String(BigInt(most) - 1n)
  return {
    annotations: given,
    data: { ...given, ...data },
    binaryData: { ...Object.fromEntries(binary), 'store.jks': keystore.toString('base64') },
    raw: texts,
    secret: { ...given, 'store.jks': keystore.toString('base64') },
    strings: { ...given, ...JSON.parse('{"__proto__": "proto"}') },
    env: given,
    spec: expect.objectContaining({
      texts: given,
      keys: Object.fromEntries(keys.map((key, index) => [key, String(index)])),
    }),
    integers: { ...arrived, most },
    lists: expect.arrayContaining([`[${most},${before},9007199254740993]`, `[${most},9007199254740993]`, most]),
  }
}

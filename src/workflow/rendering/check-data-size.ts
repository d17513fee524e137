import { joinNames } from '../../counts.ts'
import { KdeployError, throwCollected } from '../../errors.ts'
import { asMap } from '../../json-map.ts'
import { describeRef, refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'

/** Bytes of all values together (Kubernetes' core validation, `MaxSecretSize`). */
const most = 1024 * 1024

/** Keys that are named with their size. */
const mostNamed = 5

/**
 * Refuses ConfigMaps and Secrets that hold more than Kubernetes lets them, with what each key holds: a folder of files grows
 * unseen. @throws KdeployError `object-too-large`
 */
export function checkDataSize(manifests: readonly Manifest[]): void {
  throwCollected(
    manifests.flatMap((manifest) => problemOf(manifest) ?? []),
    (count) => `${count} objects hold more than 1 MiB of data`,
  )
}

function problemOf({ object, placeOf }: Manifest): KdeployError | undefined {
  const ref = refOf(object)
  if (ref.group !== '' || (ref.kind !== 'ConfigMap' && ref.kind !== 'Secret')) return undefined
  const encoded = ref.kind === 'Secret' ? 'data' : 'binaryData'
  const plain = ref.kind === 'Secret' ? 'stringData' : 'data'
  const sizes = [
    ...sizesOf(asMap(object[plain]), (text) => Buffer.byteLength(text)),
    ...sizesOf(asMap(object[encoded]), (text) => Buffer.byteLength(text, 'base64')),
  ].sort((left, right) => right.size - left.size)
  const total = sizes.reduce((sum, { size }) => sum + size, 0)
  if (total <= most) return undefined
  const largest = joinNames(sizes, mostNamed, ({ key, size }) => `${key} ${describeSize(size)}`)
  return new KdeployError({
    code: 'object-too-large',
    category: 'input',
    message: `${describeRef(ref)} holds ${describeSize(total)} of data, more than the 1 MiB that Kubernetes accepts: ${largest}`,
    place: placeOf([plain]),
    about: ref,
    hint: 'split it, or put what is large into the image or a volume',
  })
}

function sizesOf(data: Readonly<Record<string, unknown>>, sizeOf: (text: string) => number) {
  return Object.entries(data).map(([key, value]) => ({ key, size: typeof value === 'string' ? sizeOf(value) : 0 }))
}

function describeSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < most ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / most).toFixed(2)} MiB`
}

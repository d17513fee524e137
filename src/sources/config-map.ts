import * as z from 'zod/mini'
import { entriesOf, liveFields, liveSource, wantedShape } from './live.ts'

/** A live ConfigMap's data and binaryData, as literal text; binary values are an error unless `keys` leaves them out. */
export const configMapSource = liveSource({
  type: 'configMap',
  kind: 'ConfigMap',
  shape: z.strictObject({ configMap: wantedShape, ...liveFields }),
  wantedOf: ({ configMap }) => configMap,
  // Its `binaryData` is base64 (core/v1).
  entriesOf: ({ data, binaryData }) => [...entriesOf(data, false), ...entriesOf(binaryData, true)],
})

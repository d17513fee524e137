import * as z from 'zod/mini'
import { entriesOf, liveFields, liveSource, wantedShape } from './live.ts'

/** A live Secret's data, decoded as UTF-8; binary values are an error unless `keys` leaves them out. */
export const secretSource = liveSource({
  type: 'secret',
  kind: 'Secret',
  sensitive: 'always',
  shape: z.strictObject({ secret: wantedShape, ...liveFields }),
  wantedOf: ({ secret }) => secret,
  // Its `data` is base64 (core/v1).
  entriesOf: ({ data }) => entriesOf(data, true),
})

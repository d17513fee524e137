import { isDeepStrictEqual } from 'node:util'
import { isMap } from '../../json-map.ts'
import type { Json, KubeObject } from '../../manifest/types.ts'

/** What the server counts and notes by itself. */
const setByServer = new Set(['resourceVersion', 'generation', 'managedFields'])

/** Whether a live object has every field of one that was sent, so that its write was carried out. */
export function isAsSent(live: KubeObject, sent: KubeObject): boolean {
  const { metadata, ...rest } = sent
  const own = Object.fromEntries(Object.entries(metadata).filter(([name]) => !setByServer.has(name)))
  return holds(live, { ...rest, metadata: own })
}

function holds(live: Json | undefined, sent: Json | undefined): boolean {
  if (!isMap(sent)) return isDeepStrictEqual(live, sent)
  return Object.entries(sent).every(([name, value]) =>
    holds(isMap(live) && Object.hasOwn(live, name) ? live[name] : undefined, value),
  )
}

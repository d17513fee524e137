import { annotationsOf } from '../../manifest/annotations.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { FormatError, mapOf, optional, stringOf, timeOf } from './fields.ts'
import { identityOf, objectNameOf, type Release } from './release.ts'
import { identityAnnotation, releaseLabel } from './revision.ts'

/** The type of the Secret that says that a release is frozen. It is listed with the revisions, so that every run sees it. */
export const freezeType = 'kdeploy.dev/freeze'

/** What it says, as JSON: its metadata alone tells it. */
const freezeAnnotation = 'kdeploy.dev/freeze'

/** Until when nobody may write to a release. */
export interface Freeze {
  /** RFC 3339, by the API server's clock. */
  readonly until: string
  /** The same of its beginning. */
  readonly since: string
  /** Who froze it. */
  readonly by: string
  /** In their words. */
  readonly reason: string
}

/** A freeze as the cluster holds it; one that can't be read is taken for one in force. */
export interface StoredFreeze {
  readonly freeze: Freeze | { readonly unreadable: string }
  readonly secret: KubeObject
}

/** The Secret's name; no revision has it. */
export function freezeNameOf(release: Release): string {
  return `${objectNameOf(release)}-freeze`
}

export function encodeFreeze(release: Release, { until, since, by, reason }: Freeze): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: freezeType,
    metadata: {
      name: freezeNameOf(release),
      namespace: release.namespace,
      labels: { 'app.kubernetes.io/managed-by': 'kdeploy', [releaseLabel]: objectNameOf(release) },
      annotations: {
        [identityAnnotation]: identityOf(release),
        [freezeAnnotation]: JSON.stringify({ until, since, by, reason }),
      },
    },
  }
}

/** Reads a freeze from its metadata; whatever is wrong with it is said in it. */
export function decodeFreeze(release: Release, secret: KubeObject): StoredFreeze {
  try {
    return { freeze: freezeOf(release, secret), secret }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return { freeze: { unreadable: error.message }, secret }
  }
}

function freezeOf(release: Release, secret: KubeObject): Freeze {
  if (secret['type'] !== freezeType) throw new FormatError(`its type is not ${freezeType}`)
  const annotations = annotationsOf(secret)
  if (annotations[identityAnnotation] !== identityOf(release))
    throw new FormatError(`it does not name the release ${identityOf(release)}`)
  const text = optional(annotations[freezeAnnotation], 'its freeze', stringOf)
  if (text === undefined) throw new FormatError('it does not say until when')
  const { until, since, by, reason } = mapOf(parse(text), 'its freeze')
  return {
    until: timeOf(until, 'its end'),
    since: timeOf(since, 'its beginning'),
    by: stringOf(by, 'who froze it'),
    reason: stringOf(reason, 'its reason'),
  }
}

function parse(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    throw new FormatError('its freeze is not JSON')
  }
}

/** Whether nobody may write now, in milliseconds since 1970 by the API server's clock. */
export function isInForce({ freeze }: Pick<StoredFreeze, 'freeze'>, now: number): boolean {
  return 'unreadable' in freeze || now < Date.parse(freeze.until)
}

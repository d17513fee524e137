import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import type { KdeployError } from '../../../errors.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import type { Masker } from '../../../masking/masking.ts'
import { probedField, probingDefinition } from '../../../plan/definition-probe.ts'
import { fieldManager } from '../../run/run.ts'
import { explainItem } from './compare.ts'
import type { Item } from './item.ts'

/**
 * What the schema of a definition that isn't written yet refuses in a manifest, as the server says (see probingDefinition). undefined
 * where it refuses nothing, or can't tell: then it is asked once the definition is written. What derives from sensitive values is
 * shown to nobody who looks after definitions only, so such a manifest isn't asked about.
 */
export async function probeDefinition(
  cluster: Cluster,
  definition: KubeObject,
  item: Item,
  mask: Masker,
): Promise<KdeployError | undefined> {
  const probing = item.manifest.sensitive.length > 0 ? undefined : probingDefinition(definition, item.manifest.object)
  if (probing === undefined) return undefined
  try {
    await cluster.apply(probing, { fieldManager, dryRun: true, force: true })
    return undefined
  } catch (error) {
    const about = error instanceof ApiError ? aboutProbed(error) : undefined
    return about === undefined ? undefined : explainItem(about, item, mask)
  }
}

/** The part of a refusal that is about the probed object, as if that had been sent. */
function aboutProbed({ status, reason, request, retryAfter, causes }: ApiError): ApiError | undefined {
  const own = causes.flatMap((cause) => {
    const field = probedField(cause.field)
    return field === undefined ? [] : [{ ...cause, field }]
  })
  const message = own.map((cause) => `${cause.field}: ${cause.message}`).join(', ')
  return own.length === 0 ? undefined : new ApiError({ status, reason, message, request, causes: own, retryAfter })
}

import { joinNames } from '../../counts.ts'
import { formatPlace, KdeployError, throwCollected } from '../../errors.ts'
import { describeRef, refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import { type Exposure, exposedSecrets } from '../../plan/masking/exposed-secrets.ts'
import type { Emit } from '../run/events.ts'

const hint =
  'put the value into a Secret and refer to it with secretKeyRef; if it is not a secret, set `sensitive: false` on its source'

/** More fields of one object are counted. */
const most = 5

/**
 * Warns once an object of sensitive values outside the data of Secrets; with `strict` (`secrets.strict` in kdeploy.yaml)
 * @throws KdeployError `secret-exposed` with all of them
 */
export function checkExposedSecrets(manifests: readonly Manifest[], strict: boolean, emit: Emit): void {
  const exposures = exposedSecrets(manifests)
  if (!strict) {
    for (const one of exposures) emit({ type: 'warning', message: `${messageOf(one)}; ${hint}`, place: placeOf(one) })
    return
  }
  const problems = exposures.map((one) => {
    const { manifest, fields } = one
    const lines = fields.map(({ name, path }) => `${name} (${formatPlace(manifest.placeOf(path))})`)
    const detail = fields.length === 1 ? undefined : lines.join('\n')
    const shared = { code: 'secret-exposed', category: 'input', hint } as const
    return new KdeployError({ ...shared, message: messageOf(one), place: placeOf(one), detail })
  })
  throwCollected(problems, (count) => `${count} objects expose sensitive values`)
}

function messageOf({ manifest, fields }: Exposure): string {
  const object = describeRef(refOf(manifest.object))
  const what = joinNames(fields, most, ({ name }) => name)
  const holds = fields.length === 1 ? 'contains a sensitive value' : 'contain sensitive values'
  return `${object}: ${what} ${holds} readable by anyone who may read the object`
}

/** The line of the first. */
function placeOf({ manifest, fields: [first] }: Exposure) {
  return manifest.placeOf(first?.path ?? [])
}

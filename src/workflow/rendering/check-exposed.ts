import { KdeployError, throwCollected } from '../../errors.ts'
import type { Manifest } from '../../manifest/types.ts'
import { exposedSecrets } from '../../plan/exposed-secrets.ts'
import type { Emit } from '../events.ts'

const hint = 'put the value into a Secret, and refer to it with secretKeyRef'

/**
 * Warns of sensitive values in ConfigMaps, environment variables and arguments; with `strict` (`secrets.strict` in kdeploy.yaml)
 * @throws KdeployError `secret-exposed` with all of them
 */
export function checkExposed(manifests: readonly Manifest[], strict: boolean, emit: Emit): void {
  const exposures = exposedSecrets(manifests)
  const message = (what: string) => `${what} holds a sensitive value that everyone who may see the object can read`
  if (strict) {
    const problems = exposures.map(({ what, manifest, path }) => {
      const place = manifest.placeOf(path)
      return new KdeployError({ code: 'secret-exposed', category: 'input', message: message(what), place, hint })
    })
    throwCollected(problems, (count) => `${count} fields expose sensitive values; nothing was written`)
    return
  }
  for (const { what, manifest, path } of exposures) {
    emit({ type: 'warning', message: `${message(what)}; ${hint}`, place: manifest.placeOf(path) })
  }
}

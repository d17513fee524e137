// `npm run sbom`: what the bundle holds, as CycloneDX, in dist/sbom.cdx.json. The build writes the list (bundled.json), package-lock.json
// has the hashes.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sbomText } from './binary/sbom.js'

const root = fileURLToPath(new URL('..', import.meta.url))
writeFileSync(join(root, 'dist', 'sbom.cdx.json'), sbomText(root))

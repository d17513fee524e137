import { newestMinor, oldestMinor } from './data/versions.ts'

/** The Kubernetes versions whose schemas are shipped. */
export const shippedVersions = { oldest: `1.${oldestMinor}`, newest: `1.${newestMinor}` }

/** The minor version in `1.36`, `v1.36` or `1.36.3`; undefined for what isn't one, or one whose schemas aren't shipped. */
export function minorOf(version: string): number | undefined {
  const [, found] = /^v?1\.(\d+)(?:\.\d+)?(?:[-+].*)?$/.exec(version) ?? []
  const minor = Number(found)
  return minor >= oldestMinor && minor <= newestMinor ? minor : undefined
}

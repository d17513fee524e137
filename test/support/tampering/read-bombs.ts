import { readFileSync } from 'node:fs'
import { revisionsOf } from '../../../src/history/read-revisions.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'

/** Reads the Secrets in a file as revisions, in a process of its own, and prints what that took at most, in MiB, and how they are. */
const [file = ''] = process.argv.slice(2)
const release = { name: 'trading', profile: 'prod_cthulu', namespace: 'my-ns-prod' }
const history = revisionsOf(release, JSON.parse(readFileSync(file, 'utf8')) as KubeObject[])
const status = history.map(({ revision }) => revision.status)
// What resourceUsage() says is inherited from the parent process.
const [, peak] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
console.log(JSON.stringify({ peak: Number(peak) / 1024, status }))

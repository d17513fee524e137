import type { CodeHost } from './code-host.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'

/** Where merge requests can be commented on; a new host is one file and a line here. In a job of two, the first counts: the order of `systems` in output/ci. */
export const codeHosts: readonly CodeHost[] = [github, gitlab]

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, inject } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { type DocsPage, docsPages, readPage, type Step } from '../../support/docs/page.ts'
import { isShared, openPageCluster } from '../../support/docs/page-cluster.ts'
import { installPrograms, ProgramMissing, programsTimeout } from '../../support/docs/programs.ts'
import { runPage, type Shown } from '../../support/docs/run-page.ts'
import { withOutputs } from '../../support/docs/shown.ts'
import { repository } from '../../support/projects/project.ts'

/** Writes what the commands print into the console blocks instead: KDEPLOY_DOCS_WRITE=1 npx vitest run test/e2e/docs -t PAGE. */
const writes = process.env['KDEPLOY_DOCS_WRITE'] === '1'

/** Long ones first, so that none of them is alone at the end. */
const followed = docsPages()
  .map(readPage)
  .map((page) => ({ ...page, length: page.steps.reduce((sum, step) => sum + lengthOf(step), 0) }))
  .filter(({ length }) => length > 0)
  .sort((a, b) => b.length - a.length)

/** Pages by the namespaces that they wrote into. */
const owners = new Map<string, string>()

describe('a page of the documentation', () => {
  beforeAll(() => installPrograms(followed), programsTimeout)

  for (const page of followed) {
    test.concurrent(`${page.path} does what it says`, async ({ cluster, skip }) => {
      const own = await openPageCluster(cluster)
      const reader = { kubeconfig: own.kubeconfig, kubectl: inject('cluster')?.kubectl ?? 'kubectl' }
      try {
        await (writes ? rewrite(page, reader) : runPage(page, reader)).catch((error) => {
          if (error instanceof ProgramMissing) skip(error.message)
          throw Object.assign(error, { message: [error.message, ...sharedBy(page, own.written())].join('\n') })
        })
        expect(sharedBy(page, own.written())).toEqual([])
      } finally {
        await own.remove()
      }
    }, 600_000)
  }
})

/** About how many commands it has. */
function lengthOf(step: Step): number {
  if (step.do !== 'run') return 0
  return step.block.text.split('\n').filter((line) => (step.compared ? line.startsWith('$ ') : line !== '')).length
}

/** A reader may follow two pages in one cluster, and both at the same time. */
function sharedBy({ path }: DocsPage, namespaces: ReadonlySet<string>): string[] {
  return [...namespaces].flatMap((namespace) => {
    const owner = owners.get(namespace) ?? path
    owners.set(namespace, owner)
    if (isShared(namespace)) return [`${path} writes into the namespace ${namespace}: it needs one of its own`]
    return owner === path ? [] : [`${path} and ${owner} both write into the namespace ${namespace}: each needs its own`]
  })
}

async function rewrite(page: DocsPage, reader: Parameters<typeof runPage>[1]): Promise<void> {
  const shown: Shown[] = []
  try {
    await runPage(page, reader, (one) => shown.push(one))
  } finally {
    const file = join(repository, page.path)
    if (shown.length > 0) await writeFile(file, withOutputs(await readFile(file, 'utf8'), shown))
  }
}

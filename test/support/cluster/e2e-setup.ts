import type { TestProject } from 'vitest/node'
import { ControlPlaneUnavailable } from '../control-plane/binaries.ts'
import { inCi } from '../in-ci.ts'
import { runProgram } from '../program.ts'
import { type Access, accessOf } from './direct-api.ts'
import { findCluster } from './find-cluster.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The cluster of this test run; null where there is none, and the tests that need it are skipped. */
    readonly cluster: {
      readonly kubeconfig: string
      readonly kubectl: string
      /** undefined where only kubectl can log in. */
      readonly access: Access | undefined
    } | null
  }
}

/**
 * Vitest's global setup of the e2e project: one cluster for the whole run. Without one the tests are skipped, in one line that
 * says how to get it; with CI set the run fails instead.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  try {
    const cluster = await findCluster()
    const { kubeconfig, kubectl } = cluster
    const view = ['config', 'view', '--kubeconfig', kubeconfig, '--minify', '--flatten', '--raw', '-o', 'json']
    const { stdout } = await runProgram(kubectl, view, {})
    project.provide('cluster', { kubeconfig, kubectl, access: accessOf(stdout) })
    return () => cluster.stop()
  } catch (error) {
    if (!(error instanceof ControlPlaneUnavailable) || inCi(process.env)) throw error
    process.stderr.write(`The e2e tests are skipped: ${error.message}.\n`)
    project.provide('cluster', null)
    return async () => {}
  }
}

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { cachedBinaries } from '../control-plane/binaries.ts'
import { type Options, startControlPlane } from '../control-plane.ts'

/** A cluster that tests may use as they like. */
export interface TestCluster {
  readonly kubeconfig: string
  /** A path, or the name of a program on the PATH. */
  readonly kubectl: string
  /** Ends the cluster if it was started here. */
  stop(): Promise<void>
}

/**
 * The cluster of KDEPLOY_TEST_KUBECONFIG, else a control plane of its own (startControlPlane). Throws
 * ControlPlaneUnavailable where neither is to be had.
 */
export async function findCluster(options: Options = {}): Promise<TestCluster> {
  const given = process.env['KDEPLOY_TEST_KUBECONFIG']
  if (!given) return startControlPlane(options)
  const kubeconfig = resolve(given)
  if (!existsSync(kubeconfig))
    throw new Error(`KDEPLOY_TEST_KUBECONFIG names a file that does not exist: ${kubeconfig}`)
  const kubectl = (await cachedBinaries())?.kubectl ?? 'kubectl'
  return { kubeconfig, kubectl, stop: async () => {} }
}

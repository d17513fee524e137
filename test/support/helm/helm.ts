import { findGoProgram, goBuildTimeout } from '../go-program.ts'
import { runProgram } from '../program.ts'

/** The versions that tests run against, by major version. */
export const helmVersions = { 3: 'v3.22.0', 4: 'v4.3.2' } as const
export type HelmMajor = keyof typeof helmVersions

/** How long a cold build of one may take, in milliseconds; two minutes on two cores. */
export const helmBuildTimeout = goBuildTimeout

/** Runs Helm in a namespace and returns its stdout. Throws where it fails, with what it said. */
export type Helm = (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<string>

/**
 * Helm of a major version: from the user's cache, or built once from its Go module there. undefined where there is neither it nor Go;
 * in CI that is an error.
 */
export function findHelm(major: HelmMajor): Promise<string | undefined> {
  return findGoProgram('helm', `helm.sh/helm/v${major}/cmd/helm`, helmVersions[major])
}

/** Helm with a cluster's kubeconfig and nothing of the user's; `home` is a folder of the test. */
export function helmOf(program: string, kubeconfig: string, namespace: string, home: string): Helm {
  return async (args, env = {}) => {
    const folders = { HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home }
    const result = await runProgram(program, ['--namespace', namespace, ...args], {
      env: { PATH: process.env['PATH'], HOME: home, KUBECONFIG: kubeconfig, ...folders, ...env },
    })
    if (result.exitCode !== 0) throw new Error(`helm ${args.join(' ')} exited ${result.exitCode}: ${result.stderr}`)
    return result.stdout
  }
}

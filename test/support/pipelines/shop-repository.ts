import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Cluster } from '../cluster/cluster.ts'
import { repository } from '../projects/project.ts'
import { documentedRules } from '../security-doc.ts'

const run = promisify(execFile)
const standIns = join(repository, 'test/support/pipelines/stand-ins')

/** The example of ci/examples/shop as a git repository, with what its pipelines need around them. */
export interface ShopRepository {
  readonly folder: string
  /** What its namespaces begin with; the environments edge, stg and prod follow. */
  readonly namespace: string
  /** A kubeconfig of an account with the Roles of docs/operating/security.md in these namespaces. */
  readonly kubeconfig: string
  /** The environment of a runner: kdeploy and docker on the PATH, a home of its own, nothing of the user's. */
  readonly environment: Readonly<Record<string, string>>
  /** Writes files and commits them; a function is given the file's text of before. */
  commit(files: Readonly<Record<string, string | ((before: string) => string)>>): Promise<void>
  /** Every call of docker so far. */
  dockerCalls(): Promise<string>
  remove(): Promise<void>
}

export async function createShopRepository(cluster: Cluster, origin: string): Promise<ShopRepository> {
  const { namespace } = cluster
  await Promise.all(['edge', 'stg', 'prod'].map((name) => cluster.createNamespace(`${namespace}-${name}`)))
  const account = await createAccount(cluster)
  const around = await realpath(await mkdtemp(join(tmpdir(), 'kdeploy-pipeline-')))
  const [folder, bin, home] = ['shop', 'bin', 'home'].map((name) => join(around, name)) as [string, string, string]
  await cp(join(repository, 'ci/examples/shop'), folder, { recursive: true })
  await Promise.all([bin, home, join(around, 'artifacts')].map((path) => mkdir(path)))
  await cp(join(standIns, 'docker'), join(bin, 'docker'))
  await symlink(join(repository, 'bin/kdeploy.js'), join(bin, 'kdeploy'))
  await chmod(join(bin, 'docker'), 0o755)
  const environment = {
    PATH: [bin, dirname(process.execPath), process.env['PATH']].join(delimiter),
    HOME: home,
    ARTIFACTS: join(around, 'artifacts'),
    DOCKER_CALLS: join(around, 'docker-calls'),
    GIT_CONFIG_GLOBAL: '/dev/null',
  }
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=ann', '-c', 'user.email=ann@example.com', ...args], { cwd: folder, env: environment })
  await git('init', '--quiet', '--initial-branch=main')
  await git('remote', 'add', 'origin', origin)
  const commit: ShopRepository['commit'] = async (files) => {
    for (const [path, given] of Object.entries(files)) {
      const file = join(folder, path)
      await writeFile(file, typeof given === 'string' ? given : given(await readFile(file, 'utf8')))
    }
    await git('add', '--all')
    await git('commit', '--quiet', '--allow-empty', '--message', 'Change the shop')
    await git('update-ref', 'refs/remotes/origin/main', 'HEAD')
    await git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main')
  }
  await commit({ 'deploy/profiles/default.yaml': (text) => text.replace('shop-{{', `${namespace}-{{`) })
  return {
    folder,
    namespace,
    kubeconfig: account.kubeconfig,
    environment,
    commit,
    dockerCalls: () => readFile(environment.DOCKER_CALLS, 'utf8'),
    async remove() {
      await rm(around, { recursive: true, force: true })
      await account.remove()
    },
  }
}

/** A service account with the documented Roles in the example's namespaces; `remove` takes back the one in kube-system. */
async function createAccount(cluster: Cluster) {
  const { namespace } = cluster
  const [inNamespace = [], inKubeSystem = []] = documentedRules()
  const kubeconfig = await cluster.kubeconfigFor(inNamespace)
  const name = (await cluster.kubectl(['get', 'roles', '-o', 'jsonpath={.items[0].metadata.name}'])).trim()
  const group = 'rbac.authorization.k8s.io'
  const grant = (where: string, rules: readonly object[]) => {
    const metadata = { name, namespace: where }
    const subjects = [{ kind: 'ServiceAccount', name, namespace }]
    return [
      { apiVersion: `${group}/v1`, kind: 'Role', metadata, rules },
      {
        apiVersion: `${group}/v1`,
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: group, kind: 'Role', name },
        subjects,
      },
    ]
  }
  const environments = ['edge', 'stg', 'prod'].flatMap((one) => grant(`${namespace}-${one}`, inNamespace))
  const input = JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [...environments, ...grant('kube-system', inKubeSystem)],
  })
  await cluster.kubectl(['apply', '--server-side', '--namespace', '', '-f', '-'], { input })
  const names = [`role/${name}`, `rolebinding/${name}`]
  return { kubeconfig, remove: () => cluster.kubectl(['delete', '--namespace', 'kube-system', ...names]) }
}

/** An earlier release of an environment, for what comes to replace. */
export async function deployEarlier(
  cluster: Cluster,
  { folder, kubeconfig }: ShopRepository,
  profile: string,
  image = 'ghcr.io/acme/shop:1.0',
): Promise<void> {
  const env = { IMAGE: image, COMMIT: 'earlier', KUBECONFIG: kubeconfig }
  const { exitCode, stderr } = await cluster.kdeploy(['apply', '-p', profile], { cwd: join(folder, 'deploy'), env })
  if (exitCode !== 0) throw new Error(`kdeploy apply -p ${profile} exited ${exitCode}: ${stderr}`)
}

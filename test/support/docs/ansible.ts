import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { withLock } from '../control-plane/lock.ts'
import { inCi } from '../in-ci.ts'
import { runProgram } from '../program.ts'

/** From PyPI; kubernetes.core comes out of the package `ansible`, which has every collection and would be half a gigabyte. */
const packages = ['ansible-core==2.19.14', 'kubernetes==37.0.2', 'PyYAML==6.0.4', 'Jinja2==3.1.6']
const collections = 'ansible==12.3.0'

/** A Python of its own with Ansible, its collection kubernetes.core, Jinja2 and PyYAML. */
export interface Ansible {
  /** The folder of `python`, `ansible-playbook` and `ansible-vault`. */
  readonly bin: string
  /** For ANSIBLE_COLLECTIONS_PATH. */
  readonly collections: string
}

/** How long a cold installation may take, in milliseconds. */
export const ansibleTimeout = 10 * 60_000

const unpack = `import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith('ansible_collections/kubernetes/core/')])`

/** Ansible from the user's cache, or installed once from PyPI there. undefined where it can't be had; in CI that is an error. */
export async function findAnsible(): Promise<Ansible | undefined> {
  const cache = process.env['XDG_CACHE_HOME'] || join(process.env['HOME'] || homedir(), '.cache')
  const folder = join(cache, 'kdeploy', 'ansible', [...packages, collections].join('_').replaceAll('==', '-'))
  const ansible = { bin: join(folder, 'bin'), collections: folder }
  if (existsSync(join(folder, 'complete'))) return ansible
  await mkdir(dirname(folder), { recursive: true })
  try {
    await withLock(
      `${folder}.lock`,
      () => {},
      () => install(folder),
    )
    return ansible
  } catch (error) {
    if (inCi(process.env)) throw new Error('In CI the pages about Ansible need python3 and PyPI', { cause: error })
    return undefined
  }
}

/** The programs of a venv name its folder, so that it can't be moved: a mark at the end says that it is whole. */
async function install(folder: string): Promise<void> {
  if (existsSync(join(folder, 'complete'))) return
  await rm(folder, { recursive: true, force: true })
  await run('python3', '-m', 'venv', folder)
  const python = join(folder, 'bin', 'python')
  await run(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages)
  const wheels = join(folder, 'wheels')
  await run(python, '-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', wheels, collections)
  const wheel = join(wheels, `${collections.replace('==', '-')}-py3-none-any.whl`)
  await run(python, '-c', unpack, wheel, folder)
  await rename(wheels, join(folder, 'complete'))
  await rm(join(folder, 'complete', `${collections.replace('==', '-')}-py3-none-any.whl`), { force: true })
}

async function run(program: string, ...args: string[]): Promise<void> {
  const { exitCode, stderr } = await runProgram(program, args, { env: process.env })
  if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')} exited ${exitCode}: ${stderr}`)
}

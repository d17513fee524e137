import { join } from 'node:path'
import { findHelm, helmBuildTimeout } from '../helm/helm.ts'
import { findSops } from '../sources/find-sops.ts'
import { ansibleTimeout, findAnsible } from './ansible.ts'
import type { DocsPage } from './page.ts'
import type { Place } from './setups.ts'
import { standIns } from './stand-ins.ts'

/** A page needs a program that can't be had here: it is not followed. In CI what can be installed must be. */
export class ProgramMissing extends Error {}

/** How long it may take until all of them are there, in milliseconds. */
export const programsTimeout = helmBuildTimeout + ansibleTimeout

async function required<Found>(name: string, found: Promise<Found | undefined>): Promise<Found> {
  const program = await found
  if (program === undefined) throw new ProgramMissing(`needs ${name}, which can't be installed here`)
  return program
}

const link = (place: Place, name: string, program: string, variables = '') =>
  place.program(name, `#!/bin/sh\n${variables}exec '${program}' "$@"\n`)

/** Setups that bring programs of others: the real ones where they can be installed, else stand-ins. */
export const programs: Readonly<Record<string, (place: Place) => Promise<void>>> = {
  /** Helm 4. */
  async helm(place) {
    await link(place, 'helm', await required('helm', findHelm(4)))
  },
  /** `sops` and `age-keygen`. */
  async sops(place) {
    const folder = await required('sops', findSops())
    for (const name of ['sops', 'age-keygen']) await link(place, name, join(folder, name))
  },
  /** ansible-core with kubernetes.core. */
  async ansible(place) {
    const { bin, collections } = await required('Ansible', findAnsible())
    const variables = `export ANSIBLE_COLLECTIONS_PATH='${collections}' ANSIBLE_DEPRECATION_WARNINGS=False\n`
    for (const name of ['ansible-playbook', 'ansible-vault']) await link(place, name, join(bin, name), variables)
  },
  /** A `python3` with Jinja2 3.1 and PyYAML. */
  async 'python-jinja2'(place) {
    const { bin } = await required('Python with Jinja2', findAnsible())
    await link(place, 'python3', join(bin, 'python'))
  },
  ...Object.fromEntries(
    Object.entries(standIns).map(([name, script]) => [name, (place: Place) => place.program(name, script)]),
  ),
}

/** Builds and installs what pages need, before their time is measured; what can't be had is told when a page is followed. */
export async function installPrograms(pages: readonly DocsPage[]): Promise<void> {
  const needed = new Set(pages.flatMap(({ steps }) => steps.flatMap((step) => (step.do === 'set up' ? step.name : []))))
  if (needed.has('helm')) await findHelm(4)
  if (needed.has('sops')) await findSops()
  if (needed.has('ansible') || needed.has('python-jinja2')) await findAnsible()
}

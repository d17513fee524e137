import type { Field } from '../forms/field.ts'
import { checkId } from '../forms/numbers.ts'
import { checkName, checkOneOf, checkRelativePath, checkUnique, type TextForm } from '../forms/texts.ts'

const sysctl: TextForm = {
  pattern: /^(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/,
  most: 253,
  wanted: 'must be a name such as net.core.somaxconn',
}

/** The securityContext of a pod, and its use of what is the node's. */
export function checkPodSecurity(spec: Field): void {
  const context = spec.at('securityContext')
  for (const name of ['runAsUser', 'runAsGroup', 'fsGroup']) checkId(context.at(name))
  for (const group of context.at('supplementalGroups').items) checkId(group)
  const sysctls = context.at('sysctls').items
  for (const one of sysctls) checkName(one.at('name'), sysctl)
  checkUnique(sysctls.map((one) => one.at('name')))
  checkProfiles(context)
  const isTrue = (name: string) => spec.at(name).value === true
  if (isTrue('shareProcessNamespace') && isTrue('hostPID'))
    spec.at('shareProcessNamespace').refuse('must not be true where hostPID is')
  if (spec.at('hostUsers').value === false) {
    for (const name of ['hostNetwork', 'hostPID', 'hostIPC'])
      if (isTrue(name)) spec.at(name).refuse('must not be true where hostUsers is false')
  }
}

/** The securityContext of a container of a pod. */
export function checkContainerSecurity(context: Field, spec: Field): void {
  if (!context.isSet) return
  for (const name of ['runAsUser', 'runAsGroup']) checkId(context.at(name))
  checkProfiles(context)
  const escalation = context.at('allowPrivilegeEscalation')
  if (escalation.value === false) {
    const added = context.below('capabilities', 'add').items
    if (context.at('privileged').value === true) escalation.refuse('must not be false where privileged is true')
    else if (added.some(({ text }) => text === 'CAP_SYS_ADMIN'))
      escalation.refuse('must not be false where CAP_SYS_ADMIN is added')
  }
  if (context.at('procMount').text === 'Unmasked' && spec.at('hostUsers').value !== false)
    context.at('procMount').refuse('must not be Unmasked unless hostUsers is false')
}

function checkProfiles(context: Field): void {
  for (const name of ['seccompProfile', 'appArmorProfile']) {
    const profile = context.at(name)
    if (!profile.isSet) continue
    const file = profile.at('localhostProfile')
    checkOneOf(profile.at('type'), ['RuntimeDefault', 'Localhost', 'Unconfined'])
    if (profile.at('type').text !== 'Localhost') {
      if (file.isSet) file.refuse('must be left out unless the type is Localhost')
    } else if (!file.isSet || (name === 'appArmorProfile' && file.text?.trim() === '')) {
      file.refuse('is missing: the type is Localhost')
    } else if (name === 'seccompProfile') {
      checkRelativePath(file)
    }
  }
}

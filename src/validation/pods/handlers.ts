import type { Field } from '../forms/field.ts'
import { checkNotNegative, checkPort, checkPortOrName } from '../forms/numbers.ts'
import { checkFilled, checkText, headerName } from '../forms/texts.ts'

const defaultGracePeriod = 30

/** The three probes of a container. */
export function checkProbes(container: Field): void {
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container.at(name)
    if (!probe.isSet) continue
    checkHandler(probe, ['exec', 'httpGet', 'tcpSocket', 'grpc'])
    checkNotNegative(
      probe,
      'initialDelaySeconds',
      'timeoutSeconds',
      'periodSeconds',
      'successThreshold',
      'failureThreshold',
    )
    const threshold = probe.at('successThreshold')
    if (name !== 'readinessProbe' && (threshold.number ?? 0) > 1) threshold.refuse(`must be 1 in a ${name}`)
    const grace = probe.at('terminationGracePeriodSeconds')
    if (!grace.isSet) continue
    if (name === 'readinessProbe') grace.refuse('must be left out of a readinessProbe')
    else if ((grace.number ?? 1) <= 0) grace.refuse('must be at least 1')
  }
}

/** What runs after a container's start and before its end. */
export function checkLifecycle(container: Field, spec: Field): void {
  const lifecycle = container.at('lifecycle')
  if (!lifecycle.isSet) return
  const grace = spec.at('terminationGracePeriodSeconds').number ?? defaultGracePeriod
  for (const name of ['postStart', 'preStop']) {
    const hook = lifecycle.at(name)
    if (!hook.isSet) continue
    checkHandler(hook, ['exec', 'httpGet', 'tcpSocket', 'sleep'])
    const seconds = hook.below('sleep', 'seconds')
    if (seconds.number !== undefined && (seconds.number < 0 || seconds.number > grace))
      seconds.refuse(
        `must be between 0 and the grace period of the pod, ${grace} seconds`,
        'raise terminationGracePeriodSeconds',
      )
  }
}

/** Exactly one way to ask a container, or to tell it something. */
function checkHandler(handler: Field, kinds: readonly string[]): void {
  const [first, ...more] = kinds.map((kind) => handler.at(kind)).filter(({ isSet }) => isSet)
  if (first === undefined) handler.refuse('must have a handler', `write one of ${kinds.join(', ')}`)
  for (const field of more) field.refuse(`must be left out where there is ${first?.step}`)
  const command = handler.below('exec', 'command')
  if (handler.at('exec').isSet && command.size === 0) command.refuse('is missing')
  if (handler.at('httpGet').isSet) checkHttpGet(handler.at('httpGet'))
  if (handler.at('tcpSocket').isSet) checkPortOrName(handler.below('tcpSocket', 'port'))
  if (handler.at('grpc').isSet) checkPort(handler.below('grpc', 'port'))
}

function checkHttpGet(get: Field): void {
  checkPortOrName(get.at('port'))
  for (const header of get.at('httpHeaders').items) {
    if (checkFilled(header.at('name'))) checkText(header.at('name'), headerName)
  }
}

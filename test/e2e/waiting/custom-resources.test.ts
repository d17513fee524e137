import { describe, expect } from 'vitest'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { type DefinedProject, definitionsTimeout } from '../../support/kinds/definitions.ts'
import { installDefinitions } from '../../support/kinds/install-definitions.ts'
import { createShop } from '../../support/projects/shop.ts'

/** A shop with one custom resource beside its Deployment, and its controller, which is the test. */
async function createControlled(cluster: Cluster, name: string, manifest: string) {
  const file = 'templates/custom.yaml'
  const shop = await createShop(cluster, { files: { [file]: manifest } })
  const start = () =>
    cluster.startKdeploy(['apply', '--profile', 'prod_shop', '--timeout', '90s', '-o', 'json'], { cwd: shop.folder })
  return {
    /** Changes the custom resource, and the image of the Deployment. */
    change: (changed: string, tag = '1') => shop.change({ tag, files: { [file]: changed } }),
    apply: () => start().result,
    /** Applies, and lets the controller go on after a line of the output. */
    async applyUntil(line: RegExp, goOn: (told: () => string) => Promise<unknown>) {
      const running = start()
      await cluster
        .waitFor(`the line ${line}`, async () => line.test(toldIn(running.output())))
        .catch((cause) => {
          throw new Error(running.output(), { cause })
        })
      await goOn(() => toldIn(running.output()))
      return running.result
    },
    /** What its controller writes. */
    report: (status: JsonObject) =>
      cluster.kubectl(['patch', name, '--subresource=status', '--type=merge', '-p', JSON.stringify({ status })]),
  }
}

/** A run's output with its events of progress as lines: of several objects only the first states are told otherwise. */
function toldIn(output: string): string {
  return output.replaceAll(/^\{.*"type":"progress".*\}$/gm, (line) => {
    const { object, message, causes } = JSON.parse(line)
    const [worst] = causes
    return `waiting  ${object.kind} ${object.namespace}/${object.name}: ${message}${worst === undefined ? '' : `; ${worst.reason}: ${worst.message}`}`
  })
}

/** Runs a test with the real definitions of a project; skipped where they can't be had. */
function testWith(
  project: DefinedProject,
  kinds: readonly string[],
  title: string,
  body: (cluster: Cluster) => Promise<void>,
): void {
  test(title, { timeout: definitionsTimeout }, async ({ cluster, skip }) => {
    const installed = await installDefinitions(cluster, project, kinds)
    if (installed === undefined) return skip('no Go, which downloads the definitions')
    try {
      await body(cluster)
    } finally {
      await installed.remove()
    }
  })
}

const at = (observedGeneration: number, type: string, status: string, reason: string, message = ''): JsonObject => ({
  type,
  status,
  reason,
  message,
  observedGeneration,
  lastTransitionTime: '2026-01-01T00:00:00Z',
})
const unseen = 'waiting for its controller to see the change'

describe('a Rollout', () => {
  const rollout = (tag: string) => `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: shop}}
  strategy: {canary: {steps: [{setWeight: 50}, {pause: {duration: 1h}}]}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: app, image: "registry.example.com/shop:${tag}"}]}
`
  const healthy = (generation: number): JsonObject => ({
    observedGeneration: String(generation),
    phase: 'Healthy',
    currentPodHash: `hash-${generation}`,
    stableRS: `hash-${generation}`,
    replicas: 2,
    updatedReplicas: 2,
    readyReplicas: 2,
    availableReplicas: 2,
  })

  testWith('argo-rollouts', ['Rollout'], 'is waited for, by its own generation', async (cluster) => {
    const { apply, applyUntil, change, report } = await createControlled(cluster, 'rollout/shop', rollout('1'))

    const first = await applyUntil(new RegExp(`Rollout \\S+/shop: ${unseen}`), () => report(healthy(1)))
    expect(first.stderr).toMatch(/ready +Rollout \S+\/shop: 2 replicas ready/)
    expect(first.exitCode).toBe(0)

    // It is Healthy, but as of the generation before.
    await change(rollout('2'))
    const upgrade = await applyUntil(new RegExp(`Rollout \\S+/shop: ${unseen}`), async (told) => {
      await report({ observedGeneration: '2', phase: 'Progressing', message: 'more replicas need to be updated' })
      const pauseConditions = [{ reason: 'CanaryPauseStep', startTime: '2026-01-01T00:00:00Z' }]
      await report({ phase: 'Paused', message: 'CanaryPauseStep', currentStepIndex: 1, pauseConditions })
      await cluster.waitFor('the pause to be told', async () => /step 2 of 2: paused for 3600 s/.test(told()))
      await report({ ...healthy(2), pauseConditions: null })
    })
    expect(upgrade.exitCode).toBe(0)

    await change(rollout('3'))
    const message = 'RolloutAborted: Rollout aborted update to revision 3: metric "errors" assessed Failed'
    const aborted = await applyUntil(new RegExp(`Rollout \\S+/shop: ${unseen}`), () =>
      report({ observedGeneration: '3', phase: 'Degraded', abort: true, message }),
    )
    expect(aborted.stderr).toMatch(/failed +Rollout \S+\/shop: Rollout aborted update to revision 3: metric "errors"/)
    expect(aborted.stderr).toContain('RolloutAborted')
    expect(aborted.exitCode).toBe(5)

    // Degraded as of the generation before is no failure of this one.
    await change(rollout('4'))
    const mended = await applyUntil(new RegExp(`Rollout \\S+/shop: ${unseen}`), () =>
      report({ ...healthy(4), abort: false, message: '' }),
    )
    expect(mended.exitCode).toBe(0)
    expect((await apply()).stderr).toContain('nothing changed')
  })

  testWith('argo-rollouts', ['Rollout'], 'fails by the pods of its newest ReplicaSet', async (cluster) => {
    const { applyUntil, report } = await createControlled(cluster, 'rollout/shop', rollout('typo'))

    const { exitCode, stderr } = await applyUntil(new RegExp(`Rollout \\S+/shop: ${unseen}`), async () => {
      const labels = { app: 'shop', 'rollouts-pod-template-hash': 'hash-1' }
      const { metadata } = await cluster.get<{ metadata: { uid: string } }>('rollout/shop')
      const owner = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'shop', uid: metadata.uid }
      const template = {
        metadata: { labels, annotations: { 'test.kdeploy.dev/stage': 'image-pull-backoff' } },
        spec: { containers: [{ name: 'app', image: 'registry.example.com/shop:typo' }] },
      }
      await cluster.create([
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          metadata: { name: 'shop-hash-1', labels, ownerReferences: [{ ...owner, controller: true }] },
          spec: { replicas: 1, selector: { matchLabels: labels }, template },
        },
      ])
      await report({
        ...healthy(1),
        phase: 'Progressing',
        readyReplicas: 0,
        message: 'updated replicas are still becoming available',
      })
    })

    expect(stderr).toMatch(/failed +Rollout \S+\/shop: its new pod can't become ready/)
    expect(stderr).toContain('registry.example.com/shop:typo')
    expect(exitCode).toBe(5)
  })
})

describe('a Certificate', () => {
  const certificate = (name: string) => `apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop}
spec:
  secretName: shop-tls
  dnsNames: [${name}]
  issuerRef: {name: ca}
`

  testWith('cert-manager', ['Certificate'], 'counts as issued by conditions of its generation', async (cluster) => {
    const first = certificate('a.example.com')
    const { applyUntil, change, report } = await createControlled(cluster, 'certificate/shop', first)
    const issued = (generation: number) => at(generation, 'Ready', 'True', 'Ready', 'Certificate is up to date')

    const slow = await applyUntil(new RegExp(`Certificate \\S+/shop: ${unseen}`), async () => {
      await report({ conditions: [at(1, 'Issuing', 'True', 'DoesNotExist', 'the Secret does not exist')] })
      await report({ conditions: [issued(1)] })
    })
    expect(slow.stderr).toMatch(/ready +Certificate \S+\/shop: issued/)
    expect(slow.exitCode).toBe(0)

    await change(certificate('b.example.com'))
    const failure = at(2, 'Issuing', 'False', 'Failed', 'The certificate request has failed: order is invalid')
    const failed = await applyUntil(new RegExp(`Certificate \\S+/shop: ${unseen}`), () =>
      report({ conditions: [at(2, 'Ready', 'False', 'SecretMismatch'), failure] }),
    )
    expect(failed.stderr).toMatch(
      /failed +Certificate \S+\/shop: its request failed, and is repeated only after an hour/,
    )
    expect(failed.stderr).toContain('The certificate request has failed: order is invalid')
    expect(failed.exitCode).toBe(5)
  })
})

describe('a Canary of Flagger', () => {
  const canary = `apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: web}
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  service: {port: 80}
  analysis: {interval: 5m, threshold: 3, iterations: 5}
`
  /** Times stand in whole seconds: a second ahead, so that it is later than the change, and `change` follows two seconds later. */
  const inPhase = (phase: string, message = ''): JsonObject => {
    const now = new Date(Date.now() + 1000).toISOString().replace(/\.\d+Z$/, 'Z')
    const status = phase === 'Failed' ? 'False' : phase === 'Progressing' ? 'Unknown' : 'True'
    const condition = { type: 'Promoted', status, reason: phase, message, lastUpdateTime: now, lastTransitionTime: now }
    return { phase, failedChecks: 0, canaryWeight: 0, iterations: 0, lastTransitionTime: now, conditions: [condition] }
  }

  testWith('flagger', ['Canary'], 'is waited for when its target changes, whatever it said before', async (cluster) => {
    const { applyUntil, change, report } = await createControlled(cluster, 'canary/web', canary)
    const unseenChange = /Canary \S+\/web: waiting for Flagger to see the change of web/

    const first = await applyUntil(unseenChange, () => report(inPhase('Initialized')))
    expect(first.stderr).toMatch(/ready +Canary \S+\/web: initialized/)
    expect(first.exitCode).toBe(0)

    await new Promise((resolve) => setTimeout(resolve, 2000))
    await change(canary, '2')
    const failed = await applyUntil(unseenChange, async () => {
      await report(inPhase('Progressing', 'New revision detected, progressing canary analysis.'))
      await report(inPhase('Failed', 'Canary analysis failed, Deployment scaled to zero.'))
    })
    expect(failed.stderr).toMatch(/failed +Canary \S+\/web: Canary analysis failed, Deployment scaled to zero/)
    expect(failed.exitCode).toBe(5)

    await new Promise((resolve) => setTimeout(resolve, 2000))
    await change(canary, '3')
    const promoted = await applyUntil(unseenChange, () => report(inPhase('Succeeded')))
    expect(promoted.stderr).toMatch(/ready +Canary \S+\/web: promoted/)
    expect(promoted.exitCode).toBe(0)
  })
})

describe('the Gateway API', () => {
  const route = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: public}, {name: internal}]
  rules: [{backendRefs: [{name: web, port: 80}]}]
`
  const parent = (name: string, ...conditions: readonly JsonObject[]): JsonObject => ({
    parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name },
    controllerName: 'example.com/gateway',
    conditions: [...conditions],
  })
  const served = [at(1, 'Accepted', 'True', 'Accepted'), at(1, 'ResolvedRefs', 'True', 'ResolvedRefs')]

  testWith('gateway-api', ['HTTPRoute'], 'has a route accepted by each parent', async (cluster) => {
    const { applyUntil, change, report } = await createControlled(cluster, 'httproute/shop', route)
    const missing = at(1, 'ResolvedRefs', 'False', 'BackendNotFound', 'service web not found')

    const first = await applyUntil(/HTTPRoute \S+\/shop: Gateway public: no controller has answered yet/, async () => {
      await report({ parents: [parent('public', ...served)] })
      await report({ parents: [parent('public', ...served), parent('internal', served[0] ?? {}, missing)] })
      await report({ parents: [parent('public', ...served), parent('internal', ...served)] })
    })
    expect(first.stderr).toMatch(/ready +HTTPRoute \S+\/shop: accepted by Gateway public, Gateway internal/)
    expect(first.exitCode).toBe(0)

    await change(route.replace('port: 80', 'port: 81'))
    const failed = await applyUntil(/HTTPRoute \S+\/shop: Gateway public: no controller has answered yet/, () =>
      report({
        parents: [parent('public', at(2, 'Accepted', 'False', 'UnsupportedValue', 'port 81 is not supported'))],
      }),
    )
    expect(failed.stderr).toMatch(/failed +HTTPRoute \S+\/shop: Gateway public: port 81 is not supported/)
    expect(failed.exitCode).toBe(5)
  })

  testWith(
    'gateway-api',
    ['Gateway'],
    'has a Gateway waited for from the conditions that its definition sets',
    async (cluster) => {
      const gateway = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public}
spec:
  gatewayClassName: example
  listeners: [{name: http, port: 80, protocol: HTTP}]
`
      const { applyUntil, report } = await createControlled(cluster, 'gateway/public', gateway)

      const { exitCode, stderr } = await applyUntil(/Gateway \S+\/public: Waiting for controller/, () =>
        report({
          addresses: [{ type: 'IPAddress', value: '192.0.2.7' }],
          conditions: [at(1, 'Accepted', 'True', 'Accepted'), at(1, 'Programmed', 'True', 'Programmed')],
        }),
      )

      expect(stderr).toMatch(/ready +Gateway \S+\/public: reachable at 192\.0\.2\.7/)
      expect(exitCode).toBe(0)
    },
  )
})

describe('an ExternalSecret', () => {
  testWith(
    'external-secrets',
    ['ExternalSecret'],
    'that is not synchronized in time names the event that says why',
    async (cluster) => {
      const secret = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db, annotations: {kdeploy.dev/timeout: 20s}}
spec:
  secretStoreRef: {name: vault}
  data: [{secretKey: password, remoteRef: {key: db}}]
`
      const { applyUntil, report } = await createControlled(cluster, 'externalsecret/db', secret)

      const { exitCode, stderr } = await applyUntil(new RegExp(`ExternalSecret \\S+/db: ${unseen}`), async () => {
        const { metadata } = await cluster.get<{ metadata: { uid: string; namespace: string } }>('externalsecret/db')
        const { uid, namespace } = metadata
        await cluster.create([
          {
            apiVersion: 'v1',
            kind: 'Event',
            metadata: { name: 'db.1' },
            involvedObject: { kind: 'ExternalSecret', name: 'db', uid, namespace },
            type: 'Warning',
            reason: 'UpdateFailed',
            message: 'error processing spec.data[0] (key: db): Secret does not exist',
            lastTimestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
          },
        ])
        await report({
          conditions: [
            {
              type: 'Ready',
              status: 'False',
              reason: 'SecretSyncedError',
              message: 'could not get secret data from provider',
            },
          ],
        })
      })

      expect(stderr).toMatch(
        /failed +ExternalSecret \S+\/db: not ready after 20 s .*could not get secret data from provider/,
      )
      expect(stderr).toContain('error processing spec.data[0] (key: db): Secret does not exist')
      expect(exitCode).toBe(5)
    },
  )
})

describe('a ScaledObject', () => {
  testWith(
    'keda',
    ['ScaledObject'],
    'is waited for until KEDA has found its target, also after a change',
    async (cluster) => {
      const scaled = (most: number) => `apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: web}
spec:
  scaleTargetRef: {name: web}
  maxReplicaCount: ${most}
  triggers: [{type: cron, metadata: {timezone: UTC, start: "0 6 * * *", end: "0 20 * * *", desiredReplicas: "2"}}]
`
      const { apply, applyUntil, change, report } = await createControlled(cluster, 'scaledobject/web', scaled(3))
      const ready = { type: 'Ready', status: 'True', reason: 'ScaledObjectReady', message: 'ScaledObject is ready' }

      const first = await applyUntil(new RegExp(`ScaledObject \\S+/web: ${unseen}`), async () => {
        await report({
          conditions: [{ ...ready, status: 'False', reason: 'ScaledObjectCheckFailed', message: 'target not found' }],
        })
        await report({ conditions: [ready] })
      })
      expect(first.exitCode).toBe(0)

      // KEDA names no generation, so that what it said before counts only when it had time to see the change. Times are whole seconds.
      await new Promise((resolve) => setTimeout(resolve, 1100))
      await change(scaled(5))
      const changed = await apply()
      expect(changed.stderr).toMatch(new RegExp(`ScaledObject \\S+/web: ${unseen}`))
      expect(changed.exitCode).toBe(0)
    },
  )
})

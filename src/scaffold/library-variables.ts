import type { Json } from '../json-map.ts'

/** What a person decided about a project of library templates. */
export interface LibraryChoice {
  readonly name: string
  /** Names of library templates: `web`, `cron-job`. */
  readonly templates: readonly string[]
  readonly image: string
  readonly port: number
}

type Variables = { readonly [name: string]: Json }

/** Templates of which a project has one at most, as they are two ways to the same. */
export const alternatives: readonly (readonly string[])[] = [['autoscaler', 'keda']]

/** The variables of every profile that chosen templates need, and what makes them fit to each other. */
export function sharedVariables(choice: LibraryChoice, needs: ReadonlySet<string>): Variables {
  const { name, image, port } = choice
  const has = (template: string) => choice.templates.includes(template)
  const deployment = has('web') || !has('worker') ? {} : { target: `${name}-worker` }
  const claim = has('volume-claim') ? { claim: { name: `${name}-data`, path: '/data' } } : {}
  const ofWorkloads: Variables = {
    ...(has('web') && hasSome(claim) ? { web: claim } : {}),
    ...(!has('web') && has('worker') && hasSome(claim) ? { worker: claim } : {}),
    ...(has('cron-job') ? { cron_job: { schedule: '0 3 * * *', command: ['date'] } } : {}),
    ...(has('migration') ? { migration: { command: ['echo', 'nothing to migrate yet'] } } : {}),
    // Both would have one Service by the name of the project.
    ...(has('web') && has('stateful-set') ? { stateful_set: { name: `${name}-set` } } : {}),
  }
  return {
    app: name,
    ...(needs.has('image') ? { image } : {}),
    ...(needs.has('port') ? { port } : {}),
    ...ofWorkloads,
    ...(has('config') ? { config: { LOG_LEVEL: 'info' } } : {}),
    ...(has('ingress') ? { ingress: { host: `${name}.example.com` } } : {}),
    ...(has('karmada') ? { karmada: { clusters: ['member1', 'member2'] } } : {}),
    ...(has('autoscaler') || has('keda') ? { autoscaler: { ...deployment, min: 2, max: 10 } } : {}),
  }
}

/** The first workload of chosen templates; undefined where they run nothing. */
export function workloadOf({ name, templates }: LibraryChoice): { kind: string; name: string } | undefined {
  const ofTemplates: Readonly<Record<string, { kind: string; name: string }>> = {
    web: { kind: 'Deployment', name },
    worker: { kind: 'Deployment', name: `${name}-worker` },
    'stateful-set': { kind: 'StatefulSet', name },
    'cron-job': { kind: 'CronJob', name: `${name}-cron` },
    migration: { kind: 'Job', name: `${name}-migration` },
  }
  const [first] = Object.keys(ofTemplates).filter((template) => templates.includes(template))
  return first === undefined ? undefined : ofTemplates[first]
}

/** The variables of one profile: fewer pods where nobody depends on them. */
export function ownVariables({ templates }: LibraryChoice, envType: string): Variables {
  const isScaled = templates.includes('autoscaler') || templates.includes('keda')
  const hasClaim = templates.includes('volume-claim')
  const hasReplicas = ['web', 'worker', 'stateful-set'].some((one) => templates.includes(one))
  return hasReplicas && !isScaled && !hasClaim ? { replicas: isProduction(envType) ? 2 : 1 } : {}
}

function isProduction(envType: string): boolean {
  return /^(?:prod|production|prd|live)/.test(envType)
}

function hasSome(map: object): boolean {
  return Object.keys(map).length > 0
}

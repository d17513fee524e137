import { hookJob } from './hooks.ts'

/** What a run deploys: the second state changes all objects and has one fewer. */
export type State = 'first' | 'second'

/**
 * A project whose profiles `prod_<name>` are releases beside each other in one namespace: each has a hook, a ConfigMap, a
 * Deployment, and in its first state an object that the second state prunes.
 */
export function guardedShopFiles(namespace: string, profiles: readonly string[]): Record<string, string> {
  const configMap = (name: string) => `apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}-{{ profile_name }}}
data: {state: {{ state }}}
`
  return {
    'kdeploy.yaml': 'name: shop\n',
    'profiles/default.yaml': `namespace: ${namespace}\nvariables: {state: first}\n`,
    ...Object.fromEntries(profiles.map((profile) => [`profiles/${profile}.yaml`, ''])),
    'templates/config.yaml': configMap('settings'),
    'templates/old.yaml': `{% if state == 'first' %}\n${configMap('old')}{% endif %}\n`,
    'templates/migrate.yaml': hookJob({ name: 'migrate-{{ profile_name }}' }),
    'templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web-{{ profile_name }}}
spec:
  progressDeadlineSeconds: 60
  selector:
    matchLabels: {app: web-{{ profile_name }}}
  template:
    metadata:
      labels: {app: web-{{ profile_name }}}
      annotations: {state: {{ state }}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: app
        image: registry.example.com/shop:1
        envFrom:
        - configMapRef: {name: settings-{{ profile_name }}}
`,
  }
}

/** One service of a fleet. */
export interface Service {
  /** Profiles, as `needs` names them. */
  readonly needs?: readonly string[]
  readonly replicas?: number
  /** The stage of test/control-plane/stages that its pods go through; undefined: they get ready. */
  readonly stage?: string
  /** `4s`: its pods get ready that long after they started. */
  readonly readyAfter?: string
  /** Further keys of its profile, as YAML. */
  readonly more?: string
}

/** A project with one Deployment for each profile, called as its profile name; `project`: further lines of kdeploy.yaml. */
export function fleetFiles(
  namespace: string,
  services: Readonly<Record<string, Service>>,
  project = '',
): Record<string, string> {
  const profiles = Object.entries(services).map(
    ([profile, { needs = [], replicas = 1, stage = '', readyAfter = '', more = '' }]) => [
      `profiles/${profile}.yaml`,
      `needs: ${JSON.stringify(needs)}
variables: {replicas: ${replicas}, stage: "${stage}", ready_after: "${readyAfter}"}
${more}`,
    ],
  )
  return {
    'kdeploy.yaml': `name: fleet\nprofile: {namespace: ${namespace}, variables: {tag: "1"}}\n${project}`,
    ...Object.fromEntries(profiles),
    'templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ profile_name }}"}
spec:
  replicas: {{ replicas }}
  progressDeadlineSeconds: 60
  selector: {matchLabels: {app: "{{ profile_name }}"}}
  template:
    metadata:
      labels: {app: "{{ profile_name }}"}
      {%- if stage %}
      annotations: {test.kdeploy.dev/stage: "{{ stage }}"}
      {%- elif ready_after %}
      annotations: {test.kdeploy.dev/ready-after: "{{ ready_after }}"}
      {%- endif %}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: app, image: "registry.example.com/fleet:{{ tag }}"}]
`,
  }
}
